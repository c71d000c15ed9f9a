"""What is left of a time: whole pieces, in order, none of them empty."""

import pytest

from services.booking.intervals import without
from shared.messages.booking import Interval
from tests.booking.calendar.diary import HOUR, MONDAY, wall

NOON = wall(MONDAY, 12)


def hours(since: int, until: int) -> Interval:
    return Interval(start=NOON + since * HOUR, end=NOON + until * HOUR)


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ([], [(0, 6)]),
        ([(0, 6)], []),
        ([(-2, 8)], []),
        ([(0, 2)], [(2, 6)]),
        ([(4, 6)], [(0, 4)]),
        ([(2, 4)], [(0, 2), (4, 6)]),
        ([(4, 5), (2, 4)], [(0, 2), (5, 6)]),
        ([(-2, 0), (6, 8)], [(0, 6)]),
        ([(1, 5), (2, 3)], [(0, 1), (5, 6)]),
    ],
)
def test_what_is_taken_out_of_a_time_leaves_the_rest(taken: list[tuple[int, int]], left: list[tuple[int, int]]) -> None:
    assert without(hours(0, 6), [hours(*each) for each in taken]) == [hours(*each) for each in left]
