"""Who is told what of an urgent debriefing. Never what happened, not even of which kind."""

from typing import Any

from services.notifications.letters.news import TOLD_WHEN_CLOSED
from services.notifications.letters.told.drafts import Coordinator, Draft
from services.notifications.writing.model import Facts, Kind
from shared.messages.booking import (
    BesideInvited,
    BesideReleased,
    CoordinatorNeeded,
    DebriefingConfirmed,
    DebriefingOffered,
    Interval,
    LeaderFound,
    LeaderReleased,
    OfferClosed,
)
from shared.messages.contracts import (
    Appointment,
    Beside,
    Contact,
    DebriefingChanged,
    DebriefingRequested,
    DebriefingWithdrawn,
    VerificationNeeded,
)

# What is told to who leads beside the network's supervisors is no supervisor's.
BESIDE = "beside"


def _to_contact(kind: Kind, contact: Contact, debriefing_id: str, facts: Facts) -> Draft:
    return Draft(kind, contact.email, contact.language, "contact", debriefing_id, debriefing_id, facts)


def _to_beside(kind: Kind, beside: Beside | None, debriefing_id: str, facts: Facts) -> list[Draft]:
    if beside is None:
        return []
    told = facts.model_copy(update={"name": beside.name})
    ends = kind == "no_longer_needed"
    return [Draft(kind, beside.email, beside.language, "leader", BESIDE, debriefing_id, told, if_invited=ends)]


def received(event: DebriefingRequested, _: Coordinator) -> list[Draft]:
    facts = Facts(
        organisation=event.organisation,
        name=event.contact.name,
        link=event.status_link,
        verified=event.verified,
        second_link=None if event.verified else event.verify_link,
        window=event.window,
        place=event.place,
        participants=event.participants,
    )
    return [_to_contact("received", event.contact, event.debriefing_id, facts)]


def changed(event: DebriefingChanged, _: Coordinator) -> list[Draft]:
    """The requester; those who lead hear it from the case."""
    facts = Facts(
        organisation=event.organisation,
        name=event.contact.name,
        link=event.status_link,
        window=event.window if "window" in event.changed else None,
        place=event.place,
        participants=event.participants,
        changed=event.changed,
    )
    return [_to_contact("request_changed", event.contact, event.debriefing_id, facts)]


def verify_first(event: VerificationNeeded, _: Coordinator) -> list[Draft]:
    facts = Facts(organisation=event.organisation, name=event.contact.name, link=event.verify_link)
    return [_to_contact("verify_first", event.contact, event.debriefing_id, facts)]


def offered(event: DebriefingOffered, _: Coordinator) -> list[Draft]:
    def facts(name: str, link: str) -> Facts:
        return Facts(
            organisation=event.organisation,
            name=name,
            link=link,
            place=event.place,
            participants=event.participants,
            slot=event.first_slot,
            answer_by=event.answer_by,
            verified=event.verified,
        )

    return [
        Draft("offered", o.email, o.language, "offer", o.offer_id, event.debriefing_id, facts(o.name, o.answer_link))
        for o in event.offers
    ]


def closed(event: OfferClosed, _: Coordinator) -> list[Draft]:
    return [
        Draft(
            "no_longer_needed",
            closed.email,
            closed.language,
            "leader",
            closed.offer_id,
            event.debriefing_id,
            Facts(
                organisation=event.organisation,
                name=closed.name,
                reason=closed.reason,
                **(_in_calendars(event.appointment) if closed.led else {}),
            ),
        )
        for closed in event.closed
        if closed.reason in TOLD_WHEN_CLOSED
    ]


def released(event: LeaderReleased, _: Coordinator) -> list[Draft]:
    """The one released hears it with their offer's end. Where nobody leads any more, the time leaves calendars; where
    another leads at once, everybody hears it with what is confirmed anew.
    """
    if event.successor is not None:
        return []
    gone = _in_calendars(event.appointment) if not event.remaining else {}
    calm = Facts(
        organisation=event.organisation,
        name=event.contact.name,
        link=event.status_link,
        colleague=event.name,
        **({"slot": event.slot} if event.slot else gone),
    )
    remaining = [
        Draft(
            "co_leader_released",
            each.email,
            each.language,
            "leader",
            each.supervisor_id,
            event.debriefing_id,
            Facts(organisation=event.organisation, name=each.name, colleague=event.name, slot=event.slot),
        )
        for each in event.remaining
    ]
    kind: Kind = "looking_again" if event.remaining or event.appointment is None else "time_withdrawn"
    ended = Facts(organisation=event.organisation, reason="time_released", **gone)
    beside = _to_beside("no_longer_needed", event.beside, event.debriefing_id, ended) if gone else []
    return [_to_contact(kind, event.contact, event.debriefing_id, calm), *remaining, *beside]


def found(event: LeaderFound, _: Coordinator) -> list[Draft]:
    """Who leads hears of it at once, not only when the second is found."""
    if event.organisation is None:
        return []  # from a sender who told only the live page
    leader = event.leader
    facts = Facts(
        organisation=event.organisation,
        name=leader.name,
        link=leader.answer_link,
        contact=event.contact,
        place=event.place,
        meeting_link=event.place.link if event.place else None,
        participants=event.participants,
        slot=event.slot,
        was=event.was,
        changed=event.changed,
        by_hand=event.by_hand,
    )
    return [
        Draft(
            "leader_found",
            leader.email,
            leader.language,
            "leader",
            leader.supervisor_id,
            event.debriefing_id,
            facts,
        )
    ]


def _led(event: DebriefingConfirmed | BesideInvited) -> Facts:
    """What is agreed: when, where, who leads, for whom."""
    return Facts(
        meeting_link=event.place.link,
        organisation=event.organisation,
        contact=event.contact,
        place=event.place,
        participants=event.participants,
        slot=event.slot,
        leaders=event.leaders,
        session_id=event.session_id,
    )


def confirmed(event: DebriefingConfirmed, _: Coordinator) -> list[Draft]:
    caller = next((each.name for each in event.leaders if each.supervisor_id == event.caller), "")
    changes = {"was": event.was, "changed": event.changed, "instead_of": event.instead_of or ""}
    known = _led(event).model_copy(update={**changes, "caller": caller, "beside": event.beside})
    requester = known.model_copy(update={"name": event.contact.name, "link": event.status_link})
    leaders = [
        Draft(
            "confirmed_leader",
            leader.email,
            leader.language,
            "leader",
            leader.supervisor_id,
            event.debriefing_id,
            known.model_copy(
                update={
                    "name": leader.name,
                    "link": leader.answer_link,
                    "calls": leader.supervisor_id == event.caller or not caller,
                }
            ),
        )
        for leader in event.leaders
    ]
    beside = _to_beside("confirmed_beside", event.beside, event.debriefing_id, known)
    return [_to_contact("confirmed_requester", event.contact, event.debriefing_id, requester), *leaders, *beside]


def beside_invited(event: BesideInvited, _: Coordinator) -> list[Draft]:
    return _to_beside("confirmed_beside", event.beside, event.debriefing_id, _led(event))


def beside_released(event: BesideReleased, _: Coordinator) -> list[Draft]:
    facts = Facts(organisation=event.organisation, reason="not_beside")
    return _to_beside("no_longer_needed", event.beside, event.debriefing_id, facts)


def coordinator_needed(event: CoordinatorNeeded, coordinator: Coordinator) -> list[Draft]:
    facts = Facts(
        organisation=event.organisation,
        contact=event.contact,
        place=event.place,
        participants=event.participants,
        reason=event.reason,
        asked=event.asked,
        needed_at=event.needed_at,
        link=event.case_link,
    )
    drafts = [
        Draft(
            "coordinator",
            coordinator.email,
            coordinator.language,
            "coordinator",
            event.debriefing_id,
            event.debriefing_id,
            facts,
        )
    ]
    if event.reason not in ("contact_not_made", "too_few"):
        calm = Facts(organisation=event.organisation, name=event.contact.name, asked=event.asked)
        drafts.append(_to_contact("person_looking", event.contact, event.debriefing_id, calm))
    return drafts


def withdrawn(event: DebriefingWithdrawn, _: Coordinator) -> list[Draft]:
    facts = Facts(organisation=event.organisation, name=event.contact.name, **_in_calendars(event.appointment))
    ended = facts.model_copy(update={"reason": "withdrawn"})
    beside = _to_beside("no_longer_needed", event.beside, event.debriefing_id, ended) if event.appointment else []
    return [_to_contact("withdrawn", event.contact, event.debriefing_id, facts), *beside]


def _in_calendars(appointment: Appointment | None) -> dict[str, Any]:
    """What a cancellation must name for calendars to find the entry."""
    if appointment is None:
        return {}
    slot = Interval(start=appointment.starts_at, end=appointment.ends_at)
    return {"session_id": appointment.session_id, "slot": slot, "place": appointment.place}
