"""Which times are offered."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.booking.debriefing.slots import MOST_OFFERED, USUAL_STARTS, free_starts, is_free
from services.booking.directory.model import EVERY_DAY, Hours
from shared.messages.booking import Interval
from shared.messages.contracts import Window
from tests.booking.build import HELSINKI, NOW

TWO_HOURS = timedelta(hours=2)


def window(opens: datetime, hours: float) -> Window:
    return Window(opens=opens, closes=opens + timedelta(hours=hours))


def local(start: datetime) -> time:
    return start.astimezone(HELSINKI).time()


def test_the_usual_times_of_each_day_are_offered() -> None:
    starts = free_starts(EVERY_DAY, (), window(datetime(2026, 12, 1, 22, tzinfo=UTC), 24), TWO_HOURS, HELSINKI, NOW)
    assert [local(start) for start in starts] == list(USUAL_STARTS)


def test_a_narrow_wish_gets_times_within_it() -> None:
    starts = free_starts(EVERY_DAY, (), window(datetime(2026, 12, 2, 8, 0, tzinfo=UTC), 2.5), TWO_HOURS, HELSINKI, NOW)
    assert [local(start) for start in starts] == [time(10, 0), time(10, 30)]


def test_a_busy_hour_takes_away_every_start_that_would_reach_it() -> None:
    busy = Interval(start=datetime(2026, 12, 2, 8, 30, tzinfo=UTC), end=datetime(2026, 12, 2, 10, 0, tzinfo=UTC))
    starts = free_starts(EVERY_DAY, (busy,), window(datetime(2026, 12, 2, 6, tzinfo=UTC), 12), TWO_HOURS, HELSINKI, NOW)
    assert [local(start) for start in starts] == [time(12), time(15), time(18)]


def test_nothing_is_offered_outside_the_hours() -> None:
    mondays = (Hours(day=1, since=time(8), until=time(16)),)
    assert not free_starts(mondays, (), window(datetime(2026, 12, 1, 6, tzinfo=UTC), 48), TWO_HOURS, HELSINKI, NOW)


def test_hours_until_midnight_reach_it() -> None:
    evening = (Hours(day=2, since=time(22), until=time(0)),)
    starts = free_starts(evening, (), window(datetime(2026, 12, 1, 6, tzinfo=UTC), 48), TWO_HOURS, HELSINKI, NOW)
    assert [local(start) for start in starts] == [time(22)]


WHOLE_DAYS = tuple(Hours(day=day, since=time(0), until=time(0)) for day in range(1, 8))
NIGHTS = tuple(Hours(day=day, since=time(20), until=time(8)) for day in range(1, 8))


def test_a_window_over_midnight_has_free_slots_where_hours_touch_there_or_end_after_it() -> None:
    late = window(datetime(2026, 12, 2, 20, tzinfo=UTC), 3)  # from 22 to 1 in Helsinki
    for hours in (WHOLE_DAYS, NIGHTS):
        starts = free_starts(hours, (), late, TWO_HOURS, HELSINKI, NOW)
        assert [local(start) for start in starts] == [time(22), time(22, 30), time(23)]
        assert all(is_free(hours, (), Interval(start=start, end=start + TWO_HOURS), HELSINKI) for start in starts)
    assert not free_starts(EVERY_DAY, (), late, TWO_HOURS, HELSINKI, NOW)


def test_the_hours_of_the_evening_before_reach_into_the_morning() -> None:
    morning = window(datetime(2026, 12, 2, 22, tzinfo=UTC), 4)
    starts = free_starts(NIGHTS, (), morning, TWO_HOURS, HELSINKI, NOW)
    assert [local(start) for start in starts] == [time(0), time(0, 30), time(1), time(1, 30), time(2)]
    assert is_free(NIGHTS, (), Interval(start=starts[0], end=starts[0] + TWO_HOURS), HELSINKI)
    beyond = datetime(2026, 12, 3, 5, tzinfo=UTC)
    assert not is_free(NIGHTS, (), Interval(start=beyond, end=beyond + TWO_HOURS), HELSINKI)


def test_the_hours_follow_the_clock_across_the_change_to_winter_time() -> None:
    sunday = datetime(2026, 10, 24, 21, 0, tzinfo=UTC)  # midnight in Helsinki, three hours ahead; four hours later, two
    starts = free_starts(EVERY_DAY, (), window(sunday, 24), TWO_HOURS, HELSINKI, sunday)
    assert starts[0] == datetime(2026, 10, 25, 7, 0, tzinfo=UTC)
    assert local(starts[0]) == time(9)


instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # Hypothesis adds the zone
spans = st.builds(lambda s, q: Interval(start=s, end=s + timedelta(minutes=15 * q)), instants, st.integers(1, 40))


@given(
    opens=instants,
    hours=st.floats(0, 120),
    quarters=st.integers(6, 12),
    offset=st.integers(-50, 80),
    busy=st.lists(spans, max_size=8),
)
def test_whatever_is_offered_is_free_and_inside(
    opens: datetime, hours: float, quarters: int, offset: int, busy: list[Interval]
) -> None:
    wished, length, now = window(opens, hours), timedelta(minutes=15 * quarters), opens + timedelta(hours=offset)
    starts = free_starts(EVERY_DAY, busy, wished, length, HELSINKI, now)
    assert len(starts) <= MOST_OFFERED
    for start in starts:
        slot = Interval(start=start, end=start + length)
        assert start > now
        assert wished.opens <= start
        assert slot.end <= wished.closes
        assert start.minute % 15 == 0
        assert time(8) <= local(start)
        assert is_free(EVERY_DAY, busy, slot, HELSINKI)
