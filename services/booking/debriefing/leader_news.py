"""What is told of who leads an urgent debriefing: found, released, all found, and whoever leads beside ours."""

from datetime import datetime

from services.booking.debriefing.lifecycle import appointment
from services.booking.debriefing.model import Case, CaseOffer, CaseState
from services.booking.links import Links
from shared.messages.booking import (
    BesideInvited,
    BesideReleased,
    Colleague,
    DebriefingConfirmed,
    Interval,
    Leader,
    LeaderFound,
    LeaderReleased,
)
from shared.messages.contracts import Beside, Changes


def found(
    case: Case,
    offer: CaseOffer,
    slot: Interval,
    links: Links,
    now: datetime,
    was: Interval | None = None,
    changed: Changes = (),
) -> LeaderFound:
    """One leads, and others are sought still; `was`: the time that they had been told; `changed`: what else differs."""
    need = case.need
    return LeaderFound(
        debriefing_id=case.id,
        revision=case.revision,
        leader=_leader(case, offer.id, links),
        slot=slot,
        missing=case.missing,
        found_at=now,
        organisation=need.organisation,
        contact=need.contact,
        place=case.place,
        participants=need.participants,
        by_hand=offer.by_hand,
        was=was,
        changed=changed,
    )


def release_of(
    before: Case, after: Case, offer: CaseOffer, links: Links, now: datetime, successor: str | None = None
) -> LeaderReleased:
    """What everybody is told of a leader who leads no more; `successor`: who took their place at once."""
    need = before.need
    return LeaderReleased(
        debriefing_id=before.id,
        revision=before.revision,
        organisation=need.organisation,
        contact=need.contact,
        status_link=need.status_link,
        supervisor_id=offer.supervisor_id,
        name=offer.name,
        reading_key=links.reading_key(offer.id),
        remaining=tuple(_remaining(leader) for leader in after.leaders),
        slot=after.slot,
        missing=after.missing,
        contact_made=after.contact_made,
        released_at=now,
        appointment=appointment(before),
        successor=successor,
        beside=beside(before),
    )


def confirmation_of(
    case: Case,
    slot: Interval,
    links: Links,
    now: datetime,
    was: Interval | None = None,
    instead_of: str | None = None,
    changed: Changes = (),
) -> DebriefingConfirmed:
    """Every leader is found; `was`, `instead_of` and `changed` as in `leading.confirmed`."""
    need = case.need
    return DebriefingConfirmed(
        debriefing_id=case.id,
        revision=case.revision,
        session_id=case.session_id or "",
        organisation=need.organisation,
        contact=need.contact,
        place=case.place,
        participants=need.participants,
        leaders=tuple(_leader(case, leader.id, links) for leader in case.leaders),
        slot=slot,
        status_link=need.status_link,
        confirmed_at=now,
        was=was,
        changed=changed,
        instead_of=instead_of,
        caller=_caller(case),
        beside=beside(case),
        requested_at=need.requested_at,
    )


def beside_invited(case: Case, links: Links) -> BesideInvited | None:
    """Who leads beside ours is told, where every leader is found and it is known whose request it is; also where it is
    the coordinator's to look after, since nobody has talked with the workplace yet.
    """
    invited = beside(case)
    if invited is None or case.slot is None or case.missing > 0 or case.state is CaseState.WITHDRAWN:
        return None
    return BesideInvited(
        debriefing_id=case.id,
        revision=case.revision,
        session_id=case.session_id or "",
        organisation=case.need.organisation,
        contact=case.need.contact,
        place=case.place,
        participants=case.need.participants,
        leaders=tuple(_leader(case, leader.id, links) for leader in case.leaders),
        slot=case.slot,
        beside=invited,
    )


def beside_released(before: Case, after: Case) -> BesideReleased | None:
    """Who was told that they lead beside ours is told that they don't, where the order names another now, or nobody."""
    told, now = beside(before), beside(after)
    if told is None or before.slot is None or (now is not None and now.email == told.email):
        return None
    return BesideReleased(
        debriefing_id=after.id, revision=after.revision, organisation=after.need.organisation, beside=told
    )


def beside(case: Case) -> Beside | None:
    """Who leads beside ours. Nobody is written to on the word of somebody of whom nobody knows who it is."""
    return case.need.beside if case.need.verified or case.need.vouched else None


def _caller(case: Case) -> str | None:
    return case.caller.supervisor_id if case.caller else None


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


def _remaining(offer: CaseOffer) -> Colleague:
    return Colleague(supervisor_id=offer.supervisor_id, name=offer.name, email=offer.email, language=offer.language)
