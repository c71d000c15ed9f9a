"""When a supervisor can be booked, and every reason why not."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.calendar.absences import BusyInterval, OtherHours
from services.booking.calendar.availability import Diary, Why, starts, why_not
from services.booking.calendar.timegrid import Grid, positions, stretches
from services.booking.days_off import day_off
from services.booking.directory.model import DayHours, Hours
from shared.messages.booking import Interval
from tests.booking.build import HELSINKI
from tests.booking.calendar.diary import DAY, HOUR, MINUTE, MONDAY, QUARTER, busy, diary, fits_slowly, slot, wall

INDEPENDENCE_DAY = date(2027, 12, 6)  # a Monday
EVENING = DayHours(since=time(17), until=time(20))


def why(known: Diary, at: Interval, *, holidays: bool = False, remote: bool = False) -> tuple[Why, ...]:
    return why_not(known, at, holidays=holidays, remote=remote)


def test_an_hour_of_the_working_day_with_nothing_in_it_fits() -> None:
    assert why(diary("aino"), slot(MONDAY, 10)) == ()


@pytest.mark.parametrize("hour", [7, 15])
def test_a_session_lies_within_the_hours_as_a_whole(hour: int) -> None:
    assert why(diary("aino"), slot(MONDAY, hour)) == ("outside_hours",)


def test_two_sessions_may_touch_where_nobody_travels() -> None:
    assert why(diary("aino", busy("aino", MONDAY, 9, 60)), slot(MONDAY, 10)) == ()


@pytest.mark.parametrize(("remote", "reasons"), [(False, ("busy",)), (True, ())])
def test_the_way_to_a_session_is_kept_free_and_there_is_none_at_a_distance(
    *, remote: bool, reasons: tuple[str, ...]
) -> None:
    travelling = diary("aino", busy("aino", MONDAY, 9, 60), travel_before=30)
    assert why(travelling, slot(MONDAY, 10), remote=remote) == reasons


def test_travel_may_lie_outside_the_hours() -> None:
    assert why(diary("aino", travel_before=60, travel_after=60), slot(MONDAY, 8)) == ()


@pytest.mark.parametrize(("holidays", "reasons"), [(False, ("holiday",)), (True, ())])
def test_a_public_holiday_is_worked_only_when_the_plan_says_so(*, holidays: bool, reasons: tuple[str, ...]) -> None:
    assert why(diary("aino"), slot(INDEPENDENCE_DAY, 10), holidays=holidays) == reasons


def test_hours_set_for_one_day_stand_in_the_place_of_the_weekly_ones_on_a_holiday_too() -> None:
    evening = OtherHours(supervisor_id="aino", day=INDEPENDENCE_DAY, hours=(EVENING,))
    known = diary("aino", other_hours=(evening,))
    assert why(known, slot(INDEPENDENCE_DAY, 17)) == ()
    assert why(known, slot(INDEPENDENCE_DAY, 10)) == ("outside_hours",)


def test_a_day_may_have_no_hours_at_all() -> None:
    assert why(diary("aino", other_hours=(OtherHours(supervisor_id="aino", day=MONDAY),)), slot(MONDAY, 10)) == (
        "outside_hours",
    )


def test_everything_that_speaks_against_a_time_is_named() -> None:
    away = busy("aino", INDEPENDENCE_DAY, 9, 300, source="absence")
    known = diary("aino", away, busy("aino", INDEPENDENCE_DAY, 10, source="calendar"))
    assert why(known, slot(INDEPENDENCE_DAY, 10)) == ("absent", "busy", "holiday")


def test_hours_are_in_the_supervisors_own_zone() -> None:
    in_stockholm = diary("aino", timezone="Europe/Stockholm")  # whose eight o'clock is nine in Helsinki
    assert why(in_stockholm, slot(MONDAY, 8)) == ("outside_hours",)
    assert why(in_stockholm, slot(MONDAY, 15)) == ()


@pytest.mark.parametrize(
    ("language", "name"), [("fi", "Itsenäisyyspäivä"), ("sv", "Självständighetsdagen"), ("en", "Independence Day")]
)
def test_holidays_have_names_in_three_languages(language: str, name: str) -> None:
    assert day_off(INDEPENDENCE_DAY, language) == name
    assert day_off(MONDAY, language) is None


def test_no_two_languages_disagree_on_which_days_are_off() -> None:
    days = [date(2026, 1, 1) + n * DAY for n in range(3 * 365)]
    assert len({tuple(day_off(day, language) is None for day in days) for language in ("fi", "sv", "en")}) == 1


CHANGES = [date(2026, 3, 28), date(2026, 10, 24), date(2026, 12, 5), date(2026, 11, 30)]
clocks = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
parts = st.tuples(clocks, clocks).filter(lambda pair: pair[0] != pair[1] or pair[1] == time(0))
hours = st.lists(st.tuples(st.integers(1, 7), parts), max_size=10).map(
    lambda week: tuple(Hours(day=day, since=since, until=until) for day, (since, until) in week)
)


@st.composite
def diaries(draw: st.DrawFn, first: date, unit: int) -> Diary:
    """`unit`: on how many minutes what is taken begins and ends."""

    def taken(begins: int, lasts: int) -> BusyInterval:
        start = wall(first, 0) + begins * unit * MINUTE
        return BusyInterval(who="aino", start=start, end=start + lasts * unit * MINUTE)

    spans = draw(st.lists(st.builds(taken, st.integers(-40, 3600 // unit), st.integers(1, 400 // unit)), max_size=4))
    others = draw(st.lists(st.tuples(st.integers(0, 2), st.lists(parts, max_size=2)), max_size=2))
    days = {
        first + n * DAY: OtherHours(
            supervisor_id="aino",
            day=first + n * DAY,
            hours=tuple(DayHours(since=since, until=until) for since, until in open_),
        )
        for n, open_ in others
    }
    changes: dict[str, Any] = {
        "working_hours": draw(hours),
        "travel_before": draw(st.integers(0, 3)) * 15,
        "travel_after": draw(st.integers(0, 2)) * 15,
        "timezone": draw(st.sampled_from((None, "Europe/Stockholm", "America/Sao_Paulo"))),
    }
    return diary("aino", *spans, other_hours=tuple(days.values()), **changes)


@pytest.mark.parametrize("unit", [15, 5])
@given(data=st.data(), first=st.sampled_from(CHANGES), holidays=st.booleans(), remote=st.booleans())
def test_bits_and_paper_calendar_agree(
    unit: int, data: st.DataObject, first: date, *, holidays: bool, remote: bool
) -> None:
    known = data.draw(diaries(first, unit))
    length = data.draw(st.integers(1, 8)) * QUARTER
    grid = Grid.around(wall(first, 0), wall(first, 0) + 3 * DAY)
    found = set(positions(starts(known, grid, length, holidays=holidays, remote=remote)))
    for n in data.draw(st.lists(st.integers(100, grid.count - 140), min_size=1, max_size=20)):
        at = Interval(start=grid.at(n), end=grid.at(n) + length)
        fits = fits_slowly(known, at, holidays=holidays, remote=remote)
        assert (not why_not(known, at, holidays=holidays, remote=remote)) == fits
        assert (n in found) == fits or (unit != 15 and fits)  # bits round up what begins off the quarter


SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # 3 o'clock is 4; 4 o'clock is 3


@pytest.mark.parametrize(
    ("day", "since", "until", "lengths"),
    [
        (SPRING, time(0), time(3, 15), [180]),
        (SPRING, time(3, 15), time(5), [60]),
        (SPRING, time(3), time(4), []),
        (SPRING, time(0), time(0), [23 * 60]),
        (AUTUMN, time(0), time(3, 15), [195, 15]),
        (AUTUMN, time(3, 30), time(5), [30, 90]),
        (AUTUMN, time(0), time(0), [25 * 60]),
        (MONDAY, time(8), time(16), [480]),
        (MONDAY, time(22), time(2), [240]),
        (MONDAY, time(22), time(23, 59), [120]),
        (SPRING - DAY, time(22), time(3, 15), [300]),
        (SPRING - DAY, time(22), time(5), [360]),
        (AUTUMN - DAY, time(22), time(3, 15), [315, 15]),
        (AUTUMN, time(22), time(2), [240]),
    ],
)
def test_hours_are_what_the_clock_on_the_wall_shows(day: date, since: time, until: time, lengths: list[int]) -> None:
    found = stretches(day, since, until, HELSINKI)
    assert [int((closes - opens) / MINUTE) for opens, closes in found] == lengths


def test_hours_that_touch_across_midnight_are_one_stretch() -> None:
    whole = tuple(Hours(day=day, since=time(0), until=time(0)) for day in range(1, 8))
    split = tuple(
        Hours(day=day, since=since, until=until)
        for day in range(1, 8)
        for since, until in ((time(0), time(11, 50)), (time(11, 50), time(23, 59)))
    )
    for hours_ in (whole, split):
        known = diary("aino", working_hours=hours_)
        assert why(known, slot(MONDAY, 23)) == ()
        assert why(known, slot(MONDAY, 11, 60)) == ()


def test_hours_may_end_after_midnight_and_belong_to_the_day_on_which_they_begin() -> None:
    sunday, evening = INDEPENDENCE_DAY - DAY, time(22)
    late = tuple(Hours(day=day, since=evening, until=time(2)) for day in (7, 1))
    known = diary("aino", working_hours=late)
    assert why(known, slot(sunday, 23, 180)) == ()  # into the holiday, and no longer than to two
    assert why(known, slot(INDEPENDENCE_DAY, 0, 120)) == ()
    assert why(known, slot(INDEPENDENCE_DAY, 1, 120)) == ("outside_hours",)
    assert why(known, slot(INDEPENDENCE_DAY, 22, 60)) == ("holiday",)
    assert why(known, slot(INDEPENDENCE_DAY + DAY, 0, 60)) == ("holiday",)
    other = OtherHours(supervisor_id="aino", day=sunday, hours=(DayHours(since=time(18), until=time(20)),))
    assert why(diary("aino", working_hours=late, other_hours=(other,)), slot(INDEPENDENCE_DAY, 0, 60)) == (
        "outside_hours",
    )
    monday_off = OtherHours(supervisor_id="aino", day=INDEPENDENCE_DAY)
    assert why(diary("aino", working_hours=late, other_hours=(monday_off,)), slot(INDEPENDENCE_DAY, 0, 60)) == ()


def test_what_begins_off_the_quarter_still_takes_the_whole_of_it() -> None:
    start = wall(MONDAY, 9) + 50 * MINUTE
    call = BusyInterval(who="aino", start=start, end=start + 5 * MINUTE, source="calendar")
    grid = Grid.around(wall(MONDAY, 8), wall(MONDAY, 16))
    found = {grid.at(n) for n in positions(starts(diary("aino", call), grid, HOUR, holidays=False, remote=True))}
    assert wall(MONDAY, 8) + 3 * QUARTER in found
    assert wall(MONDAY, 9) not in found
    assert wall(MONDAY, 10) in found
