"""What may be shown of several cells together: made of what each has shown, and of nothing else. Pure.

So whatever reports anybody lays beside each other, they know no more than the cells say, each of at least five people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from services.feedback.answers.model import Spread
from services.feedback.answers.tally import Counted, ItemTally, Tally, counted

_SPREADS: tuple[Spread, ...] = get_args(Spread)


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of those who answered: in steps of 5 percent, or nearly all or nearly none of them."""

    percent: int
    nearly: str | None = None  # all | none


@dataclass(frozen=True, slots=True)
class ScaleShown:
    """A scale over some cells: how many people, their mean, how many agreed (4 or 5), how far apart they were.

    `nearly`: the mark that nearly all gave.
    """

    n: int
    mean: float
    agreed: Portion
    spread: Spread
    nearly: int | None


@dataclass(frozen=True, slots=True)
class ChoicesShown:
    """Choices over some cells: how many people, and which part of them ticked each option, the most first."""

    n: int
    portions: dict[str, Portion]


def visible(tallies: Iterable[Tally], fewest: int) -> list[Tally]:
    """Those that may be shown by what the network has set since: cells are whole, or not there at all."""
    return [each for each in tallies if each.size >= fewest]


def scale(tallies: Iterable[Tally], item: str) -> ScaleShown | None:
    """A scale over these; None where none of them has it."""
    found = [each.items[item] for each in tallies if item in each.items]
    if not found:
        return None
    n, cells = _sums(found)
    marks = {mark for each in found for mark in each.nearly}
    is_nearly = len(marks) == 1 and sum(sum(each.nearly.values()) for each in found) == cells
    return ScaleShown(
        n=n,
        mean=round(sum(each.tenths for each in found) / n / 10, 1),
        agreed=portion(counted([each.agreed for each in found]), n, cells),
        spread=max((name for each in found for name in _SPREADS if each.spread.get(name)), key=_SPREADS.index),
        nearly=int(marks.pop()) if is_nearly else None,
    )


def choices(tallies: Iterable[Tally], item: str) -> ChoicesShown | None:
    """Choices over these; None where none of them has them."""
    found = [each.items[item] for each in tallies if item in each.items]
    if not found:
        return None
    n, cells = _sums(found)
    options = dict.fromkeys(option for each in found for option in each.options)
    portions = {
        option: portion(counted([each.options.get(option, Counted()) for each in found]), n, cells)
        for option in options
    }
    most_first = sorted(portions, key=lambda option: (-_weight(portions[option]), option))
    return ChoicesShown(n=n, portions={option: portions[option] for option in most_first})


def portion(count: Counted, n: int, cells: int) -> Portion:
    """Which part of `n` people in so many cells; in each cell it is at least one and never all."""
    percent = round(20 * count.many / n) * 5
    if count.all_but_one == cells or percent == 100:
        return Portion(max(percent, 95), "all")
    if count.one == cells or percent == 0:
        return Portion(min(percent, 5), "none")
    return Portion(percent)


def summary(tallies: Sequence[Tally], item: str, fewest: int) -> dict[str, object]:
    """How many answered, and how; only that they were too few where they were."""
    found = scale(visible(tallies, fewest), item)
    if found is None:
        return {"shown": False, "fewest": fewest}
    told: dict[str, object] = {"shown": True, "answers": found.n, "mean": found.mean, "spread": found.spread}
    return told | {"agreed_percent": found.agreed.percent, "nearly_all_gave": found.nearly}


def _sums(found: Sequence[ItemTally]) -> tuple[int, int]:
    return sum(each.n for each in found), sum(each.cells for each in found)


def _weight(part: Portion) -> int:
    return {"all": 100, "none": 0}.get(part.nearly or "", part.percent)
