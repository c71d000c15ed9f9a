"""A case mended: another leader in one's place, another time for those who lead, another request.

Nobody has to ask anew: the session stays the same one, so that everybody's calendar entry changes and none is doubled.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from services.booking.debriefing.leader_news import beside_released, found, release_of
from services.booking.debriefing.leading import (
    BegunError,
    LeadsAlreadyError,
    NotLeadingError,
    confirmed,
    led,
    session_of,
)
from services.booking.debriefing.lifecycle import Decision, closing
from services.booking.debriefing.model import Case, CaseOffer, CaseState, OfferState
from services.booking.links import Links
from shared.messages.booking import Interval
from shared.messages.contracts import Changed, DebriefingChanged

FIELDS: tuple[Changed, ...] = ("place", "participants", "languages", "leaders", "window", "contact", "beside")
# For another of these it is another thing that people are asked for.
ANEW: frozenset[Changed] = frozenset({"place", "languages", "window"})


class NoTimeYetError(Exception):
    """Nobody leads yet, so there is no time to move."""


def replaced(case: Case, leader: CaseOffer, successor: CaseOffer, links: Links, now: datetime) -> Decision:
    """`successor` leads in the place of `leader`, at the same time; nobody else is asked.

    Raises NotLeadingError, BegunError where the debriefing's time has come, LeadsAlreadyError.
    """
    if leader.state is not OfferState.ACCEPTED or case.slot is None or case.state is CaseState.WITHDRAWN:
        raise NotLeadingError
    if case.slot.start <= now:
        raise BegunError
    if any(each.supervisor_id == successor.supervisor_id for each in case.leaders):
        raise LeadsAlreadyError
    closed = closing(case, lambda other: other.id == leader.id, OfferState.RELEASED, "released", now)
    talked = case.contact_made and bool(closed.case.leaders)
    freed = _sought(closed.case).model_copy(update={"contact_made": talked})
    given = _given(freed, successor, case.slot, now)
    said = release_of(case, freed, leader, links, now, successor.name)
    if freed.missing == 1:
        session = session_of(given, case.slot, now)
        done = confirmed(given, case.slot, links, now, instead_of=leader.name)
        return Decision(given, (*closed.events, said), session).then(done)
    return Decision(given, (*closed.events, said)).then(
        led(given, case.slot, links, case.session_id or "", now, _last(given))
    )


def _sought(case: Case) -> Case:
    """The case with a place free; who is asked for it is still to be seen."""
    searching = case if case.state is CaseState.SEARCHING else case.transition(CaseState.SEARCHING)
    return searching.model_copy(update={"needs": None})


def _given(case: Case, successor: CaseOffer, slot: Interval, now: datetime) -> Case:
    """The case with one more leader, by hand; one who is being asked has then answered."""
    asked = next((each for each in case.open_offers if each.supervisor_id == successor.supervisor_id), successor)
    given = asked.transition(OfferState.ACCEPTED, now).model_copy(update={"by_hand": True, "slots": (slot.start,)})
    others = tuple(other for other in case.offers if other.id != given.id)
    return case.model_copy(update={"offers": (*others, given)})


def _last(case: Case) -> CaseOffer:
    return case.offers[-1]


def moved(case: Case, slot: Interval, links: Links, now: datetime) -> Decision:
    """All who lead do so at another time. Who was asked for the old one, and could not, may be asked for this.

    Raises NoTimeYetError; BegunError where the debriefing's time has come.
    """
    if case.slot is None or case.state is CaseState.WITHDRAWN:
        raise NoTimeYetError
    if case.slot.start <= now:
        raise BegunError
    if slot == case.slot:
        return Decision(case)
    was, offers = case.slot, tuple(_at(offer, slot) for offer in case.offers)
    fixed = case.model_copy(update={"slot": slot, "offers": offers})
    session = session_of(fixed, slot, now)
    if fixed.missing == 0:
        return Decision(fixed, session=session).then(confirmed(_sought(fixed), slot, links, now, was=was))
    closed = closing(fixed, lambda offer: offer.state is OfferState.OPEN, OfferState.LAPSED, "lapsed", now)
    anew = {"earlier_waves": case.wave, "changed_waves": case.wave}
    sought = _sought(closed.case).model_copy(update=anew)
    told = tuple(found(sought, leader, slot, links, now, was) for leader in sought.leaders)
    return Decision(sought, (*closed.events, *told), session)


def _at(offer: CaseOffer, slot: Interval) -> CaseOffer:
    """Who leads does so at the new time."""
    return offer.model_copy(update={"slots": (slot.start,)}) if offer.state is OfferState.ACCEPTED else offer


def changed(case: Case, change: DebriefingChanged, links: Links, now: datetime) -> Decision:
    """The case with the request as it is now; nothing where a later change was heard before, or it is over.

    Nobody who leads is lost: where fewer leaders are wanted than there are, all of them stay.
    """
    if case.state is CaseState.WITHDRAWN or change.revision <= case.need_revision:
        return Decision(case)
    new: dict[str, Any] = {name: getattr(change, name) for name in FIELDS}
    if "beside" not in change.model_fields_set:
        new["beside"] = case.need.beside  # from a sender who knew of nobody beside
    new["leaders"] = max(change.leaders, len(case.leaders))
    differs = [name for name in FIELDS if new[name] != getattr(case.need, name)]
    need = case.need.model_copy(update=new)
    known = case.model_copy(update={"need": need, "need_revision": change.revision})
    if not differs:
        return Decision(known)
    closed = _asked_anew(known, now) if ANEW & set(differs) else Decision(known)
    done = closed.then(_as_wanted(closed.case, tuple(differs), links, now))
    gone = beside_released(case, done.case)
    return replace(done, events=(*done.events, gone)) if gone else done


def _asked_anew(case: Case, now: datetime) -> Decision:
    """Who was asked for what is wanted no more need not answer that, and may be asked for what is."""
    closed = closing(case, lambda offer: offer.state is OfferState.OPEN, OfferState.LAPSED, "lapsed", now)
    anew = {"earlier_waves": case.wave, "changed_waves": case.wave}
    return Decision(closed.case.model_copy(update=anew), closed.events)


def _as_wanted(case: Case, differs: tuple[Changed, ...], links: Links, now: datetime) -> Decision:
    """Confirmed where as many lead as are wanted, and else sought for; those who lead are told what differs."""
    slot = case.slot
    session = session_of(case, slot, now) if slot is not None else None
    if case.missing == 0 and slot is not None:
        done = confirmed(_sought(case), slot, links, now, changed=differs)
        return Decision(case, session=session).then(done)
    sought = _sought(case) if case.state is not CaseState.SEARCHING else case
    if sought.state is not case.state:
        sought = sought.model_copy(update={"earlier_waves": case.wave})
    told = (
        tuple(found(sought, each, slot, links, now, changed=differs) for each in sought.leaders)
        if slot is not None
        else ()
    )
    return Decision(sought, told, session)
