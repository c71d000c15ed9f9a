"""What is sent to change a process; one definition for the API and for forms."""

from datetime import datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from services.contracts.agreements.schemas import DayOrNone
from services.contracts.processes.model import MOST_GOALS, Goals
from shared.fields import Line, Strict


class InterruptProcess(Strict):
    """`until`: the first day on which it is to go on, where that is known; `why` stays on the process's page."""

    until: DayOrNone = None
    why: Line | None = None

    def starts(self, zone: ZoneInfo) -> datetime | None:
        """The first moment of that day on the network's clock."""
        return datetime.combine(self.until, time(), zone) if self.until else None


class EndProcess(Strict):
    """`why` stays on the process's page."""

    why: Line


class GoalsGiven(Strict):
    """What was agreed with the participants, and whether they agreed that the orderer sees it."""

    points: Annotated[tuple[Line, ...], Field(max_length=MOST_GOALS)] = ()
    shared: bool = False

    def goals(self) -> Goals:
        return Goals(points=self.points, shared=self.shared)
