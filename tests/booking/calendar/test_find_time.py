"""Find a time: who is free when, the best first, against the slow and obvious way."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.calendar.absences import BusyInterval
from services.booking.calendar.availability import Diary
from services.booking.calendar.find_time import Found, Search, common
from shared.messages.booking import Interval
from tests.booking.build import HELSINKI
from tests.booking.calendar.diary import DAY, HOUR, MONDAY, QUARTER, busy, diary, fits_slowly, slot, wall

WEEK = Interval(start=wall(MONDAY, 0), end=wall(MONDAY + 7 * DAY, 0))
NAMES = ("aino", "mikael", "sari")


def found(*diaries: Diary, least: int | None = None, most: int = 20, **changes: Any) -> list[Found]:
    search = replace(Search(WEEK, HOUR), **changes)
    return common(diaries, search, HELSINKI, least or len(diaries), most)


def test_the_soonest_day_comes_first_on_the_hour_and_no_day_more_than_thrice() -> None:
    starts = [each.slot.start for each in found(diary("aino"), most=5)]
    assert starts == [wall(MONDAY, 8), wall(MONDAY, 9), wall(MONDAY, 10), wall(MONDAY + DAY, 8), wall(MONDAY + DAY, 9)]


def test_all_must_be_free_and_the_room_too() -> None:
    aino, mikael = diary("aino", busy("aino", MONDAY, 8, 120)), diary("mikael", busy("mikael", MONDAY, 12, 240))
    room = (busy("room:r", MONDAY, 10, 60),)
    assert found(aino, mikael, room=room)[0].slot == slot(MONDAY, 11, 60)


def test_where_not_all_can_those_who_can_are_named_the_most_first() -> None:
    away = diary("sari", busy("sari", MONDAY, 0, 7 * 24 * 60))
    late = diary("mikael", busy("mikael", MONDAY, 8, 60))
    times = found(diary("aino"), late, away, least=1)
    assert (times[0].slot, times[0].free) == (slot(MONDAY, 9, 60), ("aino", "mikael"))
    assert not found(diary("aino"), late, away)


def test_nothing_reaches_beyond_the_window() -> None:
    window = Interval(start=wall(MONDAY, 9), end=wall(MONDAY, 10) + QUARTER)
    starts = [each.slot.start for each in found(diary("aino"), window=window)]
    assert starts == [window.start, window.start + QUARTER]


def spans(who: str) -> st.SearchStrategy[list[BusyInterval]]:
    def taken(quarter: int, quarters: int) -> BusyInterval:
        start = wall(MONDAY, 0) + quarter * QUARTER
        return BusyInterval(who=who, start=start, end=start + quarters * QUARTER)

    return st.lists(st.builds(taken, st.integers(0, 190), st.integers(1, 30)), max_size=5)


@settings(max_examples=40)
@given(data=st.data(), quarters=st.integers(2, 6), least=st.integers(1, 3))
def test_whoever_is_named_is_free_then_and_nobody_free_is_left_out(
    data: st.DataObject, quarters: int, least: int
) -> None:
    diaries = [diary(who, *data.draw(spans(who)), travel_before=15) for who in NAMES]
    window = Interval(start=wall(MONDAY, 0), end=wall(MONDAY + 2 * DAY, 0))
    times = found(*diaries, window=window, length=quarters * QUARTER, least=least, most=1000)
    for each in times:
        assert each.free == tuple(
            known.supervisor.id for known in diaries if fits_slowly(known, each.slot, holidays=False, remote=False)
        )
    counts = [len(each.free) for each in times]
    assert counts == sorted(counts, reverse=True)
    assert not counts or min(counts) >= least
    for n in range(0, 192 - quarters, 3) if not times else ():
        at = _at(window, n, quarters)
        assert sum(fits_slowly(known, at, holidays=False, remote=False) for known in diaries) < least


def _at(window: Interval, n: int, quarters: int) -> Interval:
    start = window.start + n * QUARTER
    return Interval(start=start, end=start + quarters * QUARTER)


def test_two_hundred_calendars_over_eight_weeks_are_compared_at_once() -> None:
    diaries = [diary(f"s{n:03}", *_full_weeks(f"s{n:03}", n)) for n in range(200)]
    window = Interval(start=WEEK.start, end=WEEK.start + timedelta(weeks=8))
    times = found(*diaries, window=window, least=1)
    assert len(times) == 20


def _full_weeks(who: str, n: int) -> list[BusyInterval]:
    days = [MONDAY + timedelta(weeks=week, days=day) for week in range(8) for day in range(5)]
    return [busy(who, day, 8 + (n + k) % 6) for k, day in enumerate(days)]
