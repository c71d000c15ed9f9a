"""Who is told of sessions: every supervisor who leads, and the participants' contact. Each session is an invitation of
its own, so that calendars can move and cancel it alone (RFC 5546: a message is about one UID).
"""

from typing import Any

from services.notifications.letters.drafts import Coordinator, Draft
from services.notifications.writing.model import Facts, Invited, Kind
from shared.messages.booking import (
    Colleague,
    Guest,
    Interval,
    Meeting,
    SessionCancelled,
    SessionFacts,
    SessionMoved,
    SessionsScheduled,
)


def scheduled(event: SessionsScheduled, _: Coordinator) -> list[Draft]:
    count = len(event.sessions) if len(event.sessions) > 1 else None
    return [
        draft
        for nth, meeting in enumerate(event.sessions, 1)
        for draft in _to_all("session_scheduled", event.facts, meeting, nth=nth, of=count)
    ]


def moved(event: SessionMoved, _: Coordinator) -> list[Draft]:
    return _to_all("session_moved", event.facts, event.session, was=event.was)


def cancelled(event: SessionCancelled, _: Coordinator) -> list[Draft]:
    return _to_all("session_cancelled", event.facts, event.session)


def _to_all(kind: Kind, known: SessionFacts, meeting: Meeting, **others: Any) -> list[Draft]:
    facts = Facts(
        organisation=known.organisation,
        session_id=meeting.session_id,
        sequence=meeting.sequence,
        slot=Interval(start=meeting.start, end=meeting.end),
        where=known.address,
        meeting_link=known.link,
        led_by=tuple(Invited(name=host.name, email=host.email) for host in known.hosts),
        guest=Invited(name=known.guest.name, email=known.guest.email) if known.guest else None,
        **others,
    )
    readers: list[Colleague | Guest] = [*known.hosts, *([known.guest] if known.guest else [])]
    return [
        Draft(
            kind,
            reader.email,
            reader.language,
            "session",
            meeting.session_id,
            "",
            facts.model_copy(update={"name": reader.name}),
            allowance="known" if reader is known.guest else "free",
        )
        for reader in readers
    ]
