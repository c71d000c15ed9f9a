"""Where the lines of a chart go: points on a field of 560 by 236, as in the pictures that pages follow. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.feedback.reports.report import Change, StatementOverTime

LEFT, RIGHT, TOP, BOTTOM = 44, 384, 22, 190
STYLES = ("a", "b", "c")
# Two labels at the same height can't be read.
APART = 17


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line: its pieces between points that are shown, its points, and its label at the last of them."""

    style: str
    line: StatementOverTime
    pieces: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    label_y: float
    last: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The grid's lines with their marks, the periods' places, and what is drawn."""

    grid: tuple[tuple[int, float], ...]
    columns: tuple[float, ...]
    drawn: tuple[Drawn, ...]


def chart(change: Change) -> Chart:
    """The chart of a change."""
    columns = tuple(_x(n, len(change.periods)) for n in range(len(change.periods)))
    heights: list[float] = []
    drawn = []
    for style, line in zip(STYLES, change.lines, strict=False):
        points = [(x, _y(mean)) for x, mean in zip(columns, line.means, strict=True) if mean is not None]
        last = next(mean for mean in reversed(line.means) if mean is not None)
        heights.append(_free(points[-1][1] + 4, heights))
        drawn.append(Drawn(style, line, _pieces(line, columns), tuple(points), heights[-1], last))
    return Chart(tuple((mark, _y(mark)) for mark in range(1, 6)), columns, tuple(drawn))


def _pieces(line: StatementOverTime, columns: Sequence[float]) -> tuple[str, ...]:
    """Lines between neighbours only: over a point that isn't shown nothing can be read."""
    places = list(zip(columns, line.means, strict=True))
    return tuple(
        f"M{x:g} {_y(before):g}L{next_x:g} {_y(after):g}"
        for (x, before), (next_x, after) in pairwise(places)
        if before is not None and after is not None
    )


def _free(y: float, taken: Sequence[float]) -> float:
    while any(abs(y - each) < APART for each in taken):
        y += APART
    return y


def _x(n: int, count: int) -> float:
    return LEFT + (RIGHT - LEFT) * n / max(1, count - 1)


def _y(mark: float) -> float:
    return round(BOTTOM - (mark - 1) / 4 * (BOTTOM - TOP), 1)
