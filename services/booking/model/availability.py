"""When a supervisor can be booked: absences, days with other hours, and whatever else takes their time."""

from datetime import date, time
from typing import Literal

from pydantic import ConfigDict, Field

from shared.messages.base import Instant, Part

Source = Literal["session", "absence", "calendar"]
AbsenceKind = Literal["leave", "ill", "training", "other"]


class Busy(Part):
    """A time [start, end) at which somebody can't be booked, and what says so: a session of ours (with the travel
    around it), an absence, or a calendar of their own. `who` is a supervisor's id, or a room's key.
    """

    who: str
    start: Instant
    end: Instant
    source: Source = "session"


class Absence(Part):
    """Away [start, end). Why is one word at most: a reason is nobody's business."""

    id: str
    supervisor_id: str
    start: Instant
    end: Instant
    kind: AbsenceKind = "leave"

    @property
    def busy(self) -> Busy:
        return Busy(who=self.supervisor_id, start=self.start, end=self.end, source="absence")


class Stretch(Part):
    """Hours in the supervisor's own time that begin on a day. `until` 00:00 means midnight, and any that is not after
    `since` is on the following day.
    """

    since: time = Field(alias="from", serialization_alias="from")
    until: time = Field(alias="to", serialization_alias="to")

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class OtherHours(Part):
    """One day's hours instead of the weekly ones; none at all where `hours` is empty. They stand on a holiday too."""

    supervisor_id: str
    day: date
    hours: tuple[Stretch, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.supervisor_id}@{self.day:%Y%m%d}"
