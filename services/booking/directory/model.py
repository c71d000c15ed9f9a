"""Supervisors."""

from dataclasses import dataclass
from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field

from shared.messages.base import Language, Part, Text

# Travel is claimed as sessions are: by the quarter of an hour.
Minutes = Annotated[int, Field(ge=0, le=180, multiple_of=15)]
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
    """Hours in the supervisor's own time that begin on a weekday; `day` 1 is Monday. `until` 00:00 means midnight, and
    any that is not after `since` is on the following day: 22:00 to 02:00.
    """

    day: int = Field(ge=1, le=7)
    since: time = Field(alias="from", serialization_alias="from")
    until: time = Field(alias="to", serialization_alias="to")

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


EVERY_DAY = tuple(Hours(day=day, since=time(8), until=time(20)) for day in range(1, 8))
OFFICE = tuple(Hours(day=day, since=time(8), until=time(16)) for day in range(1, 6))


class Travel(Part):
    """Minutes that a supervisor keeps free before and after one session."""

    supervisor_id: str
    before: int = 0
    after: int = 0


class Supervisor(Part):
    """A professional of the network. `urgent_hours` are for debriefings, since incidents don't keep office hours;
    `conflicts` are organisations they work with, in lower case;
    `travel_before` and `travel_after` are minutes kept free around sessions that are not at a distance. Hours are in
    `timezone`, the network's where that is None. Who is not `active` is asked for nothing and may not sign in; what
    they did stays. `duty_notices`: mail the day before a duty. `revision` counts what the other services were told.
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
    active: bool = True
    duty_notices: bool = True
    timezone: str | None = None
    travel_before: Minutes = 0
    travel_after: Minutes = 0
    revision: int = 0

    def zone(self, network: ZoneInfo) -> ZoneInfo:
        """Their own zone, or the network's."""
        return ZoneInfo(self.timezone) if self.timezone else network

    def travel(self, *, remote: bool) -> Travel:
        """What they keep free around a session; nothing at a distance."""
        if remote:
            return Travel(supervisor_id=self.id)
        return Travel(supervisor_id=self.id, before=self.travel_before, after=self.travel_after)


class DayHours(Part):
    """Hours in the supervisor's own time that begin on a day. `until` 00:00 means midnight, and any that is not after
    `since` is on the following day.
    """

    since: time = Field(alias="from", serialization_alias="from")
    until: time = Field(alias="to", serialization_alias="to")

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


@dataclass(frozen=True, slots=True)
class SupervisorsSaved:
    """A fact: these supervisors are written anew; some may come who could not, or the other way round."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SupervisorMadeInactive:
    """A fact: nothing is asked of them any more, and nothing opens for them. `supervisor` as they are saved."""

    supervisor: Supervisor
