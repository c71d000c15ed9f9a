"""Supervisors."""

from datetime import time
from typing import Literal

from pydantic import ConfigDict, Field

from shared.messages.base import Instant, Language, Part, Text

Competence = Literal[
    "debriefing",
    "child_protection",
    "health_care",
    "social_care",
    "rescue",
    "psychologists",
    "management",
    "process_consultation",
]


class Hours(Part):
    """Part of a weekday in the network's own time; `day` 1 is Monday. `until` 00:00 means midnight."""

    day: int = Field(ge=1, le=7)
    since: time = Field(alias="from", serialization_alias="from")
    until: time = Field(alias="to", serialization_alias="to")

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


EVERY_DAY = tuple(Hours(day=day, since=time(8), until=time(20)) for day in range(1, 8))
OFFICE = tuple(Hours(day=day, since=time(8), until=time(16)) for day in range(1, 6))


class Supervisor(Part):
    """A professional of the network. `urgent_hours` are for debriefings, since incidents don't keep office hours;
    `conflicts` are organisations they work with, in lower case; `taken` are the starts of debriefings they took.
    """

    id: str
    name: Text
    email: Text
    phone: str | None = None
    language: Language = "fi"
    languages: tuple[Language, ...] = ("fi",)
    regions: tuple[str, ...] = ()
    remote: bool = True
    competences: tuple[Competence, ...] = ()
    working_hours: tuple[Hours, ...] = OFFICE
    urgent_hours: tuple[Hours, ...] = EVERY_DAY
    conflicts: tuple[str, ...] = ()
    taken: tuple[Instant, ...] = ()
