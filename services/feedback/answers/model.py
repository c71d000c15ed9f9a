"""What was answered, in three states: a ballot in its box, a cell of five people or more, what is shown of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from services.feedback.questionnaires.model import Level
from shared.messages.base import Instant, Message, Part

# By item: a mark of a scale, the options ticked (none of them is an empty one), or a text. What was left out is not in.
Values = Mapping[str, int | tuple[str, ...] | str]
Spread = Literal["little", "some", "much"]


class Share(Part):
    """What one round brings into a pool: how many answered, and the box in which their ballots lie. `process`: whose
    rounds may have the same people.
    """

    box: str
    process: str
    n: int
    min_answers: int
    week: str
    supervisors: tuple[str, ...] = ()


class Pool(Part):
    """Rounds of too few people, waiting for more: of one process, one organisation, or the whole network."""

    questionnaire: str
    level: Level
    key: str
    process: str | None = None
    organisation: str | None = None
    organisation_id: str | None = None
    shares: tuple[Share, ...] = ()
    since: Instant

    @property
    def id(self) -> str:
        return f"{self.questionnaire}|{self.level}|{self.key}"


class ScaleFigure(Part):
    """What is shown of a scale in one cell. `agreed`: how many gave 4 or 5, never nobody and never everybody;
    `nearly`: the mark that all but one gave, or all: which of the two isn't told, and `mean` is that mark.
    """

    kind: Literal["scale"] = "scale"
    n: int
    mean: float
    agreed: int
    spread: Spread
    nearly: int | None = None


class ChoicesFigure(Part):
    """What is shown of choices in one cell: how many ticked each option, never nobody and never everybody."""

    kind: Literal["choices"] = "choices"
    n: int
    counts: dict[str, int]


Figure = ScaleFigure | ChoicesFigure


class Cell(Part):
    """At least `min_answers` people's answers, which nobody ever sees fewer of: every figure is made of whole cells.

    `items` lacks those that too few in this cell have answered. `supervisors`: those who led all of it.
    """

    id: str
    questionnaire: str
    level: Level
    process: str | None
    organisation: str | None
    organisation_id: str | None
    supervisors: tuple[str, ...]
    n: int
    rounds: int
    min_answers: int
    first_week: str
    last_week: str
    items: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class CellClosed:
    """There is something new to be seen."""

    cell: Cell


class PoolsPassOn(Message, owner="feedback", to=("feedback",)):
    """A night has come: see what has waited for too long (a timer)."""
