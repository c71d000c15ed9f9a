"""What cells have shown, added up: kept as each closes, so that a report costs the same however many there are. Pure.

A tally says of several cells what can be said of them together, and nothing that one of them hasn't shown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import Field

from services.feedback.answers.model import Cell, Figure, ScaleFigure
from shared.messages.base import Part


class Counted(Part):
    """How many, added up over cells; in how many of them it was all but one, and in how many it was one."""

    many: int = 0
    all_but_one: int = 0
    one: int = 0


class ItemTally(Part):
    """One item's cells: how many, of how many people; `tenths`: the sum of their means in tenths, each times its
    people; `nearly`: in how many cells nearly all gave which mark; `options` of choices, `agreed` of a scale.
    """

    cells: int = 0
    n: int = 0
    tenths: int = 0
    agreed: Counted = Counted()
    spread: Mapping[str, int] = Field(default_factory=dict)
    nearly: Mapping[str, int] = Field(default_factory=dict)
    options: Mapping[str, Counted] = Field(default_factory=dict)


class Tally(Part):
    """Cells of one size, of one questionnaire and one half-year, that somebody may see."""

    questionnaire: str
    half_year: str
    size: int
    cells: int = 0
    n: int = 0
    items: Mapping[str, ItemTally] = Field(default_factory=dict)


def half_year(week: str) -> str:
    """The half-year of a week: 2026-W48 is in 2026-2."""
    year, _, number = week.partition("-W")
    return f"{year}-{1 if int(number) <= 26 else 2}"


def scopes_of(cell: Cell) -> list[str]:
    """Whose reports a cell belongs to."""
    whose = ["network", *(f"supervisor:{each}" for each in cell.supervisors)]
    whose += [f"organisation:{cell.organisation}"] if cell.organisation else []
    return [*whose, *(f"{each}|process:{cell.process}" for each in whose if cell.process)]


def tally_id(scope: str, cell: Cell) -> str:
    return f"{scope}|{cell.questionnaire}|{half_year(cell.last_week)}|{cell.n}"


def additions(cell: Cell) -> dict[str, int]:
    """What a cell adds, by the path of each number in a tally's document."""
    found: Counter[str] = Counter({"cells": 1, "n": cell.n})
    for item, figure in cell.items.items():
        for name, number in _of(figure).items():
            found[f"items.{item}.{name}"] += number
    return {path: number for path, number in found.items() if number}


def tallies(cells: Iterable[Cell]) -> list[Tally]:
    """The tallies of these cells, made anew: the same as those kept."""
    documents: dict[tuple[str, str, int], dict[str, Any]] = {}
    for cell in cells:
        key = (cell.questionnaire, half_year(cell.last_week), cell.n)
        document = documents.setdefault(key, {"questionnaire": key[0], "half_year": key[1], "size": key[2]})
        for path, number in additions(cell).items():
            _add(document, path.split("."), number)
    return [Tally.model_validate(each) for each in documents.values()]


def counted(counts: Sequence[Counted]) -> Counted:
    return Counted(
        many=sum(each.many for each in counts),
        all_but_one=sum(each.all_but_one for each in counts),
        one=sum(each.one for each in counts),
    )


def _of(figure: Figure) -> dict[str, int]:
    numbers = {"cells": 1, "n": figure.n}
    if isinstance(figure, ScaleFigure):
        numbers |= {"tenths": round(figure.mean * 10) * figure.n, f"spread.{figure.spread}": 1}
        numbers |= _count("agreed", figure.agreed, figure.n)
        return numbers | ({f"nearly.{figure.nearly}": 1} if figure.nearly is not None else {})
    for option, many in figure.counts.items():
        numbers |= _count(f"options.{option}", many, figure.n)
    return numbers


def _count(name: str, many: int, n: int) -> dict[str, int]:
    return {f"{name}.many": many, f"{name}.all_but_one": int(many == n - 1), f"{name}.one": int(many == 1)}


def _add(document: dict[str, Any], path: Sequence[str], number: int) -> None:
    for name in path[:-1]:
        document = document.setdefault(name, {})
    document[path[-1]] = document.get(path[-1], 0) + number
