"""Who is told of sessions: every supervisor who leads, and the participants' contact. Each session is an invitation of
its own, so that calendars can move and cancel it alone (RFC 5546: a message is about one UID). Of a contract's
sessions everybody hears at once, with one calendar file, and of each change.
"""

from dataclasses import replace
from typing import Any

from services.notifications.letters.model import SessionDrewNear
from services.notifications.letters.told.drafts import Coordinator, Draft
from services.notifications.writing.model import Allowance, Facts, Invited, Kind
from shared.messages.booking import (
    Colleague,
    Guest,
    Interval,
    Meeting,
    SeriesUnplaced,
    SessionCancelled,
    SessionFacts,
    SessionMoved,
    SessionsCancelled,
    SessionsScheduled,
)


def scheduled(event: SessionsScheduled, _: Coordinator) -> list[Draft]:
    """Of a contract's sessions everybody hears in one letter; of others each is an invitation."""
    if event.facts.process_id is not None:
        leaders = [_of_several("series_planned", event, each, "free") for each in event.facts.hosts]
        return [*leaders, *(_of_several("series_planned", event, each, "known") for each in event.facts.participants)]
    count = len(event.sessions) if len(event.sessions) > 1 else None
    return [
        draft
        for nth, meeting in enumerate(event.sessions, 1)
        for draft in _to_all("session_scheduled", event.facts, meeting, nth=nth, of=count)
    ]


def unplaced(event: SeriesUnplaced, _: Coordinator) -> list[Draft]:
    facts = Facts(
        organisation=event.organisation, title=event.title, link=event.page, asked=event.dates, misfits=event.misfits
    )
    return [
        Draft(
            "series_unplaced",
            each.email,
            each.language,
            "session",
            event.process_id,
            "",
            facts.model_copy(update={"name": each.name}),
        )
        for each in event.supervisors
    ]


def moved(event: SessionMoved, _: Coordinator) -> list[Draft]:
    return _to_all("session_moved", event.facts, event.session, event.facts.participants, was=event.was)


def near(event: SessionDrewNear, _: Coordinator) -> list[Draft]:
    drafts = _to_all("session_near", event.facts, event.session, event.facts.participants)
    return [replace(each, useless_after=event.session.start) for each in drafts if "@" in each.to]


def cancelled(event: SessionCancelled, _: Coordinator) -> list[Draft]:
    """Those of several are told at once."""
    if event.together:
        return []
    return _to_all("session_cancelled", event.facts, event.session, event.facts.participants)


def several_cancelled(event: SessionsCancelled, _: Coordinator) -> list[Draft]:
    """All that will not be in one letter, with one file that takes them out of calendars."""
    known = event.facts
    leaders = [_of_several("sessions_cancelled", event, each, "free") for each in known.hosts]
    return [*leaders, *(_of_several("sessions_cancelled", event, each, "known") for each in known.participants)]


def _of_several(
    kind: Kind, event: SessionsScheduled | SessionsCancelled, reader: Colleague | Guest, allowance: Allowance
) -> Draft:
    """All dates in one letter."""
    known = event.facts
    facts = Facts(
        organisation=known.organisation,
        title=known.title,
        name=reader.name,
        where=known.address,
        meeting_link=known.link,
        led_by=tuple(Invited(name=host.name, email=host.email) for host in known.hosts),
        meetings=event.sessions,
    )
    series = series_of(event)
    return Draft(kind, reader.email, reader.language, "session", series, "", facts, allowance=allowance)


def series_of(event: SessionsScheduled | SessionsCancelled) -> str:
    """By what a letter about all of these is known: the series, or the one session."""
    return event.facts.series_id or event.sessions[0].session_id


def _to_all(
    kind: Kind, known: SessionFacts, meeting: Meeting, also: tuple[Guest, ...] = (), **others: Any
) -> list[Draft]:
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
    guests = [*([known.guest] if known.guest else []), *also]
    readers: list[Colleague | Guest] = [*known.hosts, *guests]
    return [
        Draft(
            kind,
            reader.email,
            reader.language,
            "session",
            meeting.session_id,
            "",
            facts.model_copy(update={"name": reader.name}),
            allowance="known" if reader in guests else "free",
        )
        for reader in readers
    ]
