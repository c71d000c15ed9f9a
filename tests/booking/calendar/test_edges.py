"""The calendar where things touch: what begins as another ends, hours that open just then, a quarter half gone."""

from datetime import time, timedelta
from typing import Any

import pytest

from services.booking.calendar import capacity, find_time
from services.booking.calendar.absences import Absence, OtherHours
from services.booking.calendar.availability import outside, starts, whole_day, why_not
from services.booking.calendar.find_time import Search
from services.booking.calendar.model import Session
from services.booking.calendar.timegrid import Grid, floor, positions
from services.booking.debriefing import lifecycle, slots, waves
from services.booking.directory.model import Hours
from services.booking.week import rules as week
from services.booking.week.rules import WeekEntry
from shared.messages.booking import Interval
from shared.messages.contracts import Window
from tests.booking.build import HELSINKI, NOW, asked, need
from tests.booking.calendar.diary import DAY, HOUR, MINUTE, MONDAY, busy, diary, slot, wall
from tests.booking.calendar.test_availability import INDEPENDENCE_DAY
from tests.booking.debriefing.test_board import by_hand, given_up

SECOND = timedelta(seconds=1)
OFFICE = tuple(Hours(day=day, since=time(8), until=time(16)) for day in range(1, 8))


def session(day: Any = MONDAY, hour: int = 10, minutes: int = 90, **changes: Any) -> Session:
    at = slot(day, hour, minutes)
    known = {"id": "one", "organisation": "Tays", "start": at.start, "end": at.end, "supervisors": ("aino",)}
    return Session.model_validate(known | changes)


def test_the_way_from_a_session_to_the_next_is_kept_free() -> None:
    known = diary("aino", busy("aino", MONDAY, 12), travel_after=30)
    assert why_not(known, slot(MONDAY, 10, 120), holidays=False, remote=False) == ("busy",)
    assert why_not(known, slot(MONDAY, 10, 90), holidays=False, remote=False) == ()


def test_a_session_may_begin_where_the_way_before_and_after_it_is_free() -> None:
    known = diary("aino", busy("aino", MONDAY, 8, 60), busy("aino", MONDAY, 12), travel_before=15, travel_after=30)
    grid = Grid.around(wall(MONDAY, 0), wall(MONDAY, 12))
    found = starts(known, grid, HOUR, holidays=False, remote=False)
    at = [grid.at(n) for n in positions(found) if grid.at(n) < wall(MONDAY, 12)]
    assert (at[0], at[-1]) == (wall(MONDAY, 9, 15), wall(MONDAY, 10, 30))
    distant = starts(known, grid, HOUR, holidays=False, remote=True)
    assert [grid.at(n) for n in positions(distant) if grid.at(n) < wall(MONDAY, 12)][-1] == wall(MONDAY, 11)


def test_a_session_that_hours_leave_out_is_outside_and_one_on_a_holiday_is_not() -> None:
    known = diary("aino", other_hours=(OtherHours(supervisor_id="aino", day=MONDAY),))
    inside = session(MONDAY + DAY)
    assert outside(known, [session(), inside]) == [session()]
    assert outside(diary("aino"), [session(INDEPENDENCE_DAY)]) == []


def test_an_urgent_debriefing_has_hours_of_its_own() -> None:
    assert outside(diary("aino"), [session(hour=22, debriefing_id="case")]) == []
    assert len(outside(diary("aino"), [session(hour=22)])) == 1


def test_a_whole_day_is_from_its_midnight_to_the_next() -> None:
    assert whole_day(MONDAY, HELSINKI) == Interval(start=wall(MONDAY, 0), end=wall(MONDAY + DAY, 0))


def test_a_session_that_begins_as_the_weeks_end_is_of_none_of_them() -> None:
    weeks = capacity.weeks_from(MONDAY, 1, HELSINKI)
    (row,) = capacity.rows(weeks, [diary("aino")], [session(MONDAY + 7 * DAY, 0)])
    assert row.weeks[0].planned == 0


def test_only_a_wave_in_which_nobody_was_asked_was_given_by_hand() -> None:
    case = by_hand(given_up("aino"), "mikael").case
    latest, earliest = waves.waves(case, case.considered)
    assert (latest.by_hand, earliest.by_hand) == (True, False)
    (only_asked,) = waves.waves(asked(lifecycle.opened(need()), "aino").case, [])
    assert not only_asked.by_hand
    assert not waves.Wave(1, (), ()).by_hand


def found(*hours: int, **window: Any) -> list[int]:
    search = Search(Interval(start=wall(MONDAY, hours[0]), end=wall(MONDAY, hours[1])), HOUR, **window)
    early = diary("aino", working_hours=(Hours.model_validate({"day": 1, "from": "05:00", "to": "23:00"}),))
    chosen = find_time.common([early], search, HELSINKI, 1, 3)
    return [each.slot.start.astimezone(HELSINKI).hour for each in chosen]


def test_times_of_an_ordinary_working_day_come_first() -> None:
    assert found(6, 23) == [8, 9, 10]
    assert found(16, 23) == [16, 17, 16]  # half past four before six
    assert found(6, 9) == [8, 6, 7]


def test_holidays_are_searched_only_where_it_is_said() -> None:
    search = Search(Interval(start=wall(INDEPENDENCE_DAY, 8), end=wall(INDEPENDENCE_DAY, 16)), HOUR)
    assert find_time.common([diary("aino")], search, HELSINKI, 1, 3) == []


def offered(opens: int, *taken: Interval, minutes: int = 0) -> list[str]:
    window = Window(opens=wall(MONDAY, opens) + minutes * MINUTE, closes=wall(MONDAY, 16))
    free = slots.free_starts(OFFICE, taken, window, 2 * HOUR, HELSINKI, NOW - 30 * DAY)
    return [f"{each.astimezone(HELSINKI):%H.%M}" for each in free]


def test_what_is_offered_begins_on_a_quarter_within_the_window() -> None:
    assert offered(9) == ["09.00", "12.00"]
    assert offered(13, minutes=5)[0] == "13.15"
    assert offered(13, minutes=15)[0] == "13.15"


def test_a_debriefing_may_end_as_something_else_begins_and_begin_as_it_ends() -> None:
    assert offered(9, slot(MONDAY, 11, 60)) == ["09.00", "12.00"]
    assert offered(9, slot(MONDAY, 10, 61)) == ["12.00"]


@pytest.mark.parametrize(
    ("taken", "free"),
    [([], True), ([(8, 60)], True), ([(11, 60)], True), ([(8, 61)], False), ([(10, 60)], False), ([(9, 30)], False)],
)
def test_a_fixed_time_may_touch_what_is_taken_and_the_ends_of_the_hours(
    taken: list[tuple[int, int]],
    free: bool,  # noqa: FBT001
) -> None:
    others = [slot(MONDAY, hour, minutes) for hour, minutes in taken]
    assert slots.is_free(OFFICE, others, slot(MONDAY, 9, 120), HELSINKI) is free


def test_a_fixed_time_may_be_as_long_as_the_hours() -> None:
    assert slots.is_free(OFFICE, [], slot(MONDAY, 8, 8 * 60), HELSINKI)
    assert not slots.is_free(OFFICE, [], slot(MONDAY, 8, 8 * 60 + 1), HELSINKI)


def test_a_quarter_begins_at_or_before_the_time() -> None:
    assert [floor(wall(MONDAY, 10, minute)) for minute in (0, 7, 14)] == [wall(MONDAY, 10)] * 3
    assert floor(wall(MONDAY, 10, 15) + SECOND) == wall(MONDAY, 10, 15)


def test_a_grid_s_days_are_those_it_touches_and_the_one_before() -> None:
    grid = Grid.around(wall(MONDAY, 10), wall(MONDAY + DAY, 10), timedelta(0))
    assert [*grid.days(HELSINKI)] == [MONDAY - DAY, MONDAY, MONDAY + DAY]


DAYS = week.week(MONDAY, HELSINKI, "fi")


def days_of(start: Any, end: Any) -> list[tuple[bool, bool]]:
    """On which of the week's days an absence stands, and whether it begins and ends on it."""
    away = Absence(id="x", supervisor_id="aino", start=start, end=end)
    (row,) = week.rows(DAYS, [diary("aino").supervisor], (), [away], ())
    return [(each.begins, each.ends) for entries in row.days for each in entries]


def test_what_is_from_midnight_to_midnight_takes_the_whole_day_and_no_other() -> None:
    assert days_of(wall(MONDAY, 0), wall(MONDAY + DAY, 0)) == [(False, False)]
    assert days_of(wall(MONDAY + DAY, 0), wall(MONDAY + 2 * DAY, 0)) == [(False, False)]
    assert days_of(wall(MONDAY, 0, 1), wall(MONDAY + DAY, 0)) == [(True, False)]
    assert days_of(wall(MONDAY, 0), wall(MONDAY, 23, 59)) == [(False, True)]


def test_an_entry_begins_and_ends_on_its_day_unless_it_is_cut() -> None:
    assert not WeekEntry("absent", NOW, NOW + HOUR, begins=False).whole
    assert not WeekEntry("absent", NOW, NOW + HOUR, ends=False).whole


@pytest.mark.parametrize(
    ("begins", "ends", "place"),
    [((9, 0), (10, 0), (8, 4)), ((9, 5), (10, 5), (8, 5)), ((9, 14), (10, 15), (8, 5)), ((9, 15), (9, 20), (9, 1))],
)
def test_an_entry_takes_each_quarter_that_it_has_some_of(
    begins: tuple[int, int], ends: tuple[int, int], place: tuple[int, int]
) -> None:
    (placed,) = week.placed([WeekEntry("absent", wall(MONDAY, *begins), wall(MONDAY, *ends))], 7, HELSINKI)
    assert (placed.at, placed.quarters) == place


def test_an_entry_to_midnight_ends_at_the_board_s_last_quarter() -> None:
    (placed,) = week.placed([WeekEntry("absent", wall(MONDAY, 22), wall(MONDAY + DAY, 0))], 7, HELSINKI)
    assert placed.quarters == 8
    (first,) = week.placed([WeekEntry("absent", wall(MONDAY, 0), wall(MONDAY, 1))], 0, HELSINKI)
    assert (first.at, first.quarters) == (0, 4)
