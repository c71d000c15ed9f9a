"""Rounds begin by themselves when something has happened, and end when everybody has answered or their day has come."""

from services.feedback.network.store import NetworkStore
from services.feedback.processes.handlers import NotYetKnownError
from services.feedback.processes.model import EvaluationCame, Process, ProcessOver
from services.feedback.processes.store import Processes
from services.feedback.questionnaires.store import Questionnaires
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

PULSE, EVALUATION, BENEFIT = "pulse", "evaluation", "benefit"


async def note_meetings(scheduled: SessionsScheduled, unit: Unit) -> None:
    """Remember whom to ask once these sessions have been held. Where one has been already, ask now."""
    await unit.happened(scheduled)
    for session in scheduled.sessions:
        await _note(scheduled.facts, session, unit)


async def note_move(moved: SessionMoved, unit: Unit) -> None:
    """The session has another time."""
    await unit.happened(moved)
    await _note(moved.facts, moved.session, unit)


async def forget_meeting(cancelled: SessionCancelled, unit: Unit) -> None:
    """The session will not be."""
    await unit.happened(cancelled)
    known = await Meetings(unit.tx).meeting(cancelled.session.session_id)
    if known is None or known.sequence <= cancelled.session.sequence:
        await Meetings(unit.tx).remove(cancelled.session.session_id)
        await _void(lifecycle.codes_id(cancelled.session.session_id), unit)


async def _note(facts: SessionFacts, session: PlannedSession, unit: Unit) -> None:
    known = await Meetings(unit.tx).meeting(session.session_id)
    if known is not None and known.sequence >= session.sequence:
        return
    meeting = Meeting(
        id=session.session_id,
        sequence=session.sequence,
        process=facts.process_id or facts.contract_id or facts.series_id or session.session_id,
        organisation=facts.organisation,
        supervisors=tuple(host.supervisor_id for host in facts.hosts),
        guest=Person.model_validate(facts.guest.model_dump()) if facts.guest else None,
        start=session.start,
        end=session.end,
    )
    await Meetings(unit.tx).save(meeting)
    begun = await Rounds(unit.tx).round(lifecycle.pulse_id(meeting.id))
    if begun is not None and lifecycle.is_open(begun, unit.now):
        await unit.happened(RoundOpened(begun, _people(meeting)))


async def begin_pulse(held: SessionHeld, unit: Unit) -> None:
    """Three statements after a session; after a debriefing nothing yet, for that is asked about weeks later."""
    occurrence = held.occurrence
    if occurrence.debriefing_id is not None:
        return await unit.happened(DebriefingMarked(held))
    await unit.happened(held)
    if await Rounds(unit.tx).round(lifecycle.pulse_id(occurrence.session_id)) is not None:
        return None
    known = await Meetings(unit.tx).meeting(occurrence.session_id)
    meeting = Meeting(
        id=occurrence.session_id,
        sequence=occurrence.sequence,
        process=occurrence.process_id or occurrence.contract_id or occurrence.series_id or occurrence.session_id,
        organisation=occurrence.organisation,
        supervisors=occurrence.supervisors,
        guest=known.guest if known else None,
        start=occurrence.slot.start,
        end=occurrence.slot.end,
    )
    people = _people(meeting)
    if occurrence.process_id is not None:
        process = await Processes(unit.tx).find(occurrence.process_id)
        if process is None:
            raise NotYetKnownError
        people = _of_process(process)
    return await open_round(await pulse_of(meeting, unit), people, unit)


async def begin_evaluation(came: EvaluationCame, unit: Unit) -> None:
    """Everybody who takes part is asked how it goes, each half-year or as the contract says."""
    await _begin(f"{EVALUATION}:{came.process.id}:{came.nth}", EVALUATION, came.process, unit)


async def begin_benefit(over: ProcessOver, unit: Unit) -> None:
    """Everybody who took part is asked what it brought."""
    await _begin(f"{BENEFIT}:{over.process.id}", BENEFIT, over.process, unit)


async def void_pulse(not_held: SessionNotHeld, unit: Unit) -> None:
    """What was not held after all is asked about no more, and nothing of it counts."""
    if not_held.occurrence.debriefing_id is not None:
        return await unit.happened(DebriefingMarked(not_held))
    await unit.happened(not_held)
    session_id = not_held.occurrence.session_id
    await _void(lifecycle.pulse_id(session_id), unit)
    return await _void(lifecycle.codes_id(session_id), unit)


async def pulse_of(meeting: Meeting, unit: Unit) -> Round:
    """The round about a session, as it begins now."""
    asked = await Questionnaires(unit.tx).asked_on(PULSE)
    return lifecycle.pulse(meeting, asked, unit.now, await NetworkStore(unit.tx).fewest())


async def open_to_codes(meeting: Meeting, places: int, unit: Unit) -> Round:
    """Let so many people answer by codes; as many more as there turn out to be, as long as it is open."""
    begun = await Rounds(unit.tx).round(lifecycle.codes_id(meeting.id))
    if begun is None:
        fewest = await NetworkStore(unit.tx).fewest()
        asked = await Questionnaires(unit.tx).asked_on(PULSE)
        new = lifecycle.with_places(lifecycle.by_codes(meeting, asked, unit.now, fewest), places)
        await open_round(new, (), unit)
        return new
    more = lifecycle.with_places(begun, places)
    await Rounds(unit.tx).save(more)
    return more


async def open_round(new: Round, people: tuple[Person, ...], unit: Unit) -> None:
    """Ask these people from now on."""
    await Rounds(unit.tx).save(new)
    unit.schedule(f"close:{new.id}", new.closes + lifecycle.GRACE, CloseRound(round_id=new.id))
    asked = await Questionnaires(unit.tx).one(new.questionnaire)
    for n, at in enumerate(lifecycle.reminders(new, asked)):
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


async def _void(round_id: str, unit: Unit) -> None:
    found = await Rounds(unit.tx).round(round_id)
    if found is not None and found.state == "open":
        await Rounds(unit.tx).end(found, "void")
        _cancel(found, unit)
        await unit.happened(RoundVoid(found))


def _cancel(found: Round, unit: Unit) -> None:
    for key in (f"close:{found.id}", f"remind:0:{found.id}", f"remind:1:{found.id}"):
        unit.cancel_timer(key)


async def _begin(round_id: str, name: str, process: Process, unit: Unit) -> None:
    if await Rounds(unit.tx).round(round_id) is None:
        wanted = await NetworkStore(unit.tx).fewest()
        asked = await Questionnaires(unit.tx).asked_on(name)
        new = lifecycle.of_process(round_id, process, asked, unit.now, wanted)
        await open_round(new, _of_process(process), unit)


def _of_process(process: Process) -> tuple[Person, ...]:
    return tuple(Person.model_validate(each.model_dump()) for each in process.reachable)


def _people(meeting: Meeting) -> tuple[Person, ...]:
    return (meeting.guest,) if meeting.guest else ()
