"""Series where sessions come close: the way between two of them, alternatives that keep apart, what a move keeps."""

from datetime import datetime, timedelta

import pytest

from services.booking.calendar import series
from services.booking.calendar.series import Ask, Kind, Wish
from shared.messages.booking import Interval
from tests.booking.build import HELSINKI
from tests.booking.calendar.diary import DAY, MINUTE, MONDAY, ask, busy, diary, slot, wall
from tests.booking.calendar.test_series import WEEK, rhythm, session, wished, wishes


def misfits(first: Interval, second: Interval, known: Ask) -> list[Interval]:
    return [each.wish.slot for each in series.misfits(wished(first, second), known)]


@pytest.mark.parametrize(("gap", "fits"), [(0, False), (44, False), (45, True), (60, True)])
def test_between_two_sessions_of_a_series_there_is_time_for_the_way(gap: int, fits: bool) -> None:  # noqa: FBT001
    known = ask(diary("aino", travel_before=30, travel_after=15), diary("mikael", travel_before=15))
    one = slot(MONDAY, 9, 60)
    other = Interval(start=one.end + gap * MINUTE, end=one.end + (gap + 60) * MINUTE)
    assert misfits(one, other, known) == ([] if fits else [other])
    assert misfits(other, one, known) == ([] if fits else [one])


def test_where_nobody_travels_two_sessions_may_touch() -> None:
    known = ask(diary("aino"))
    assert misfits(slot(MONDAY, 9, 60), slot(MONDAY, 10, 60), known) == []
    assert misfits(slot(MONDAY, 10, 60), slot(MONDAY, 9, 60), known) == []


def alternatives(wish: Wish, wanted: list[Wish], known: Ask) -> dict[Kind, Interval]:
    (misfit,) = [each for each in series.misfits(wanted, known) if each.wish == wish]
    return {each.kind: each.slot for each in series.alternatives(misfit, wanted, known, HELSINKI).alternatives}


def test_what_is_offered_in_a_wish_s_place_keeps_the_way_to_the_others_of_the_series() -> None:
    known = ask(diary("aino", busy("aino", MONDAY, 10, 60), travel_before=30))
    taken, before, after = wished(slot(MONDAY, 10, 60), slot(MONDAY, 8, 60), slot(MONDAY, 13, 60))
    offered = alternatives(taken, [taken, before, after], known)
    assert offered["nearest"] == Interval(start=wall(MONDAY, 11, 30), end=wall(MONDAY, 12, 30))


def test_what_is_offered_leaves_time_for_the_way_to_the_next_of_the_series() -> None:
    known = ask(diary("aino", busy("aino", MONDAY, 12, 15), travel_before=30))
    taken, after = wished(slot(MONDAY, 12, 60), slot(MONDAY, 14, 60))
    assert alternatives(taken, [taken, after], known)["nearest"] == slot(MONDAY, 11, 60)
    assert alternatives(taken, [taken], known)["nearest"].start == wall(MONDAY, 12, 45)


def test_two_alternatives_of_one_day_may_touch() -> None:
    known = ask(diary("aino", busy("aino", MONDAY, 0, 24 * 60)))
    (taken,) = wished(slot(MONDAY, 10, 120))
    offered = alternatives(taken, [taken], known)
    assert (offered["nearest"].start, offered["same_week"].start) == (wall(MONDAY + DAY, 8), wall(MONDAY + DAY, 10))


def test_a_wish_s_own_time_is_no_obstacle_to_what_is_offered_in_its_place() -> None:
    known = ask(diary("aino", busy("aino", MONDAY, 10, 15)))
    (taken,) = wished(slot(MONDAY, 10, 60))
    assert alternatives(taken, [taken], known)["nearest"].start == wall(MONDAY, 10, 15)


def test_nothing_is_offered_that_begins_within_a_quarter_from_now() -> None:
    known = ask(diary("aino", busy("aino", MONDAY, 10, 15)), now=wall(MONDAY, 10, 15))
    (taken,) = wished(slot(MONDAY, 10, 60))
    assert alternatives(taken, [taken], known)["nearest"].start == wall(MONDAY, 10, 30)


def test_alternatives_are_a_session_apart_and_may_touch() -> None:
    known = ask(diary("aino", busy("aino", MONDAY, 10, 60)))
    (taken,) = wished(slot(MONDAY, 10, 60))
    offered = alternatives(taken, [taken], known)
    assert offered["nearest"] == slot(MONDAY, 9, 60)
    assert offered["same_week"] == slot(MONDAY + DAY, 8, 60)
    assert offered["same_hour"] == slot(MONDAY + DAY, 10, 60)


@pytest.mark.parametrize(
    ("at", "is_other"),
    [(wall(MONDAY, 23), False), (wall(MONDAY + DAY, 0), True), (wall(MONDAY + DAY, 10), True)],
)
def test_another_day_is_another_date_on_the_wall(at: datetime, is_other: bool) -> None:  # noqa: FBT001
    assert series._other_day(at, slot(MONDAY, 10), HELSINKI) is is_other


def test_sessions_that_are_moved_are_as_long_as_they_were() -> None:
    sessions = [session(n, each) for n, each in enumerate(wishes(rhythm(MONDAY, 3)))]
    moved = series.shifted(sessions, wall(MONDAY + DAY, 13), HELSINKI, {MONDAY + DAY + WEEK: wall(MONDAY, 8)})
    assert {each.slot.end - each.slot.start for each in moved} == {timedelta(minutes=90)}
    assert [each.slot.start for each in moved][1] == wall(MONDAY, 8)


def test_alternatives_are_looked_for_a_week_before_and_after() -> None:
    around = series.horizon(slot(MONDAY, 10, 60))
    assert (around.start, around.end) == (wall(MONDAY, 10) - WEEK, wall(MONDAY, 11) + WEEK)
