"""What is sent to plan, move, cancel and mark sessions."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import (
    Field,
    field_validator,
    model_validator,
)

from services.booking.calendar.absences import AbsenceKind
from services.booking.calendar.handlers.sessions import Plan
from services.booking.calendar.model import Guest, NotHeldBecause, Theme, Venue
from services.booking.calendar.series import Rhythm, days
from services.booking.datetimes import Day, Moment
from services.booking.directory.hours import apart
from services.booking.directory.model import DayHours
from services.booking.fields import Id
from shared.fields import CLEANED, Email, Line, Strict, WebLink
from shared.i18n import N_, Mistake
from shared.messages.base import Language

Minutes = Annotated[int, Field(ge=15, le=480, multiple_of=15)]
People = Annotated[tuple[Id, ...], Field(min_length=1, max_length=5)]


class Place(Strict):
    """One of the three: a room's id, an address, or a link."""

    room: Id | None = None
    address: Line | None = None
    link: Annotated[WebLink, CLEANED] | None = None

    @model_validator(mode="after")
    def _one(self) -> "Place":
        if sum(each is not None for each in (self.room, self.address, self.link)) != 1:
            raise Mistake(N_("Give a room, an address, or a link; one of them."))
        return self


class GuestRow(Strict):
    """The participants' contact, who gets the invitations too."""

    name: Line
    email: Email
    language: Language = "fi"


class Series(Strict):
    """`count` sessions, one every so many weeks."""

    every_weeks: Annotated[int, Field(ge=1, le=26)]
    count: Annotated[int, Field(ge=2, le=60)]


class PlanRow(Strict):
    """A session, or a series of them. `first` is the first one's day, `at` its time on the network's clock.

    Where some dates did not fit, send it again with the choice for each: `instead` (date: start) or `leave_out`.
    """

    organisation: Line
    supervisors: People
    first: Day
    at: time
    minutes: Minutes
    place: Place
    series: Series | None = None
    holidays: bool = False
    instead: Annotated[dict[date, Moment], Field(default_factory=dict, max_length=60)]
    leave_out: Annotated[tuple[date, ...], Field(max_length=59)] = ()
    guest: GuestRow | None = None
    contract_id: Id | None = None
    themes: Annotated[tuple[Theme, ...], Field(max_length=12)] = ()

    @model_validator(mode="after")
    def _sound(self) -> "PlanRow":
        dates = set(days(self.plan().rhythm))
        if len(set(self.supervisors)) != len(self.supervisors):
            raise Mistake(N_("A supervisor is named twice."))
        if self.at.tzinfo or not (_on_a_quarter(self.at) and all(map(_on_a_quarter, self.instead.values()))):
            raise Mistake(N_("Sessions begin on a quarter of an hour, for example at 9:15."))
        if not {*self.instead, *self.leave_out} <= dates:
            raise Mistake(N_("Only dates of the series can be left out or get another time."))
        if not dates - set(self.leave_out):
            raise Mistake(N_("No date is left. Leave out fewer."))
        return self

    def plan(self) -> Plan:
        """What is to be placed."""
        rhythm = Rhythm(
            self.first,
            self.at,
            timedelta(minutes=self.minutes),
            self.series.count if self.series else 1,
            self.series.every_weeks if self.series else 1,
            frozenset(self.leave_out),
            self.instead,
        )
        return Plan(
            self.organisation,
            self.supervisors,
            rhythm,
            Venue(**self.place.model_dump()),
            self.holidays,
            Guest(**self.guest.model_dump()) if self.guest else None,
            self.contract_id,
            self.themes,
        )


class MoveSession(Strict):
    """To when; `following` takes all later ones of the series along, by as much.

    Where some dates did not fit, send it again with another start for each: `instead` (date: start).
    """

    start: Moment
    scope: Literal["one", "following"] = "one"
    holidays: bool = False
    instead: Annotated[dict[date, Moment], Field(default_factory=dict, max_length=60)]

    @model_validator(mode="after")
    def _sound(self) -> "MoveSession":
        if not all(map(_on_a_quarter, (self.start, *self.instead.values()))):
            raise Mistake(N_("Sessions begin on a quarter of an hour, for example at 9:15."))
        return self


class CancelSession(Strict):
    scope: Literal["one", "following"] = "one"


class MarkSession(Strict):
    """Held, with the agreed themes that were handled; or not held, and through whom."""

    held: bool
    themes: Annotated[tuple[Theme, ...], Field(max_length=12)] = ()
    because: NotHeldBecause | None = None

    @model_validator(mode="after")
    def _sound(self) -> "MarkSession":
        if self.held == (self.because is not None):
            raise Mistake(N_("Say through whom a session was not held; of one that was held, leave it out."))
        return self


def _on_a_quarter(at: datetime | time) -> bool:
    return at.minute % 15 == 0 and at.second == 0 and at.microsecond == 0


LONGEST_ABSENCE = timedelta(days=400)


class AbsenceRow(Strict):
    """Away [from, to)."""

    supervisor: Id
    since: Moment = Field(alias="from")
    until: Moment = Field(alias="to")
    kind: AbsenceKind = "leave"

    @model_validator(mode="after")
    def _forward(self) -> "AbsenceRow":
        if not timedelta(0) < self.until - self.since <= LONGEST_ABSENCE:
            raise Mistake(N_("An absence ends after it begins, and lasts at most 400 days."))
        return self


class HoursRow(Strict):
    """One day's hours instead of the weekly ones; none where the list is empty."""

    supervisor: Id
    day: Day
    hours: Annotated[tuple[DayHours, ...], Field(max_length=10)] = ()

    @field_validator("hours")
    @classmethod
    def _apart(cls, hours: tuple[DayHours, ...]) -> tuple[DayHours, ...]:
        apart(hours)
        return hours


class RoomRow(Strict):
    name: Line
    place: Line
    seats: Annotated[int, Field(ge=1, le=1000)]
