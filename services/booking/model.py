"""What booking knows: supervisors, duties, sessions, cases. All frozen; tables say which changes are lawful."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from shared.messages.base import Instant, Language, Message, Part, Text
from shared.messages.booking import CoordinatorReason, Slot
from shared.messages.contracts import DebriefingRequested

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
QUARTER = timedelta(minutes=15)


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


class Duty(Part):
    """On call [since, until); the backup is asked with, and ranked behind, the first in line."""

    supervisor_id: str
    since: Instant
    until: Instant
    backup: bool = False


class Session(Part):
    """A meeting on the calendar. It claims every quarter of an hour of every supervisor in it; no two may claim one."""

    id: str
    debriefing_id: str
    organisation: str
    start: Instant
    end: Instant
    supervisors: tuple[str, ...]

    @property
    def claims(self) -> list[str]:
        """One string for each supervisor and quarter begun; a unique index refuses the second."""
        first = self.start - timedelta(minutes=self.start.minute % 15, seconds=self.start.second)
        quarters = [first + n * QUARTER for n in range(-(-(self.end - first) // QUARTER))]
        return [f"{who}@{quarter:%Y%m%dT%H%M}" for who in self.supervisors for quarter in quarters]


class WaveRule(Part):
    """One wave of the network's routing: whom to ask, at most how many, and for how many minutes."""

    whom: Literal["on_call", "next_best", "everybody"]
    minutes: Annotated[float, Field(gt=0, le=1440)]
    most: Annotated[int, Field(ge=1, le=500)]


WAVES = (
    WaveRule(whom="on_call", minutes=10, most=5),
    WaveRule(whom="next_best", minutes=10, most=5),
    WaveRule(whom="everybody", minutes=15, most=200),
)


class Network(Part):
    """The network's settings of routing. `contact_minutes`: by when a leader must have talked with the workplace;
    `conflicts`: whether who works with the organisation is left out, or asked all the same and told so.
    """

    waves: Annotated[tuple[WaveRule, ...], Field(min_length=1, max_length=10)] = WAVES
    length_minutes: Annotated[int, Field(ge=90, le=180, multiple_of=15)] = 120
    contact_minutes: Annotated[float, Field(gt=0, le=1440)] = 60
    conflicts: Literal["leave_out", "ask"] = "leave_out"

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.length_minutes)

    @property
    def contact_time(self) -> timedelta:
        return timedelta(minutes=self.contact_minutes)


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    FILLED = "filled"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    UNDELIVERED = "undelivered"


_CLOSED = {OfferState.DECLINED, OfferState.FILLED, OfferState.LAPSED, OfferState.WITHDRAWN, OfferState.UNDELIVERED}
OFFER_MOVES: dict[OfferState, set[OfferState]] = {
    OfferState.OPEN: {OfferState.ACCEPTED, *_CLOSED},
    OfferState.ACCEPTED: {OfferState.WITHDRAWN},
    **{closed: set() for closed in _CLOSED},
}


class CaseState(StrEnum):
    SEARCHING = "searching"
    CONFIRMED = "confirmed"
    NEEDS_COORDINATOR = "needs_coordinator"
    WITHDRAWN = "withdrawn"


CASE_MOVES: dict[CaseState, set[CaseState]] = {
    CaseState.SEARCHING: {CaseState.CONFIRMED, CaseState.NEEDS_COORDINATOR, CaseState.WITHDRAWN},
    CaseState.NEEDS_COORDINATOR: {CaseState.CONFIRMED, CaseState.WITHDRAWN},
    CaseState.CONFIRMED: {CaseState.NEEDS_COORDINATOR, CaseState.WITHDRAWN},
    CaseState.WITHDRAWN: set(),
}


class CaseOffer(Part):
    """A supervisor asked for one case; `slots` are the starts they may pick, `key` the digest of their link's token."""

    id: str
    key: str
    supervisor_id: str
    name: Text
    email: Text
    language: Language
    phone: str | None
    wave: int
    slots: tuple[Instant, ...]
    state: OfferState = OfferState.OPEN
    offered_at: Instant
    answered_at: Instant | None = None

    def move(self, state: OfferState, at: datetime) -> "CaseOffer":
        """The offer in its new state. A move that the table doesn't know is a mistake of ours: ValueError."""
        if state not in OFFER_MOVES[self.state]:
            raise ValueError(f"an offer can't go from {self.state} to {state}")
        return self.model_copy(update={"state": state, "answered_at": at})


Why = Literal[
    "asked",
    "no_debriefing_competence",
    "language",
    "region",
    "conflict_of_interest",
    "no_free_slot",
    "already_asked",
    "too_many",
]


class Considered(Part):
    """Why a supervisor was or wasn't asked in a wave: what the coordinator sees. `load`: debriefings in 90 days."""

    supervisor_id: str
    name: str
    wave: int
    why: tuple[Why, ...]
    on_duty: bool
    load: int


class Case(Part):
    """One urgent debriefing on its way to its leaders. `revision` counts its changes; `considered` holds only who was
    looked at in the change under way: the others' reasons stay in the store until somebody asks.
    """

    id: str
    revision: int = 0
    state: CaseState = CaseState.SEARCHING
    need: DebriefingRequested
    wave: int = 0
    answer_by: Instant | None = None
    offers: tuple[CaseOffer, ...] = ()
    considered: tuple[Considered, ...] = ()
    slot: Slot | None = None
    session_id: str | None = None
    contact_made: bool = False
    needs: CoordinatorReason | None = None

    @property
    def leaders(self) -> tuple[CaseOffer, ...]:
        return tuple(offer for offer in self.offers if offer.state is OfferState.ACCEPTED)

    @property
    def missing(self) -> int:
        return self.need.leaders - len(self.leaders)

    @property
    def open_offers(self) -> tuple[CaseOffer, ...]:
        return tuple(offer for offer in self.offers if offer.state is OfferState.OPEN)

    def move(self, state: CaseState) -> "Case":
        """The case in its new state; ValueError where the table has no such move."""
        if state not in CASE_MOVES[self.state]:
            raise ValueError(f"a case can't go from {self.state} to {state}")
        return self.model_copy(update={"state": state})


class Glance(Part):
    """A case as one of those asked sees it: their own offer, and who leads. Cheap to read, however many were asked."""

    need: DebriefingRequested
    slot: Slot | None
    answer_by: Instant | None
    contact_made: bool
    offer: CaseOffer
    leaders: tuple[CaseOffer, ...]

    @property
    def missing(self) -> int:
        return self.need.leaders - len(self.leaders)


class WaveOver(Message, owner="booking", to=("booking",), urgent=True):
    """The wave's time is up (a timer)."""

    debriefing_id: str
    wave: int


class ContactDue(Message, owner="booking", to=("booking",), urgent=True):
    """By now a leader should have talked with the workplace (a timer)."""

    debriefing_id: str
