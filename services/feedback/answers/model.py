"""An answer knows neither person nor workplace."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from shared.messages.base import Part

Mark = Annotated[int, Field(ge=1, le=5)]
DEBRIEFING = "debriefing"


class Answer(Part):
    """What somebody thought. `month` is all that is kept of the time (2026-12)."""

    about: str
    month: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Answered:
    """One more answer about this has been kept."""

    about: str
