"""Rounds begin by themselves when something has happened, and end when everybody has answered or their day has come."""

from services.feedback.network.store import NetworkStore
from services.feedback.questionnaires.library import newest, questionnaire
from services.feedback.rounds import lifecycle
from services.feedback.rounds.model import (
    CloseRound,
    DebriefingMarked,
    Meeting,
    Person,
    RemindNow,
    RemindOfRound,
    Round,
    RoundClosed,
    RoundOpened,
    RoundVoid,
)
from services.feedback.rounds.store import Meetings, Rounds
from shared.messages.booking import Meeting as PlannedSession
from shared.messages.booking import SessionCancelled, SessionHeld, SessionMoved, SessionNotHeld, SessionsScheduled
from shared.messages.booking.sessions import SessionFacts
from shared.messaging.unit_of_work import Unit

PULSE = "pulse"


async def note_meetings(scheduled: SessionsScheduled, unit: Unit) -> None:
    """Remember whom to ask once these sessions have been held. Where one has been already, ask now."""
    for session in scheduled.sessions:
        await _note(scheduled.facts, session, unit)


async def note_move(moved: SessionMoved, unit: Unit) -> None:
    """The session has another time."""
    await _note(moved.facts, moved.session, unit)


async def forget_meeting(cancelled: SessionCancelled, unit: Unit) -> None:
    """The session will not be."""
    known = await Meetings(unit.tx).meeting(cancelled.session.session_id)
    if known is None or known.sequence <= cancelled.session.sequence:
        await Meetings(unit.tx).remove(cancelled.session.session_id)


async def _note(facts: SessionFacts, session: PlannedSession, unit: Unit) -> None:
    known = await Meetings(unit.tx).meeting(session.session_id)
    if known is not None and known.sequence >= session.sequence:
        return
    meeting = Meeting(
        id=session.session_id,
        sequence=session.sequence,
        process=facts.contract_id or facts.series_id or session.session_id,
        organisation=facts.organisation,
        supervisors=tuple(host.supervisor_id for host in facts.hosts),
        guest=Person.model_validate(facts.guest.model_dump()) if facts.guest else None,
        start=session.start,
        end=session.end,
    )
    await Meetings(unit.tx).save(meeting)
    begun = await Rounds(unit.tx).round(lifecycle.pulse_id(meeting.id))
    if begun is not None and begun.places == 0 and lifecycle.is_open(begun, unit.now):
        await unit.happened(RoundOpened(begun, _people(meeting)))


async def begin_pulse(held: SessionHeld, unit: Unit) -> None:
    """Three statements after a session; after a debriefing nothing yet, for that is asked about weeks later."""
    occurrence = held.occurrence
    if occurrence.debriefing_id is not None:
        return await unit.happened(DebriefingMarked(held))
    if await Rounds(unit.tx).round(lifecycle.pulse_id(occurrence.session_id)) is not None:
        return None
    known = await Meetings(unit.tx).meeting(occurrence.session_id)
    meeting = Meeting(
        id=occurrence.session_id,
        sequence=occurrence.sequence,
        process=occurrence.contract_id or occurrence.series_id or occurrence.session_id,
        organisation=occurrence.organisation,
        supervisors=occurrence.supervisors,
        guest=known.guest if known else None,
        start=occurrence.slot.start,
        end=occurrence.slot.end,
    )
    return await open_round(await pulse_of(meeting, unit), _people(meeting), unit)


async def void_pulse(not_held: SessionNotHeld, unit: Unit) -> None:
    """What was not held after all is asked about no more, and nothing of it counts."""
    if not_held.occurrence.debriefing_id is not None:
        return await unit.happened(DebriefingMarked(not_held))
    found = await Rounds(unit.tx).round(lifecycle.pulse_id(not_held.occurrence.session_id))
    if found is None or found.state != "open":
        return None
    await Rounds(unit.tx).end(found, "void")
    _cancel(found, unit)
    return await unit.happened(RoundVoid(found))


async def pulse_of(meeting: Meeting, unit: Unit) -> Round:
    """The round about a session, as it begins now."""
    return lifecycle.pulse(meeting, newest(PULSE), unit.now, await NetworkStore(unit.tx).fewest())


async def open_round(new: Round, people: tuple[Person, ...], unit: Unit) -> None:
    """Ask these people from now on."""
    await Rounds(unit.tx).save(new)
    unit.schedule(f"close:{new.id}", new.closes + lifecycle.GRACE, CloseRound(round_id=new.id))
    for n, at in enumerate(lifecycle.reminders(new, questionnaire(new.questionnaire))):
        unit.schedule(f"remind:{n}:{new.id}", at, RemindOfRound(round_id=new.id))
    await unit.happened(RoundOpened(new, people))


async def remind(due: RemindOfRound, unit: Unit) -> None:
    """Remind who has not answered, as long as it is open."""
    found = await Rounds(unit.tx).round(due.round_id)
    if found is not None and lifecycle.is_open(found, unit.now):
        await unit.happened(RemindNow(found))


async def close_when_due(due: CloseRound, unit: Unit) -> None:
    """The day has come."""
    found = await Rounds(unit.tx).round(due.round_id)
    if found is not None and found.state == "open":
        await close_round(found, unit)


async def close_round(found: Round, unit: Unit) -> None:
    """Nobody answers any more; what was answered is counted, once."""
    await Rounds(unit.tx).end(found, "closed")
    _cancel(found, unit)
    await unit.happened(RoundClosed(found))


def _cancel(found: Round, unit: Unit) -> None:
    for key in (f"close:{found.id}", f"remind:0:{found.id}", f"remind:1:{found.id}"):
        unit.cancel_timer(key)


def _people(meeting: Meeting) -> tuple[Person, ...]:
    return (meeting.guest,) if meeting.guest else ()
