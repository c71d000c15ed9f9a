"""Debriefing cases: whom we asked, what they said, who leads. Tables say which changes are lawful."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Literal

from services.booking.directory.model import Travel
from shared.messages.base import Address, Instant, Language, Message, Part, Text
from shared.messages.booking import CoordinatorReason, Interval
from shared.messages.contracts import DebriefingRequested, Place
from shared.messages.notifications import About


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    FILLED = "filled"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    UNDELIVERED = "undelivered"
    RELEASED = "released"


_CLOSED = {OfferState.DECLINED, OfferState.FILLED, OfferState.LAPSED, OfferState.WITHDRAWN, OfferState.UNDELIVERED}
# Late is better than never, and who declined may think better of it: as long as the case needs a leader.
LATE = frozenset({OfferState.DECLINED, OfferState.FILLED, OfferState.LAPSED, OfferState.UNDELIVERED})
OFFER_TRANSITIONS: dict[OfferState, set[OfferState]] = {
    OfferState.OPEN: {OfferState.ACCEPTED, *_CLOSED},
    OfferState.ACCEPTED: {OfferState.WITHDRAWN, OfferState.RELEASED},
    OfferState.DECLINED: {OfferState.ACCEPTED},
    OfferState.FILLED: {OfferState.ACCEPTED},
    OfferState.LAPSED: {OfferState.ACCEPTED, OfferState.DECLINED},
    OfferState.UNDELIVERED: {OfferState.ACCEPTED, OfferState.DECLINED},
    OfferState.WITHDRAWN: set(),
    OfferState.RELEASED: set(),
}


class CaseState(StrEnum):
    SEARCHING = "searching"
    CONFIRMED = "confirmed"
    NEEDS_COORDINATOR = "needs_coordinator"
    WITHDRAWN = "withdrawn"


CASE_TRANSITIONS: dict[CaseState, set[CaseState]] = {
    CaseState.SEARCHING: {CaseState.CONFIRMED, CaseState.NEEDS_COORDINATOR, CaseState.WITHDRAWN},
    CaseState.NEEDS_COORDINATOR: {CaseState.SEARCHING, CaseState.CONFIRMED, CaseState.WITHDRAWN},
    CaseState.CONFIRMED: {CaseState.SEARCHING, CaseState.NEEDS_COORDINATOR, CaseState.WITHDRAWN},
    CaseState.WITHDRAWN: set(),
}


class CaseOffer(Part):
    """A supervisor asked for one case; `slots` are the starts they may pick, `key` the digest of their link's token,
    `travel` what they would keep free around it; `by_hand`: the coordinator gave it to
    them.
    """

    id: str
    key: str
    supervisor_id: str
    name: Text
    email: Address
    language: Language
    phone: str | None
    wave: int
    slots: tuple[Instant, ...]
    travel: Travel | None = None
    state: OfferState = OfferState.OPEN
    offered_at: Instant
    answered_at: Instant | None = None
    by_hand: bool = False

    def transition(self, state: OfferState, at: datetime) -> "CaseOffer":
        """The offer in its new state. A move that the table doesn't know is a mistake of ours: ValueError."""
        if state not in OFFER_TRANSITIONS[self.state]:
            raise ValueError(f"an offer can't go from {self.state} to {state}")
        return self.model_copy(update={"state": state, "answered_at": at})

    def times(self, slot: Interval | None, now: datetime) -> tuple[datetime, ...]:
        """The starts that they could still accept, where `slot` is the time that another leader has fixed."""
        if slot is not None:
            return (slot.start,) if slot.start in self.slots else ()
        return self.slots if self.state is OfferState.OPEN else tuple(start for start in self.slots if start > now)


def own_offer(offers: Sequence[CaseOffer], key: str) -> CaseOffer:
    """Whose link this is, by its digest: their offer, or the one by which they lead, where that is another."""
    linked = next(offer for offer in offers if offer.key == key)
    by = (offer for offer in offers if offer.supervisor_id == linked.supervisor_id)
    return next((offer for offer in by if offer.state is OfferState.ACCEPTED), linked)


def first_to_lead(leaders: tuple[CaseOffer, ...]) -> CaseOffer | None:
    """Who accepted first of those who lead."""
    return min(leaders, key=lambda leader: (leader.answered_at or leader.offered_at, leader.id), default=None)


Why = Literal[
    "asked",
    "inactive",
    "no_debriefing_competence",
    "language",
    "region",
    "conflict_of_interest",
    "no_free_slot",
    "already_asked",
    "too_many",
]


class Evaluation(Part):
    """Why a supervisor was or wasn't asked in a wave: what the coordinator sees. `load`: debriefings in 90 days."""

    supervisor_id: str
    name: str
    wave: int
    why: tuple[Why, ...]
    on_duty: bool
    load: int


def at_link(place: Place, link: str | None) -> Place:
    """The place with its link, where it is at a distance."""
    return place.model_copy(update={"link": link}) if place.remote else place


class Case(Part):
    """One urgent debriefing on its way to its leaders. `revision` counts its changes; `considered` holds only who was
    looked at in the change under way: the others' reasons stay in the store until somebody asks. `earlier_waves` were
    asked before the coordinator asked again, `changed_waves` before the request or its time became another, for which
    everybody may be asked anew; `need_revision` is the order's, as `need` has it. `unreached` are those whose letters
    about the case came back; `also_called`: what the organisation that asks is known by besides the name it was asked
    in; `released`: the coordinator has let an unconfirmed request through; `room`: the network's own on the web, as it
    was when the case was opened, `meeting_link` what a leader has given instead.
    """

    id: str
    revision: int = 0
    state: CaseState = CaseState.SEARCHING
    need: DebriefingRequested
    wave: int = 0
    earlier_waves: int = 0
    changed_waves: int = 0
    need_revision: int = 0
    answer_by: Instant | None = None
    offers: tuple[CaseOffer, ...] = ()
    considered: tuple[Evaluation, ...] = ()
    slot: Interval | None = None
    session_id: str | None = None
    contact_made: bool = False
    needs: CoordinatorReason | None = None
    unreached: tuple[About, ...] = ()
    also_called: tuple[str, ...] = ()
    released: bool = False
    room: str | None = None
    meeting_link: str | None = None

    @property
    def place(self) -> Place:
        """Where it is; at a distance with the link that a leader gave, or of the network's own room."""
        return at_link(self.need.place, self.meeting_link or self.room)

    @property
    def leaders(self) -> tuple[CaseOffer, ...]:
        return tuple(offer for offer in self.offers if offer.state is OfferState.ACCEPTED)

    @property
    def missing(self) -> int:
        return self.need.leaders - len(self.leaders)

    @property
    def caller(self) -> CaseOffer | None:
        """Which of the leaders calls the workplace: who was the first to take it."""
        return first_to_lead(self.leaders)

    @property
    def needs_leader(self) -> bool:
        """Whether whoever was asked may still accept."""
        return self.missing > 0 and self.state in (CaseState.SEARCHING, CaseState.NEEDS_COORDINATOR)

    @property
    def open_offers(self) -> tuple[CaseOffer, ...]:
        return tuple(offer for offer in self.offers if offer.state is OfferState.OPEN)

    @property
    def confirmed_at(self) -> datetime | None:
        """When the last leader was found; None while any is missing."""
        return None if self.missing > 0 else max(leader.answered_at or leader.offered_at for leader in self.leaders)

    @property
    def past_asking(self) -> frozenset[str]:
        """Supervisors who are not asked (again): who leads or was released, and all who were asked for what is wanted
        now, but for those who in an earlier round gave no answer, or were told that none is needed, where one is again
        since a leader was released.
        """
        silent = {OfferState.LAPSED, OfferState.UNDELIVERED}
        if any(offer.state is OfferState.RELEASED for offer in self.offers):
            silent.add(OfferState.FILLED)
        always = {OfferState.ACCEPTED, OfferState.OPEN, OfferState.RELEASED}
        return frozenset(
            offer.supervisor_id
            for offer in self.offers
            if offer.state in always
            or (offer.wave > self.changed_waves and (offer.wave > self.earlier_waves or offer.state not in silent))
        )

    def transition(self, state: CaseState) -> "Case":
        """The case in its new state; ValueError where the table has no such move."""
        if state not in CASE_TRANSITIONS[self.state]:
            raise ValueError(f"a case can't go from {self.state} to {state}")
        return self.model_copy(update={"state": state})


class OfferView(Part):
    """A case as one of those asked sees it: their own offer, and who leads. Cheap to read, however many were asked.
    `has_left`: they are not of the network any more, so nothing is wanted of them.
    """

    state: CaseState = CaseState.SEARCHING
    need: DebriefingRequested
    slot: Interval | None
    answer_by: Instant | None
    contact_made: bool
    offer: CaseOffer
    leaders: tuple[CaseOffer, ...]
    has_left: bool = False
    room: str | None = None
    meeting_link: str | None = None

    @property
    def place(self) -> Place:
        return at_link(self.need.place, self.meeting_link or self.room)

    @property
    def missing(self) -> int:
        return self.need.leaders - len(self.leaders)

    @property
    def is_wanted(self) -> bool:
        """Whether they may accept, in time or late."""
        if self.has_left:
            return False
        needed = self.missing > 0 and self.state in (CaseState.SEARCHING, CaseState.NEEDS_COORDINATOR)
        return needed and (self.offer.state is OfferState.OPEN or self.offer.state in LATE)


class WaveOver(Message, owner="booking", to=("booking",), urgent=True):
    """The wave's time is up (a timer)."""

    debriefing_id: str
    wave: int


class ContactDue(Message, owner="booking", to=("booking",), urgent=True):
    """By now a leader should have talked with the workplace (a timer)."""

    debriefing_id: str


class MorningCame(Message, owner="booking", to=("booking",), urgent=True):
    """A request of which nobody knew whose it is came at night: now its first wave may be asked (a timer)."""

    debriefing_id: str
