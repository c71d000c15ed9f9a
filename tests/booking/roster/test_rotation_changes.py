"""A rotation changed at the edges: begun anew, said twice, from before its hour, with somebody in it twice."""

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.roster import rotations
from services.booking.roster.model import Rotation
from services.booking.roster.rotations import (
    REMEMBERED,
    Handed,
    PastChangeError,
    changed,
    handed_over,
    reordered,
    turns,
)
from shared.messages.booking import Interval
from tests.booking.build import HELSINKI
from tests.booking.calendar.diary import DAY, HOUR, MINUTE, MONDAY, wall
from tests.booking.roster.test_rotations import NAMES, NOW, WEEK, WEEKLY, holder, order, to

CHANGE_OF_TURN = wall(MONDAY + 14 * DAY, 8)  # from Mikael's to Sari's


def change(known: list[Rotation], new: Rotation, moment: Any = "next_turn", now: Any = NOW) -> list[Rotation]:
    return changed(known, new, moment, now, HELSINKI)


def test_the_first_rotation_of_its_name_is_as_it_is_given() -> None:
    assert change([], WEEKLY) == [WEEKLY]


def test_with_another_first_day_the_order_begins_with_the_first_whoever_s_turn_it_would_be() -> None:
    starts = MONDAY + 30 * DAY
    assert holder([WEEKLY], wall(starts, 9)) == "mikael"
    assert holder(change([WEEKLY], to(starts=starts)), wall(starts, 9)) == "aino"


def test_another_first_day_that_has_passed_holds_from_the_moment_said() -> None:
    past = to(starts=MONDAY + DAY)
    assert rotations.begins([WEEKLY], past, "now", NOW, HELSINKI) == NOW
    at_its_hour = wall(MONDAY + 8 * DAY, 8)
    assert rotations.begins([WEEKLY], to(starts=MONDAY + 8 * DAY), "next_turn", at_its_hour, HELSINKI) == CHANGE_OF_TURN


def test_a_day_whose_hour_has_come_is_past() -> None:
    day, at_its_hour = MONDAY + 8 * DAY, wall(MONDAY + 8 * DAY, 8)
    assert rotations.begins([WEEKLY], to("aino"), day, at_its_hour - MINUTE, HELSINKI) == at_its_hour
    with pytest.raises(PastChangeError):
        rotations.begins([WEEKLY], to("aino"), day, at_its_hour, HELSINKI)


def test_a_rotation_that_is_over_by_then_begins_anew() -> None:
    ending = to(ends=MONDAY + 14 * DAY)
    after = change([ending], to("sari", "aino"), MONDAY + 20 * DAY)
    assert holder(after, wall(MONDAY + 19 * DAY, 9)) is None
    assert after[-1] == to("sari", "aino").model_copy(update={"since": wall(MONDAY + 20 * DAY, 8)})


def test_the_same_change_said_again_is_the_same_whenever_it_is_to_hold_from() -> None:
    new = to(*NAMES, "outi")
    after = change([WEEKLY], new)
    for moment in ("next_turn", MONDAY + 30 * DAY):
        assert change(after, new, moment) == after


def test_what_holds_already_stays_though_it_is_said_to_hold_from_a_day_gone_by() -> None:
    now = change([WEEKLY], to("aino", "sari"), "now")
    assert change(now, to("aino", "sari"), MONDAY) == now


def test_a_change_in_another_s_place_leaves_nothing_of_it() -> None:
    after = change(change([WEEKLY], to("outi")), to("sari", "aino"))
    assert [each.supervisors for each in after] == [NAMES, ("sari", "aino")]


@given(
    st.permutations(NAMES).flatmap(lambda who: st.integers(1, len(who)).map(lambda n: who[:n])),
    st.sampled_from([1, 2, 7, 14]),
    st.sampled_from([8, 20]),
    st.sampled_from(["now", "next_turn"]),
)
def test_a_change_that_is_taken_back_before_it_holds_leaves_every_turn_as_it_was(
    who: list[str], days: int, hour: int, moment: Any
) -> None:
    waiting = change([WEEKLY], to(*who, days=days, hour=time(hour)))
    assert turns(change(waiting, WEEKLY, moment, NOW + MINUTE), NOW, NOW + 8 * WEEK, HELSINKI) == turns(
        [WEEKLY], NOW, NOW + 8 * WEEK, HELSINKI
    )


@pytest.mark.parametrize(("ago", "known"), [(REMEMBERED - MINUTE, 3), (REMEMBERED, 2), (REMEMBERED + MINUTE, 2)])
def test_what_held_is_remembered_for_a_month(ago: Any, known: int) -> None:
    once = change([WEEKLY], to("outi"), "now")
    later = NOW + ago
    assert len(change(once, to("sari", "outi"), "now", later)) == known


def test_turns_of_another_length_begun_before_the_hour_count_from_the_day_before() -> None:
    after = change([WEEKLY], to(days=2), "now", wall(MONDAY + 8 * DAY, 7))
    assert [holder(after, wall(MONDAY + n * DAY, 9)) for n in (8, 9, 10, 11)] == ["mikael", "sari", "sari", "aino"]


def test_who_is_in_the_order_twice_goes_on_at_the_place_that_was_reached() -> None:
    twice = to("aino", "mikael", "aino", "sari")
    at = NOW + WEEK  # Aino's second turn
    assert holder([twice], at) == "aino"
    after = change([twice], to("aino", "mikael", "aino", "sari", "outi"), "now", at)
    assert order(after, 3, at) == ["aino", "sari", "outi"]


def test_turns_are_cut_where_they_are_handed_over_to_the_end_of_the_time_asked_for() -> None:
    found = turns([WEEKLY], NOW, NOW + 7 * DAY, HELSINKI)
    assert found == [
        (Interval(start=NOW, end=CHANGE_OF_TURN), "mikael"),
        (Interval(start=CHANGE_OF_TURN, end=NOW + 7 * DAY), "sari"),
    ]


def test_a_time_that_changes_hands_is_one_however_many_days_it_has() -> None:
    found = handed_over([WEEKLY], change([WEEKLY], to("outi"), "now"), NOW, CHANGE_OF_TURN + HOUR, HELSINKI)
    assert found == [
        Handed(Interval(start=NOW, end=CHANGE_OF_TURN), "mikael", "outi"),
        Handed(Interval(start=CHANGE_OF_TURN, end=CHANGE_OF_TURN + HOUR), "sari", "outi"),
    ]


def test_the_hour_of_a_turn_is_the_network_s_own() -> None:
    assert holder([to(hour=time(16))], wall(MONDAY + 7 * DAY, 15)) == "aino"


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("up-1", ["b", "a", "c"]),
        ("up-0", ["a", "b", "c"]),
        ("down-1", ["a", "c", "b"]),
        ("down-2", ["a", "b", "c"]),
        ("out-0", ["b", "c"]),
        ("up-3", None),
        ("save", None),
        ("up-x", None),
    ],
)
def test_the_order_changes_one_place_at_a_time(wish: str, expected: list[str] | None) -> None:
    assert reordered(["a", "b", "c"], wish) == expected
