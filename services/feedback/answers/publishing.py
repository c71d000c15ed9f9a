"""What is shown of a cell: made once, when it closes; everything that anybody ever sees is made of these. Pure.

Whoever knows of a figure that everybody chose the same, knows what each chose. So nobody and everybody are never told
from one, and from all but one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import fmean, pstdev

from services.feedback.answers.model import Cell, ChoicesFigure, Figure, Pool, ScaleFigure, Spread, Values
from services.feedback.answers.pooling import needed
from services.feedback.questionnaires.model import Item, Questionnaire

LITTLE, SOME = 0.75, 1.25
AGREED = 4


def published(asked: Questionnaire, answers: Sequence[Values], min_answers: int) -> dict[str, Figure]:
    """The figures of a cell, without the items that too few have answered."""
    found: dict[str, Figure] = {}
    for item in asked.items:
        given = [values[item.id] for values in answers if item.id in values]
        if item.kind != "text" and len(given) >= min_answers:
            found[item.id] = _figure(item, given)
    return found


def cell(cell_id: str, pool: Pool, asked: Questionnaire, answers: Sequence[Values]) -> Cell:
    """The cell that a pool makes."""
    led = [set(share.supervisors) for share in pool.shares]
    weeks = sorted(share.week for share in pool.shares)
    return Cell(
        id=cell_id,
        questionnaire=pool.questionnaire,
        level=pool.level,
        process=pool.process,
        organisation=pool.organisation,
        organisation_id=pool.organisation_id,
        supervisors=tuple(sorted(set.intersection(*led))),
        n=len(answers),
        rounds=len(pool.shares),
        min_answers=needed(pool.shares),
        first_week=weeks[0],
        last_week=weeks[-1],
        items=published(asked, answers, needed(pool.shares)),
    )


def never_all(count: int, n: int) -> int:
    """How many, where nobody is told as one and everybody as all but one."""
    return min(max(count, 1), n - 1)


def _figure(item: Item, given: Iterable[int | tuple[str, ...] | str]) -> Figure:
    if item.kind == "scale":
        return _scale([int(mark) for mark in given if isinstance(mark, int)])
    ticked = [set(options) for options in given if isinstance(options, tuple)]
    counts = {option.id: sum(option.id in each for each in ticked) for option in item.options}
    return ChoicesFigure(n=len(ticked), counts={name: never_all(n, len(ticked)) for name, n in counts.items()})


def _scale(marks: Sequence[int]) -> ScaleFigure:
    n, (commonest, times) = len(marks), Counter(marks).most_common(1)[0]
    if times >= n - 1:
        agreed = n - 1 if commonest >= AGREED else 1
        return ScaleFigure(n=n, mean=commonest, agreed=agreed, spread="little", nearly=commonest)
    agreed = never_all(sum(mark >= AGREED for mark in marks), n)
    return ScaleFigure(n=n, mean=round(fmean(marks), 1), agreed=agreed, spread=_spread(pstdev(marks)))


def _spread(deviation: float) -> Spread:
    return "little" if deviation < LITTLE else "some" if deviation < SOME else "much"
