"""Who is told what, for each event. Nobody is told more than they need: never what happened, not even of which kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from services.notifications.model import Facts, Kind, Letter
from services.notifications.rules import roster, sessions
from services.notifications.rules.drafts import Desk, Draft
from services.notifications.rules.news import TOLD_WHEN_CLOSED, news_of
from services.notifications.rules.stale import News, Thing, tell
from shared.messages.base import Message
from shared.messages.booking import (
    CoordinatorNeeded,
    DebriefingConfirmed,
    DebriefingOffered,
    LeaderReleased,
    OfferClosed,
    SignInRequested,
    Slot,
    SupervisorInvited,
)
from shared.messages.contracts import Appointment, Contact, DebriefingRequested, DebriefingWithdrawn, VerificationNeeded
from shared.messages.feedback import FeedbackInvited
from shared.tokens import derive

# Longer than any message can come late: its inbox row is kept for a month.
REMEMBERED_FOR = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an event leads to: letters to write, letters that came too late to be sent, things as they are remembered
    now, the ids of letters that are superseded.
    """

    letters: tuple[Letter, ...]
    late: tuple[Letter, ...] = ()
    things: tuple[Thing, ...] = ()
    superseded: frozenset[str] = frozenset()


def letters(
    event: Message, event_id: str, desk: Desk, now: datetime, known: Mapping[str, Thing] | None = None
) -> tuple[Letter, ...]:
    """The letters that an event calls for, by what is `known` of the things it is about."""
    return outcome(event, event_id, desk, now, known or {}, frozenset()).letters


def outcome(
    event: Message, event_id: str, desk: Desk, now: datetime, known: Mapping[str, Thing], unsent: frozenset[str]
) -> Outcome:
    """What an event leads to, by what is `known` of the things it is about and which of their letters are `unsent`."""
    drafts = _drafts(event, desk)
    alone = tuple(_letter(each, _id(event_id, each), event, now) for each in drafts if not each.thing)
    told = [
        tell(
            known.get(news.thing, Thing(id=news.thing)),
            _hidden(news, desk.secret),
            [
                (each, _id(event_id, each), reader_key(each.to, desk.secret))
                for each in drafts
                if each.thing == news.thing
            ],
            unsent,
        )
        for news in news_of(event)
    ]
    about = tuple(
        _letter(draft, letter_id, event, now, each.thing, after)
        for each in told
        for draft, letter_id, after in each.written
    )
    late = tuple(_letter(draft, letter_id, event, now, each.thing) for each in told for draft, letter_id in each.stale)
    remembered = tuple(_remembered(each.thing, drafts, now) for each in told)
    return Outcome((*alone, *about), late, remembered, frozenset().union(*(each.superseded for each in told)))


def readers(event: Message, desk: Desk) -> dict[str, list[str]]:
    """For each thing that an event is about, those who would be told of it, hidden."""
    found: dict[str, list[str]] = {news.thing: [] for news in news_of(event)}
    for draft in _drafts(event, desk):
        if draft.thing:
            found[draft.thing].append(reader_key(draft.to, desk.secret))
    return found


def reader_key(address: str, secret: str) -> str:
    """How a reader is known without their address, in however many capitals it is written."""
    return derive(secret, "reader", _on_the_wire(address).casefold())[:22]


def _drafts(event: Message, desk: Desk) -> list[Draft]:
    tells = TOLD.get(type(event))
    news = news_of(event)
    drafts = tells(event, desk) if tells else []
    once = {(each.kind, each.to, each.reference): each for each in reversed(drafts)}  # who leads may be the contact too
    return [replace(each, thing=_thing(each, news)) for each in reversed(once.values())]


def _thing(draft: Draft, news: tuple[News, ...]) -> str:
    if len(news) <= 1:
        return news[0].thing if news else ""
    return next(each.thing for each in news if each.thing.endswith(f":{draft.reference}"))


def _hidden(news: News, secret: str) -> News:
    return replace(news, knowing=tuple((reader_key(address, secret), kind) for address, kind in news.knowing))


def _id(event_id: str, draft: Draft) -> str:
    return sha256(f"{event_id}|{draft.kind}|{draft.to}|{draft.reference}".encode()).hexdigest()[:32]


def _letter(
    draft: Draft,
    letter_id: str,
    event: Message,
    now: datetime,
    thing: Thing | None = None,
    after: Iterable[str] = (),
) -> Letter:
    fields = {name: getattr(draft, name) for name in Draft.__slots__} | {"to": _on_the_wire(draft.to)}
    lane = "urgent" if type(event).urgent else "normal"
    revision = next((news.revision for news in news_of(event) if thing and news.thing == thing.id), 0)
    return Letter(id=letter_id, lane=lane, written_at=now, after=tuple(after), revision=revision, **fields)


def _remembered(thing: Thing, drafts: Iterable[Draft], now: datetime) -> Thing:
    ends = [each.facts.slot.end for each in drafts if each.thing == thing.id and each.facts.slot]
    ends += [thing.appointment.ends_at] if thing.appointment else []
    latest = max([now, *ends, *([thing.forget_after - REMEMBERED_FOR] if thing.forget_after else [])])
    return thing.model_copy(update={"forget_after": latest + REMEMBERED_FOR})


def _on_the_wire(address: str) -> str:
    """An address as mail servers know it: its domain in ASCII (RFC 5891). Before the @ it is the owner's own affair."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address


def _to_contact(kind: Kind, contact: Contact, debriefing_id: str, facts: Facts) -> Draft:
    return Draft(kind, contact.email, contact.language, "contact", debriefing_id, debriefing_id, facts)


def _received(event: DebriefingRequested, _: Desk) -> list[Draft]:
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


def _verify_first(event: VerificationNeeded, _: Desk) -> list[Draft]:
    facts = Facts(organisation=event.organisation, name=event.contact.name, link=event.verify_link)
    return [_to_contact("verify_first", event.contact, event.debriefing_id, facts)]


def _offered(event: DebriefingOffered, _: Desk) -> list[Draft]:
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


def _closed(event: OfferClosed, _: Desk) -> list[Draft]:
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


def _released(event: LeaderReleased, _: Desk) -> list[Draft]:
    """The one released hears it with their offer's end. Where nobody leads any more, the time goes from calendars."""
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
    return [_to_contact(kind, event.contact, event.debriefing_id, calm), *remaining]


def _confirmed(event: DebriefingConfirmed, _: Desk) -> list[Draft]:
    known = Facts(
        organisation=event.organisation,
        contact=event.contact,
        place=event.place,
        participants=event.participants,
        slot=event.slot,
        leaders=event.leaders,
        session_id=event.session_id,
    )
    requester = known.model_copy(update={"name": event.contact.name, "link": event.status_link})
    leaders = [
        Draft(
            "confirmed_leader",
            leader.email,
            leader.language,
            "leader",
            leader.supervisor_id,
            event.debriefing_id,
            known.model_copy(update={"name": leader.name, "link": leader.answer_link}),
        )
        for leader in event.leaders
    ]
    return [_to_contact("confirmed_requester", event.contact, event.debriefing_id, requester), *leaders]


def _coordinator(event: CoordinatorNeeded, desk: Desk) -> list[Draft]:
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
        Draft("coordinator", desk.email, desk.language, "coordinator", event.debriefing_id, event.debriefing_id, facts)
    ]
    if event.reason != "contact_not_made":
        calm = Facts(organisation=event.organisation, name=event.contact.name, asked=event.asked)
        drafts.append(_to_contact("person_looking", event.contact, event.debriefing_id, calm))
    return drafts


def _withdrawn(event: DebriefingWithdrawn, _: Desk) -> list[Draft]:
    facts = Facts(organisation=event.organisation, name=event.contact.name, **_in_calendars(event.appointment))
    return [_to_contact("withdrawn", event.contact, event.debriefing_id, facts)]


def _in_calendars(appointment: Appointment | None) -> dict[str, Any]:
    """What a cancellation must name for calendars to find the entry."""
    if appointment is None:
        return {}
    slot = Slot(start=appointment.starts_at, end=appointment.ends_at)
    return {"session_id": appointment.session_id, "slot": slot, "place": appointment.place}


def _feedback(event: FeedbackInvited, _: Desk) -> list[Draft]:
    facts = Facts(
        organisation=event.organisation,
        link=event.answer_link,
        answer_by=event.answer_until,
        verified=False,  # nobody here knows any more, after so many weeks
    )
    who = event.contact
    return [
        Draft(
            "feedback",
            who.email,
            who.language,
            "feedback",
            event.invitation_id,
            "",
            facts,
            useless_after=event.answer_until,
            allowance="known",
        )
    ]


def _sign_in(event: SignInRequested, _: Desk) -> list[Draft]:
    facts = Facts(name=event.name, link=event.link, answer_by=event.expires_at)
    return [Draft("sign_in", event.email, event.language, "person", "", "", facts, useless_after=event.expires_at)]


def _invited(event: SupervisorInvited, _: Desk) -> list[Draft]:
    facts = Facts(name=event.name, link=event.welcome_link, answer_by=event.expires_at)
    return [
        Draft(
            "invited",
            event.email,
            event.language,
            "person",
            event.invitation_id,
            "",
            facts,
            useless_after=event.expires_at,
            allowance="known",
        )
    ]


TOLD: Mapping[type[Message], Callable[..., list[Draft]]] = {
    DebriefingRequested: _received,
    VerificationNeeded: _verify_first,
    DebriefingOffered: _offered,
    OfferClosed: _closed,
    DebriefingConfirmed: _confirmed,
    LeaderReleased: _released,
    CoordinatorNeeded: _coordinator,
    DebriefingWithdrawn: _withdrawn,
    FeedbackInvited: _feedback,
    SignInRequested: _sign_in,
    SupervisorInvited: _invited,
    **roster.TOLD,
    **sessions.TOLD,
}
