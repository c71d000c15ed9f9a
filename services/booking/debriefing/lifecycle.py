"""The life of an urgent debriefing: opened, asked in waves, declined, lapsed, withdrawn, given to the coordinator.

Each function takes a case (whose revision is already that of the change under way) and returns what follows: the new
case, what is said, the session to write. What an accept does is in `leading`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.booking.calendar.model import Session
from services.booking.debriefing.model import Case, CaseOffer, CaseState, Evaluation, OfferState, OfferView
from services.booking.links import Links
from services.booking.network.model import Network, WaveRule
from shared.messages.base import Message
from shared.messages.booking import (
    ClosedOffer,
    CloseReason,
    CoordinatorNeeded,
    CoordinatorReason,
    DebriefingCalledOff,
    DebriefingOffered,
    Interval,
    Offer,
    OfferClosed,
)
from shared.messages.contracts import Appointment, DebriefingRequested

UTC = ZoneInfo("UTC")


class NotOpenError(Exception):
    """The offer can't be answered so any more; its state says why."""


class NotOfferedError(Exception):
    """That time was not among those offered, or is none any more since the first leader fixed another."""


class NotAheadError(Exception):
    """That time has passed, or is more than a year away."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from a change. `session` replaces the case's session; `freed` takes it off the calendar."""

    case: Case
    events: tuple[Message, ...] = ()
    session: Session | None = None
    freed: bool = False

    def then(self, following: "Decision") -> "Decision":
        """Both, one after the other, as one change."""
        return replace(
            following,
            events=self.events + following.events,
            session=following.session or self.session,
            freed=self.freed or following.freed,
        )


def opened(need: DebriefingRequested) -> Case:
    """A new case, nobody asked yet."""
    return Case(id=need.debriefing_id, revision=1, need=need)


def next_revision(case: Case) -> Case:
    return case.model_copy(update={"revision": case.revision + 1})


def wants_asking(case: Case) -> bool:
    """Whether the next wave should be asked at once: leaders are missing and nobody has still to answer."""
    return case.state is CaseState.SEARCHING and case.missing > 0 and not case.open_offers


def asked(
    case: Case,
    rule: WaveRule,
    offers: tuple[CaseOffer, ...],
    considered: Sequence[Evaluation],
    network: Network,
    links: Links,
    now: datetime,
    zone: ZoneInfo = UTC,
) -> Decision:
    """The next wave: these are asked, all at once. A wave with nobody in it says nothing and takes no time."""
    answer_by = now + network.answer_time(rule, now, zone)
    new = case.model_copy(
        update={
            "wave": case.wave + 1,
            "answer_by": answer_by,
            "offers": case.offers + offers,
            "considered": case.considered + tuple(considered),
        }
    )
    if not offers:
        return Decision(new)
    need = case.need
    first = min(start for offer in offers for start in offer.slots)
    said = DebriefingOffered(
        debriefing_id=case.id,
        revision=case.revision,
        wave=new.wave,
        organisation=need.organisation,
        verified=need.verified,
        speaks_for_organisation=need.speaks_for_organisation,
        place=need.place,
        participants=need.participants,
        first_slot=case.slot or Interval(start=first, end=first + network.length),
        offers=tuple(_offer(offer, links) for offer in offers),
        offered_at=now,
        requested_at=need.requested_at,
        answer_by=answer_by,
    )
    return Decision(new, (said,))


def _offer(offer: CaseOffer, links: Links) -> Offer:
    return Offer(
        offer_id=offer.id,
        supervisor_id=offer.supervisor_id,
        name=offer.name,
        email=offer.email,
        language=offer.language,
        answer_link=links.answer(offer.id),
    )


def asked_again(case: Case) -> Decision:
    """The coordinator lets the waves begin anew, for an unconfirmed request too. Raises NotOpenError where nobody is
    missing or it was not given up.
    """
    if case.state is not CaseState.NEEDS_COORDINATOR or case.missing <= 0:
        raise NotOpenError
    anew = {"needs": None, "earlier_waves": case.wave, "released": True}
    return Decision(case.transition(CaseState.SEARCHING).model_copy(update=anew))


def declined(case: Case, offer: CaseOffer, now: datetime) -> Decision:
    """A supervisor can't, in time or late; raises NotOpenError when nobody waits for their answer any more."""
    late = offer.state in (OfferState.LAPSED, OfferState.UNDELIVERED) and case.needs_leader
    if offer.state is not OfferState.OPEN and not late:
        raise NotOpenError
    return closing(case, lambda other: other.id == offer.id, OfferState.DECLINED, "declined", now)


def undelivered(case: Case, offer: CaseOffer, now: datetime) -> Decision:
    """The offer's address was refused: no answer, at once. An offer answered meanwhile stays answered."""
    return closing(
        case,
        lambda other: other.id == offer.id and other.state is OfferState.OPEN,
        OfferState.UNDELIVERED,
        "undelivered",
        now,
    )


def lapsed(case: Case, now: datetime) -> Decision:
    """The wave's time is up: its open offers are no longer needed."""
    return closing(case, lambda offer: offer.state is OfferState.OPEN, OfferState.LAPSED, "lapsed", now)


def left(case: Case, supervisor_id: str, now: datetime) -> Decision:
    """This supervisor is not of the network any more: nobody waits for their answer."""
    return closing(
        case,
        lambda offer: offer.supervisor_id == supervisor_id and offer.state is OfferState.OPEN,
        OfferState.LAPSED,
        "lapsed",
        now,
    )


def withdrawn(case: Case, now: datetime) -> Decision:
    """The requester no longer needs it: everybody asked is told, and the time is free again, unless it has come: then
    the session is marked as held or not.
    """
    live = (OfferState.OPEN, OfferState.ACCEPTED)
    closed = closing(case, lambda offer: offer.state in live, OfferState.WITHDRAWN, "withdrawn", now)
    to_come = case.slot is not None and now < case.slot.start
    return replace(
        closed, case=closed.case.transition(CaseState.WITHDRAWN), freed=case.session_id is not None and to_come
    )


def called_off(case: Case, now: datetime, *, blocked: bool = False) -> Decision:
    """The coordinator withdraws it for the requester, whose order is then withdrawn too; `blocked`: nothing more is to
    be taken from that address.
    """
    decision = withdrawn(case, now)
    return replace(
        decision,
        events=(*decision.events, DebriefingCalledOff(debriefing_id=case.id, called_off_at=now, blocked=blocked)),
    )


def closing(
    case: Case, which: Callable[[CaseOffer], bool], state: OfferState, reason: CloseReason, now: datetime
) -> Decision:
    """Close some offers, and say so once for all of them."""
    chosen = [offer for offer in case.offers if which(offer)]
    if not chosen:
        return Decision(case)
    moved = {offer.id: offer.transition(state, now) for offer in chosen}
    offers = tuple(moved.get(offer.id, offer) for offer in case.offers)
    said = OfferClosed(
        debriefing_id=case.id,
        revision=case.revision,
        organisation=case.need.organisation,
        closed=tuple(
            ClosedOffer(
                offer_id=offer.id,
                supervisor_id=offer.supervisor_id,
                name=offer.name,
                email=offer.email,
                language=offer.language,
                reason=reason,
                led=offer.state is OfferState.ACCEPTED,
            )
            for offer in chosen
        ),
        closed_at=now,
        appointment=appointment(case),
    )
    return Decision(case.model_copy(update={"offers": offers}), (said,))


def appointment(case: Case) -> Appointment | None:
    """What everybody has in their calendars, once every leader was found."""
    if case.missing or case.slot is None or case.session_id is None:
        return None
    slot = case.slot
    return Appointment(session_id=case.session_id, starts_at=slot.start, ends_at=slot.end, place=case.place)


def given_up(case: Case, links: Links, now: datetime) -> Decision:
    """Every wave has been asked: a person must decide."""
    reason: CoordinatorReason = "second_leader_missing" if case.leaders else "nobody_accepted"
    return to_coordinator(case, reason, links, now)


def to_coordinator(case: Case, reason: CoordinatorReason, links: Links, now: datetime) -> Decision:
    """Give the case to the coordinator, with the reason."""
    said = CoordinatorNeeded(
        debriefing_id=case.id,
        revision=case.revision,
        reason=reason,
        organisation=case.need.organisation,
        contact=case.need.contact,
        place=case.need.place,
        participants=case.need.participants,
        asked=len(case.offers),
        needed_at=now,
        case_link=links.case(case.id),
    )
    return Decision(case.transition(CaseState.NEEDS_COORDINATOR).model_copy(update={"needs": reason}), (said,))


def offer_is_over_at(case: Case | OfferView, offer: CaseOffer) -> datetime:
    """When nothing more comes of an offer: withdrawn, the session's end, or the end of the time it was wanted in."""
    if offer.state is OfferState.WITHDRAWN and offer.answered_at is not None:
        return offer.answered_at
    return case.slot.end if case.slot else case.need.window.closes


def offer_link_has_ended(case: Case | OfferView, offer: CaseOffer, network: Network, now: datetime) -> bool:
    """Whether an offer's link opens nothing any more."""
    return now >= offer_is_over_at(case, offer) + timedelta(days=network.links_days)
