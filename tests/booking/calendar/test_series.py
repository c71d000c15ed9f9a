"""Series: the same time on the wall whatever the clocks do, all or nothing, with alternatives that can be had."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.calendar import series
from services.booking.calendar.absences import BusyInterval
from services.booking.calendar.availability import Diary
from services.booking.calendar.model import Session
from services.booking.calendar.series import Ask, Misfit, Rhythm, Wish
from shared.messages.booking import Interval
from tests.booking.build import HELSINKI
from tests.booking.calendar.diary import (
    BEFORE,
    DAY,
    HOUR,
    MONDAY,
    QUARTER,
    ask,
    busy,
    diary,
    fits_slowly,
    slot,
    wall,
)

WEEK = timedelta(weeks=1)
EASTER_MONDAY = date(2027, 3, 29)


def rhythm(first: date = MONDAY, count: int = 4, weeks: int = 1) -> Rhythm:
    return Rhythm(first, time(10), 90 * timedelta(minutes=1), count, weeks)


def wished(*slots: Interval) -> list[Wish]:
    return [Wish(each.start.astimezone(HELSINKI).date(), each) for each in slots]


def wishes(known: Rhythm) -> list[Interval]:
    return [each.slot for each in series.wishes(known, HELSINKI)]


def offered(wish: Interval, known: Ask) -> Misfit:
    (misfit,) = series.misfits(wished(wish), known)
    return series.alternatives(misfit, (), known, HELSINKI)


def test_ten_oclock_stays_ten_oclock_across_both_changes_of_the_clock() -> None:
    autumn = wishes(rhythm(date(2026, 10, 19), 2))
    assert [each.start for each in autumn] == [
        datetime(2026, 10, 19, 7, tzinfo=UTC),
        datetime(2026, 10, 26, 8, tzinfo=UTC),
    ]
    spring = wishes(rhythm(date(2026, 3, 23), 2))
    assert [each.start.hour for each in spring] == [8, 7]


days = st.dates(date(2026, 1, 1), date(2028, 1, 1))
times = st.integers(16, 91).map(lambda n: time(n // 4, n % 4 * 15))  # neither within an hour that a change takes away


@given(
    first=days, hour=st.integers(4, 22), quarter=st.integers(0, 3), weeks=st.integers(1, 8), count=st.integers(1, 60)
)
def test_whatever_the_rhythm_the_time_on_the_wall_and_the_weekday_are_the_same(
    first: date, hour: int, quarter: int, weeks: int, count: int
) -> None:
    at = time(hour, quarter * 15)
    slots = wishes(Rhythm(first, at, HOUR, count, weeks))
    walls = [each.start.astimezone(HELSINKI) for each in slots]
    assert {(each.time(), each.isoweekday()) for each in walls} == {(at, first.isoweekday())}
    assert [each.date() for each in walls] == [first + n * weeks * WEEK for n in range(count)]
    assert all(each.end - each.start == HOUR for each in slots)


@given(first=days, by=st.integers(-60, 60), hour=st.integers(4, 22), count=st.integers(1, 30))
def test_a_series_moved_as_one_keeps_its_days_and_the_new_time_on_the_wall(
    first: date, by: int, hour: int, count: int
) -> None:
    sessions = [session(n, each) for n, each in enumerate(wishes(rhythm(first, count, 2)))]
    moved = series.shifted(sessions, wall(first + by * DAY, hour), HELSINKI)
    walls = [each.slot.start.astimezone(HELSINKI) for each in moved]
    assert [each.day for each in moved] == [each.date() for each in walls]
    assert [each.date() for each in walls] == [first + by * DAY + n * 2 * WEEK for n in range(count)]
    assert {each.time() for each in walls} == {time(hour)}


def test_dates_are_left_out_or_chosen_instead() -> None:
    chosen = wall(MONDAY + 2 * WEEK + DAY, 12)
    wish = Rhythm(MONDAY, time(10), HOUR, 3, 1, frozenset({MONDAY + WEEK}), {MONDAY + 2 * WEEK: chosen})
    assert [each.start for each in wishes(wish)] == [wall(MONDAY, 10), chosen]


def test_every_date_is_checked_and_not_the_first_two() -> None:
    away = busy("aino", MONDAY + 3 * WEEK, 9, 480, source="absence")
    (misfit,) = series.misfits(wished(*wishes(rhythm())), ask(diary("aino", away)))
    assert misfit.wish.slot == slot(MONDAY + 3 * WEEK, 10)
    assert [(each.why, each.supervisor_id) for each in misfit.obstacles] == [("absent", "aino")]


def test_every_supervisor_and_the_room_are_asked() -> None:
    known = ask(
        diary("aino"),
        diary("mikael", busy("mikael", MONDAY, 11)),
        room=(busy("room:kallio", MONDAY + WEEK, 11),),
    )
    misfits = series.misfits(wished(*wishes(rhythm())), known)
    assert [[(each.why, each.supervisor_id) for each in misfit.obstacles] for misfit in misfits] == [
        [("busy", "mikael")],
        [("room_taken", None)],
    ]


def test_a_holiday_on_the_way_is_a_misfit_unless_holidays_are_wanted() -> None:
    slots = wishes(rhythm(EASTER_MONDAY - WEEK, 3))
    assert [each.wish.day for each in series.misfits(wished(*slots), ask(diary("aino")))] == [EASTER_MONDAY]
    assert series.misfits(wished(*slots), ask(diary("aino"), holidays=True)) == []


def test_what_is_past_is_no_wish() -> None:
    (misfit,) = series.misfits(wished(slot(MONDAY, 10)), ask(diary("aino"), now=wall(MONDAY, 10)))
    assert [each.why for each in misfit.obstacles] == ["past"]


def test_two_dates_of_one_series_can_not_be_at_once() -> None:
    (misfit,) = series.misfits(wished(slot(MONDAY, 10), slot(MONDAY, 11)), ask(diary("aino")))
    assert misfit.wish.slot == slot(MONDAY, 11)


def test_the_nearest_time_another_day_of_the_week_and_another_day_at_the_hour_are_offered() -> None:
    tuesday = MONDAY + DAY
    misfit = offered(slot(tuesday, 10), ask(diary("aino", busy("aino", tuesday, 10))))
    assert [(each.kind, each.slot) for each in misfit.alternatives] == [
        ("nearest", Interval(start=wall(tuesday, 8) + 2 * QUARTER, end=wall(tuesday, 10))),
        ("same_week", Interval(start=wall(MONDAY, 14) + 2 * QUARTER, end=wall(MONDAY, 16))),
        ("same_hour", slot(MONDAY, 10)),
    ]


def test_where_nothing_can_be_had_nothing_is_offered() -> None:
    assert offered(slot(MONDAY, 10), ask(diary("aino", working_hours=()))).alternatives == ()


def spans(who: str) -> st.SearchStrategy[list[BusyInterval]]:
    def taken(quarter: int, quarters: int) -> BusyInterval:
        start = wall(MONDAY - WEEK, 8) + quarter * QUARTER
        return BusyInterval(who=who, start=start, end=start + quarters * QUARTER)

    return st.lists(st.builds(taken, st.integers(0, 1400), st.integers(1, 60)), max_size=12)


@settings(max_examples=60)
@given(data=st.data(), hour=st.integers(6, 18), day=st.integers(0, 6), later=st.integers(0, 200))
def test_whatever_is_offered_can_be_had(data: st.DataObject, hour: int, day: int, later: int) -> None:
    diaries: list[Diary] = [diary(who, *data.draw(spans(who)), travel_after=30) for who in ("aino", "mikael")]
    room, now = tuple(data.draw(spans("room:kallio"))), BEFORE + later * 4 * HOUR
    known = ask(*diaries, room=room, now=now)
    wish, others = slot(MONDAY + day * DAY, hour), (slot(MONDAY + DAY, 12), slot(MONDAY - DAY, 9))
    for misfit in series.misfits(wished(wish), known):
        for each in series.alternatives(misfit, wished(*others), known, HELSINKI).alternatives:
            assert series.obstacles(each.slot, known) == ()
            assert all(fits_slowly(one, each.slot, holidays=False, remote=False) for one in diaries)
            assert each.slot.start > now
            assert not any(other.start < each.slot.end and each.slot.start < other.end for other in others)


def test_the_same_hour_is_the_same_on_the_wall_on_both_sides_of_a_change() -> None:
    after, friday = date(2026, 10, 26), date(2026, 10, 23)
    away = busy("aino", after, 0, 8 * 24 * 60)
    misfit = offered(slot(after, 10), ask(diary("aino", away), now=wall(date(2026, 10, 1), 8)))
    same = next(each.slot for each in misfit.alternatives if each.kind == "same_hour")
    assert same == slot(friday, 10)
    assert same.start.hour != slot(after, 10).start.hour


def session(n: int, at: Interval) -> Session:
    return Session(id=f"s{n}", organisation="Liedon koulu", start=at.start, end=at.end, supervisors=("aino",))
