"""Leading an urgent debriefing: the first accept wins and fixes the time; with every leader found it is confirmed."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from services.booking.calendar.model import Session, Venue
from services.booking.debriefing.leader_news import confirmation_of, found, release_of
from services.booking.debriefing.lifecycle import (
    Decision,
    NotOfferedError,
    NotOpenError,
    closing,
    to_coordinator,
)
from services.booking.debriefing.model import LATE, Case, CaseOffer, CaseState, OfferState
from services.booking.links import Links
from services.booking.network.model import Network
from shared.messages.booking import (
    ContactMade,
    Interval,
)
from shared.messages.contracts import Changes


class LeadsAlreadyError(Exception):
    """This supervisor leads the case already."""


class NotLeadingError(Exception):
    """This supervisor is no leader of the case: they never accepted, or were released before."""


class BegunError(Exception):
    """The debriefing's time has come: who led it is no longer to be changed."""


def accepted(
    case: Case, offer: CaseOffer, start: datetime, network: Network, links: Links, session_id: str, now: datetime
) -> Decision:
    """A supervisor takes the case at `start`, in time or late, as long as it needs a leader. The first leader fixes the
    time for all.

    Raises NotOpenError when it needs none, or not them; NotOfferedError when `start` was not offered to them.
    """
    if not case.needs_leader or (offer.state is not OfferState.OPEN and offer.state not in LATE):
        raise NotOpenError
    if any(leader.supervisor_id == offer.supervisor_id for leader in case.leaders):
        raise NotOpenError
    offered = next((at for at in offer.times(case.slot, now) if at == start), None)
    if offered is None:
        raise NotOfferedError
    taken = _answered_once(_with(case, offer.transition(OfferState.ACCEPTED, now)), offer, now)
    return led(taken, Interval(start=offered, end=offered + network.length), links, session_id, now, offer)


def assigned(case: Case, offer: CaseOffer, slot: Interval, links: Links, session_id: str, now: datetime) -> Decision:
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


def led(case: Case, slot: Interval, links: Links, session_id: str, now: datetime, offer: CaseOffer) -> Decision:
    """One more leader is found for `slot`: the session is theirs, and the case is confirmed when none is missing."""
    fixed = case.model_copy(update={"slot": slot, "session_id": case.session_id or session_id})
    session = session_of(fixed, slot, now)
    if fixed.missing == 0:
        return Decision(fixed, session=session).then(confirmed(fixed, slot, links, now))
    fixed = _one_is_found(fixed)
    return Decision(fixed, (found(fixed, offer, slot, links, now),), session).then(_narrowed(fixed, slot, now))


def _one_is_found(case: Case) -> Case:
    """What the coordinator was told of nobody having accepted holds no more."""
    return (
        case.model_copy(update={"needs": "second_leader_missing"})
        if case.needs in ("nobody_accepted", "too_few")
        else case
    )


def _answered_once(case: Case, accepted: CaseOffer, now: datetime) -> Case:
    """Who takes it by an earlier link has answered what they were asked since, too."""
    offers = tuple(
        other.transition(OfferState.LAPSED, now)
        if other.supervisor_id == accepted.supervisor_id and other.state is OfferState.OPEN
        else other
        for other in case.offers
    )
    return case.model_copy(update={"offers": offers})


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
    said = release_of(case, done, offer, links, now)
    session = session_of(done, done.slot, now) if done.slot is not None else None
    return Decision(done, (*closed.events, said), session, freed=not left)


def _venue(case: Case) -> Venue:
    """Where the debriefing is, as far as it is known."""
    place = case.place
    if place.remote:
        return Venue(link=place.link, at_distance=place.link is None)
    return Venue(address=", ".join(part for part in (place.address, place.municipality) if part) or None)


def met_at(case: Case, offer: CaseOffer, link: str | None, links: Links, now: datetime) -> Decision:
    """A leader says where on the web it is; None: in the network's own room. Who knows of the time is told.

    Raises NotLeadingError for who doesn't lead it, and where nobody meets at a distance.
    """
    if offer.state is not OfferState.ACCEPTED or not case.need.place.remote or case.state is CaseState.WITHDRAWN:
        raise NotLeadingError
    known = case.model_copy(update={"meeting_link": link})
    if known.place == case.place or case.slot is None:
        return Decision(known)
    session = session_of(known, case.slot, now)
    if case.state is not CaseState.CONFIRMED:
        return Decision(known, session=session)
    anew = known.transition(CaseState.SEARCHING)
    return Decision(known, session=session).then(confirmed(anew, case.slot, links, now, changed=("place",)))


def session_of(case: Case, slot: Interval, now: datetime) -> Session:
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
        sequence=case.revision,
        changed_at=now,
    )


def confirmed(
    case: Case,
    slot: Interval,
    links: Links,
    now: datetime,
    was: Interval | None = None,
    instead_of: str | None = None,
    changed: Changes = (),
) -> Decision:
    """Every leader is found. `was`: the time for which it had been confirmed, where it has another; `instead_of`: whose
    place the new leader has taken; `changed`: what of the request is another than was told.
    """
    closed = closing(case, lambda offer: offer.state is OfferState.OPEN, OfferState.FILLED, "filled", now)
    done = closed.case.transition(CaseState.CONFIRMED).model_copy(update={"needs": None})
    said = confirmation_of(case, slot, links, now, was, instead_of, changed)
    return replace(closed, case=done, events=(said, *closed.events))


def _narrowed(case: Case, slot: Interval, now: datetime) -> Decision:
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
