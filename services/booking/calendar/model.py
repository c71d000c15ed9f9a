"""Sessions on the calendar, and the rooms they may be in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from services.booking.calendar.absences import BusyInterval
from services.booking.directory.model import Travel
from shared.fields import Typed
from shared.messages.base import Address, Instant, Language, Message, Part, Text

QUARTER = timedelta(minutes=15)
ROOM = "room:"

Theme = Annotated[str, Typed(60)]
NotHeldBecause = Literal["client_in_time", "client_late", "supervisor"]


class SessionState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    NOT_HELD = "not_held"
    CANCELLED = "cancelled"


# What was marked by mistake can be marked anew; what is cancelled stays so, since its time may be another's by now.
SESSION_TRANSITIONS: dict[SessionState, set[SessionState]] = {
    SessionState.PLANNED: {SessionState.HELD, SessionState.NOT_HELD, SessionState.CANCELLED},
    SessionState.HELD: {SessionState.HELD, SessionState.NOT_HELD},
    SessionState.NOT_HELD: {SessionState.HELD, SessionState.NOT_HELD},
    SessionState.CANCELLED: set(),
}


class Room(Part):
    """A bookable room: its name, where it is, and for how many."""

    id: str
    name: Text
    place: Text
    seats: int = Field(ge=1, le=1000)


class Venue(Part):
    """Where a session is: a room of the network, an address, or a link to a meeting at a distance. `label` is a room's
    name and place as they were when it was booked; `at_distance`: its link is still to come.
    """

    room: str | None = None
    label: str | None = None
    address: str | None = None
    link: str | None = None
    at_distance: bool = False

    @property
    def remote(self) -> bool:
        return self.at_distance or self.link is not None


class Guest(Part):
    """The participants' contact, who gets the invitations."""

    name: Text
    email: Address
    language: Language = "fi"


class Session(Part):
    """A meeting on the calendar, whose id is one for life. It claims every quarter of an hour of every supervisor in it
    (with the travel around it) and of its room; no two may claim one. `sequence` counts its changes, `changed_at` is
    the last one's time; `themes` are those agreed in the contract, `handled` those dealt with: what was said of them is
    stored nowhere. Of a contract's session: its process, what that is called, and who is told beside the guest.
    """

    id: str
    debriefing_id: str | None = None
    series_id: str | None = None
    contract_id: str | None = None
    process_id: str | None = None
    title: str = ""
    participants: tuple[Guest, ...] = ()
    organisation: Text
    start: Instant
    end: Instant
    supervisors: tuple[str, ...]
    travel: tuple[Travel, ...] = ()
    venue: Venue = Venue()
    guest: Guest | None = None
    sequence: int = 0
    changed_at: Instant | None = None
    state: SessionState = SessionState.PLANNED
    because: NotHeldBecause | None = None
    themes: tuple[Theme, ...] = ()
    handled: tuple[Theme, ...] = ()

    @property
    def holds(self) -> tuple[BusyInterval, ...]:
        """Whom and which room the session keeps, from when to when."""
        around = {each.supervisor_id: each for each in self.travel}
        people = (self._held(who, around.get(who, Travel(supervisor_id=who))) for who in self.supervisors)
        room = (BusyInterval(who=room_key(self.venue.room), start=self.start, end=self.end),) if self.venue.room else ()
        return (*people, *room)

    @property
    def claims(self) -> list[str]:
        """One string for each supervisor or room and quarter begun; a unique index refuses the second."""
        return [f"{hold.who}@{quarter:%Y%m%dT%H%M}" for hold in self.holds for quarter in _quarters(hold)]

    def transition(self, state: SessionState, now: datetime) -> "Session":
        """The session in its new state, one change later; ValueError where the table has no such move."""
        if state not in SESSION_TRANSITIONS[self.state]:
            raise ValueError(f"a session can't go from {self.state} to {state}")
        return self.model_copy(update={"state": state, "sequence": self.sequence + 1, "changed_at": now})

    def _held(self, who: str, around: Travel) -> BusyInterval:
        before, after = timedelta(minutes=around.before), timedelta(minutes=around.after)
        return BusyInterval(who=who, start=self.start - before, end=self.end + after)


def room_key(room_id: str) -> str:
    """How a room stands among those who can be busy."""
    return f"{ROOM}{room_id}"


def _quarters(hold: BusyInterval) -> Iterator[datetime]:
    start = hold.start.astimezone(UTC)  # a claim is a string: two spellings of one instant must be one
    at = start.replace(minute=start.minute - start.minute % 15, second=0, microsecond=0)
    while at < hold.end:
        yield at
        at += QUARTER


@dataclass(frozen=True, slots=True)
class DebriefingSessionChanged:
    """A fact: a debriefing's session was moved, cancelled or marked, and these are to be published of it."""

    session: Session
    events: tuple[Message, ...]
