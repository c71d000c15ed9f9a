"""Leading an urgent debriefing: the first accept wins and fixes the time; with every leader found it is confirmed."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from services.booking.calendar.model import Session, Venue
from services.booking.debriefing.lifecycle import (
    Decision,
    NotOfferedError,
    NotOpenError,
    appointment,
    closing,
    to_coordinator,
)
from services.booking.debriefing.model import Case, CaseOffer, CaseState, OfferState
from services.booking.links import Links
from services.booking.network.model import Network
from shared.messages.booking import (
    Colleague,
    ContactMade,
    DebriefingConfirmed,
    Leader,
    LeaderFound,
    LeaderReleased,
    Slot,
)


class LeadsAlreadyError(Exception):
    """This supervisor leads the case already."""


class NotLeadingError(Exception):
    """This supervisor is no leader of the case: they never accepted, or were released before."""


class BegunError(Exception):
    """The debriefing's time has come: who led it is no longer to be changed."""


def accepted(
    case: Case, offer: CaseOffer, start: datetime, network: Network, links: Links, session_id: str, now: datetime
) -> Decision:
    """A supervisor takes the case at `start`. The first leader fixes the time for all.

    Raises NotOpenError when the offer is no longer open, NotOfferedError when `start` was not offered to them.
    """
    if offer.state is not OfferState.OPEN:
        raise NotOpenError
    offered = next((at for at in offer.slots if at == start), None)
    if offered is None:
        raise NotOfferedError
    taken = _with(case, offer.transition(OfferState.ACCEPTED, now))
    return led(taken, Slot(start=offered, end=offered + network.length), links, session_id, now, offer)


def assigned(case: Case, offer: CaseOffer, slot: Slot, links: Links, session_id: str, now: datetime) -> Decision:
    """The coordinator gives the case to a supervisor by hand; one who is being asked has then answered.

    Raises NotOpenError, NotOfferedError when the first leader has fixed another time, LeadsAlreadyError.
    """
    if case.missing <= 0 or case.state is CaseState.WITHDRAWN:
        raise NotOpenError
    if case.slot is not None and slot != case.slot:
        raise NotOfferedError
    if any(leader.supervisor_id == offer.supervisor_id for leader in case.leaders):
        raise LeadsAlreadyError
    asked = next((open_ for open_ in case.open_offers if open_.supervisor_id == offer.supervisor_id), offer)
    changes = {"by_hand": True, "slots": offer.slots}
    given = asked.transition(OfferState.ACCEPTED, now).model_copy(update=changes)
    others = tuple(other for other in case.offers if other.id != given.id)
    by_hand = case.model_copy(update={"offers": (*others, given)})
    return led(by_hand, slot, links, session_id, now, given)


def led(case: Case, slot: Slot, links: Links, session_id: str, now: datetime, offer: CaseOffer) -> Decision:
    """One more leader is found for `slot`: the session is theirs, and the case is confirmed when none is missing."""
    fixed = case.model_copy(update={"slot": slot, "session_id": case.session_id or session_id})
    session = _session(fixed, slot, now)
    if fixed.missing == 0:
        return Decision(fixed, session=session).then(_confirmed(fixed, slot, links, now))
    found = LeaderFound(
        debriefing_id=case.id,
        revision=case.revision,
        leader=_leader(fixed, offer.id, links),
        slot=slot,
        missing=fixed.missing,
        found_at=now,
    )
    return Decision(fixed, (found,), session).then(_narrowed(fixed, slot, now))


def released(case: Case, offer: CaseOffer, links: Links, now: datetime) -> Decision:
    """A leader who had accepted can't after all: their place is free again, and sought for anew. Where another leads
    still, the time stands and that one keeps the session; else all is as if nobody had accepted.

    Raises NotLeadingError; BegunError where the debriefing's time has come.
    """
    if offer.state is not OfferState.ACCEPTED or case.slot is None:
        raise NotLeadingError
    if case.slot.start <= now:
        raise BegunError
    closed = closing(case, lambda other: other.id == offer.id, OfferState.RELEASED, "released", now)
    left = closed.case.leaders
    done = closed.case if closed.case.state is CaseState.SEARCHING else closed.case.transition(CaseState.SEARCHING)
    changes: dict[str, Any] = {"needs": None, "earlier_waves": case.wave}
    if not left:
        changes |= {"slot": None, "session_id": None, "contact_made": False}
    done = done.model_copy(update=changes)
    said = LeaderReleased(
        debriefing_id=case.id,
        revision=case.revision,
        organisation=case.need.organisation,
        contact=case.need.contact,
        status_link=case.need.status_link,
        supervisor_id=offer.supervisor_id,
        name=offer.name,
        reading_key=links.reading_key(offer.id),
        remaining=tuple(_remaining(leader) for leader in left),
        slot=done.slot,
        missing=done.missing,
        contact_made=done.contact_made,
        released_at=now,
        appointment=appointment(case),
    )
    session = _session(done, done.slot, now) if done.slot is not None else None
    return Decision(done, (*closed.events, said), session, freed=not left)


def _venue(case: Case) -> Venue:
    """Where the debriefing is, as far as it is known."""
    place = case.need.place
    parts = (place.address, place.municipality)
    return Venue() if place.remote else Venue(address=", ".join(part for part in parts if part) or None)


def _session(case: Case, slot: Slot, now: datetime) -> Session:
    """The session of those who lead the case by now."""
    return Session(
        id=case.session_id or "",
        debriefing_id=case.id,
        organisation=case.need.organisation,
        start=slot.start,
        end=slot.end,
        supervisors=tuple(leader.supervisor_id for leader in case.leaders),
        travel=tuple(leader.travel for leader in case.leaders if leader.travel),
        venue=_venue(case),
        changed_at=now,
    )


def _remaining(offer: CaseOffer) -> Colleague:
    return Colleague(supervisor_id=offer.supervisor_id, name=offer.name, email=offer.email, language=offer.language)


def _confirmed(case: Case, slot: Slot, links: Links, now: datetime) -> Decision:
    closed = closing(case, lambda offer: offer.state is OfferState.OPEN, OfferState.FILLED, "filled", now)
    need, done = case.need, closed.case.transition(CaseState.CONFIRMED).model_copy(update={"needs": None})
    said = DebriefingConfirmed(
        debriefing_id=case.id,
        revision=case.revision,
        session_id=case.session_id or "",
        organisation=need.organisation,
        contact=need.contact,
        place=need.place,
        participants=need.participants,
        leaders=tuple(_leader(case, leader.id, links) for leader in case.leaders),
        slot=slot,
        status_link=need.status_link,
        confirmed_at=now,
    )
    return replace(closed, case=done, events=(said, *closed.events))


def _narrowed(case: Case, slot: Slot, now: datetime) -> Decision:
    """Those still asked can now have only the fixed time; who isn't free then needn't answer."""
    unable = closing(
        case,
        lambda offer: offer.state is OfferState.OPEN and slot.start not in offer.slots,
        OfferState.FILLED,
        "filled",
        now,
    )
    able = tuple(
        offer.model_copy(update={"slots": (slot.start,)}) if offer.state is OfferState.OPEN else offer
        for offer in unable.case.offers
    )
    return replace(unable, case=unable.case.model_copy(update={"offers": able}))


def _leader(case: Case, offer_id: str, links: Links) -> Leader:
    offer = next(offer for offer in case.offers if offer.id == offer_id)
    return Leader(
        supervisor_id=offer.supervisor_id,
        name=offer.name,
        email=offer.email,
        language=offer.language,
        phone=offer.phone,
        answer_link=links.answer(offer.id),
        reading_key=links.reading_key(offer.id),
    )


def contact_is_due(case: Case) -> bool:
    """Whether a leader should have talked with the workplace by now, and the case has not moved on."""
    return case.state is CaseState.CONFIRMED and not case.contact_made


def contact_missed(case: Case, links: Links, now: datetime) -> Decision:
    """Accepted, but nothing done: it is confirmed still, and the coordinator's to look after."""
    return to_coordinator(case, "contact_not_made", links, now)


def contacted(case: Case, offer: CaseOffer, now: datetime) -> Decision:
    """A leader has talked with the workplace. Raises NotOpenError for anybody else."""
    if offer.state is not OfferState.ACCEPTED:
        raise NotOpenError
    done = case.model_copy(update={"contact_made": True})
    if case.needs == "contact_not_made":
        done = done.transition(CaseState.CONFIRMED).model_copy(update={"needs": None})
    said = ContactMade(
        debriefing_id=case.id,
        revision=case.revision,
        supervisor_id=offer.supervisor_id,
        name=offer.name,
        made_at=now,
    )
    return Decision(done, (said,))


def _with(case: Case, offer: CaseOffer) -> Case:
    return case.model_copy(update={"offers": tuple(offer if o.id == offer.id else o for o in case.offers)})
