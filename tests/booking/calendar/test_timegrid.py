"""Time as bits: runs, places, and days that have 23 or 25 hours."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.calendar.timegrid import Grid, local, positions, runs, stretches
from tests.booking.build import HELSINKI
from tests.booking.calendar.diary import DAY, MINUTE

masks = st.integers(0, 2**60 - 1)


@given(mask=masks, length=st.integers(1, 12))
def test_a_run_begins_where_so_many_bits_in_a_row_are_set(mask: int, length: int) -> None:
    slowly = {n for n in range(61) if all(mask >> n + k & 1 for k in range(length))}
    assert set(positions(runs(mask, length))) == slowly


@given(
    opens=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # Hypothesis adds the zone
    start=st.integers(-300, 300),
    minutes=st.integers(1, 300),
)
def test_what_is_taken_is_rounded_up_and_what_is_open_down(opens: datetime, start: int, minutes: int) -> None:
    grid = Grid.around(opens, opens + DAY)
    begins = opens + start * MINUTE
    ends = begins + minutes * MINUTE
    for n in range(grid.count):
        quarter = grid.at(n), grid.at(n + 1)
        assert bool(grid.touched(begins, ends) >> n & 1) == (begins < quarter[1] and quarter[0] < ends)
        assert bool(grid.inside(begins, ends) >> n & 1) == (begins <= quarter[0] and quarter[1] <= ends)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 3, 30), 24), (date(2026, 10, 25), 25)])
def test_a_day_has_as_many_quarters_as_the_clocks_give_it(day: date, hours: int) -> None:
    ((opens, closes),) = stretches(day, time(0), time(0), HELSINKI)
    assert closes - opens == timedelta(hours=hours)
    assert Grid.around(opens, closes).touched(opens, closes).bit_count() == hours * 4


def test_an_hour_that_comes_twice_is_its_first() -> None:
    assert local(date(2026, 10, 25), time(3, 30), HELSINKI) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
