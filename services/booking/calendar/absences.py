"""When a supervisor can be booked: absences, days with other hours, and whatever else takes their time."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.booking.directory.model import DayHours
from shared.messages.base import Instant, Part

Source = Literal["session", "absence", "calendar"]
AbsenceKind = Literal["leave", "ill", "training", "other"]


class BusyInterval(Part):
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
    def busy(self) -> BusyInterval:
        return BusyInterval(who=self.supervisor_id, start=self.start, end=self.end, source="absence")


class OtherHours(Part):
    """One day's hours instead of the weekly ones; none at all where `hours` is empty. They stand on a holiday too."""

    supervisor_id: str
    day: date
    hours: tuple[DayHours, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.supervisor_id}@{self.day:%Y%m%d}"


@dataclass(frozen=True, slots=True)
class AvailabilityChanged:
    """A fact: a supervisor is away, or is so no more."""

    supervisor_id: str
