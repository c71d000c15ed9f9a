"""Follows what becomes of sessions. In whatever order it is heard, the latest word holds."""

from services.feedback.sessions.model import SessionOutcome, SessionStatus
from services.feedback.sessions.store import Sessions
from shared.messages.booking import (
    Meeting,
    Occurrence,
    SessionCancelled,
    SessionHeld,
    SessionMoved,
    SessionNotHeld,
    SessionsScheduled,
)
from shared.messages.booking.sessions import SessionFacts
from shared.messaging.unit_of_work import Unit


async def note_scheduled(scheduled: SessionsScheduled, unit: Unit) -> None:
    """They are on the calendar."""
    for each in scheduled.sessions:
        await _note(_planned(scheduled.facts, each), unit)


async def note_moved(moved: SessionMoved, unit: Unit) -> None:
    """It has another time."""
    await _note(_planned(moved.facts, moved.session), unit)


async def note_cancelled(cancelled: SessionCancelled, unit: Unit) -> None:
    """It will not be, and counts for nothing."""
    await _note(_planned(cancelled.facts, cancelled.session, "cancelled"), unit)


async def note_held(held: SessionHeld, unit: Unit) -> None:
    """It was held, and these of the agreed themes were handled."""
    await _note(_marked(held.occurrence, "held", held.themes), unit)


async def note_not_held(not_held: SessionNotHeld, unit: Unit) -> None:
    """It was not held."""
    await _note(_marked(not_held.occurrence, "not_held"), unit)


async def _note(latest: SessionOutcome, unit: Unit) -> None:
    known = await Sessions(unit.tx).find(latest.id)
    if known is None or known.sequence < latest.sequence:
        await Sessions(unit.tx).save(latest)


def _planned(facts: SessionFacts, session: Meeting, status: SessionStatus = "planned") -> SessionOutcome:
    return SessionOutcome(
        id=session.session_id,
        sequence=session.sequence,
        process=facts.process_id,
        organisation=facts.organisation,
        supervisors=tuple(host.supervisor_id for host in facts.hosts),
        start=session.start,
        end=session.end,
        status=status,
    )


def _marked(occurrence: Occurrence, status: SessionStatus, themes: tuple[str, ...] = ()) -> SessionOutcome:
    return SessionOutcome(
        id=occurrence.session_id,
        sequence=occurrence.sequence,
        process=occurrence.process_id,
        organisation=occurrence.organisation,
        supervisors=occurrence.supervisors,
        start=occurrence.slot.start,
        end=occurrence.slot.end,
        status=status,
        themes=themes,
    )
