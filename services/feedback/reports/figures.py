"""What may be shown of several cells together: made of what each has shown, and of nothing else. Pure.

So whatever reports anybody lays beside each other, they know no more than the cells say, each of at least five people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.feedback.answers.model import Cell, ChoicesFigure, ScaleFigure, Spread

_SPREADS: tuple[Spread, ...] = ("little", "some", "much")


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


def visible(cells: Iterable[Cell], fewest: int) -> list[Cell]:
    """Those that may be shown by what the network has set since: whole, or not at all."""
    return [cell for cell in cells if cell.n >= max(fewest, cell.min_answers)]


def scale(cells: Iterable[Cell], item: str) -> ScaleShown | None:
    """A scale over these cells; None where none of them has it."""
    found = [each for cell in cells if isinstance(each := cell.items.get(item), ScaleFigure)]
    if not found:
        return None
    n = sum(each.n for each in found)
    marks = {each.nearly for each in found}
    return ScaleShown(
        n=n,
        mean=round(sum(each.mean * each.n for each in found) / n, 1),
        agreed=portion([(each.agreed, each.n) for each in found]),
        spread=max((each.spread for each in found), key=_SPREADS.index),
        nearly=marks.pop() if len(marks) == 1 else None,
    )


def choices(cells: Iterable[Cell], item: str) -> ChoicesShown | None:
    """Choices over these cells; None where none of them has them."""
    found = [each for cell in cells if isinstance(each := cell.items.get(item), ChoicesFigure)]
    if not found:
        return None
    options = dict.fromkeys(option for each in found for option in each.counts)
    portions = {option: portion([(each.counts.get(option, 1), each.n) for each in found]) for option in options}
    most_first = sorted(portions, key=lambda option: -_weight(portions[option]))
    return ChoicesShown(n=sum(each.n for each in found), portions={option: portions[option] for option in most_first})


def portion(counts: Sequence[tuple[int, int]]) -> Portion:
    """Which part the counts are, cell by cell `(how many, of how many)`; each is at least one and never all."""
    many, n = sum(each for each, _ in counts), sum(of for _, of in counts)
    percent = round(20 * many / n) * 5
    if all(each == of - 1 for each, of in counts) or percent == 100:
        return Portion(max(percent, 95), "all")
    if all(each == 1 for each, _ in counts) or percent == 0:
        return Portion(min(percent, 5), "none")
    return Portion(percent)


def summary(cells: Sequence[Cell], item: str, fewest: int) -> dict[str, object]:
    """How many answered, and how; only that they were too few where they were."""
    found = scale(visible(cells, fewest), item)
    if found is None:
        return {"shown": False, "fewest": fewest}
    told: dict[str, object] = {"shown": True, "answers": found.n, "mean": found.mean, "spread": found.spread}
    return told | {"agreed_percent": found.agreed.percent, "nearly_all_gave": found.nearly}


def _weight(part: Portion) -> int:
    return {"all": 100, "none": 0}.get(part.nearly or "", part.percent)
