"""The life of processes: load, decide, save."""

from collections.abc import Sequence
from datetime import datetime

from services.contracts.agreements.handlers import drafting
from services.contracts.agreements.handlers.viewing import Viewer as Drafter
from services.contracts.agreements.model import Agreement
from services.contracts.network.store import Supervisors
from services.contracts.processes import progress
from services.contracts.processes.model import (
    Goals,
    How,
    Known,
    NotPossibleError,
    Process,
    ProcessDue,
    ProcessState,
    Viewer,
)
from services.contracts.processes.store import Processes, ProcessSessions
from shared.i18n import N_
from shared.messages.booking import (
    Interval,
    Meeting,
    Occurrence,
    SessionCancelled,
    SessionFacts,
    SessionHeld,
    SessionMoved,
    SessionNotHeld,
    SessionsScheduled,
)
from shared.messages.contracts import ContractSigned, Recipient
from shared.messages.processes import (
    GapForeseen,
    MarksAwaited,
    ProcessEnded,
    ProcessFacts,
    ProcessInterrupted,
    ProcessResumed,
)
from shared.messaging.unit_of_work import Unit


class NoSuchProcessError(Exception):
    """No process with this id, or none that one may see."""


async def begin_or_go_on(signed: ContractSigned, unit: Unit) -> None:
    """The first contract begins a process; a later one takes the earlier's place."""
    terms = signed.model_copy(update={"copies": ()})
    leaders = await _leaders(unit, signed.supervisors)
    known = await Processes(unit.tx).find(signed.process_id)
    if known is None:
        process = Process(id=signed.process_id, terms=terms, contracts=(signed.contract_id,), leaders=leaders)
        await Processes(unit.tx).add(process)
    elif known.state is ProcessState.ENDED or known.terms.signed_at >= signed.signed_at:
        return
    else:
        contracts = tuple(dict.fromkeys((*known.contracts, signed.contract_id)))
        changes = {"terms": terms, "contracts": contracts, "leaders": leaders, "revision": known.revision + 1}
        process = known.model_copy(update=changes)
        await Processes(unit.tx).save(process)
    await _look(unit, process)


async def note_scheduled(scheduled: SessionsScheduled, unit: Unit) -> None:
    await _note(unit, scheduled.facts.process_id, *(_as_known(scheduled.facts, each) for each in scheduled.sessions))


async def note_moved(moved: SessionMoved, unit: Unit) -> None:
    await _note(unit, moved.facts.process_id, _as_known(moved.facts, moved.session))


async def note_cancelled(cancelled: SessionCancelled, unit: Unit) -> None:
    known = _as_known(cancelled.facts, cancelled.session).model_copy(update={"status": "cancelled"})
    await _note(unit, cancelled.facts.process_id, known)


async def note_marked(marked: SessionHeld | SessionNotHeld, unit: Unit) -> None:
    held = isinstance(marked, SessionHeld)
    known = _occurred(marked.occurrence).model_copy(
        update={
            "status": "held" if held else "not_held",
            "themes": marked.themes if isinstance(marked, SessionHeld) else (),
        }
    )
    await _note(unit, marked.occurrence.process_id, known)


async def look_for_end(due: ProcessDue, unit: Unit) -> None:
    """A term may be over by now, or a session has been left unmarked for too long."""
    process = await Processes(unit.tx).find(due.process_id)
    if process is not None:
        await _look(unit, process)


async def interrupt(unit: Unit, process_id: str, viewer: Viewer, until: datetime | None, why: str) -> Process:
    """Pause it: what is planned is freed. Raises NoSuchProcessError, NotPossibleError."""
    before = await led(unit, process_id, viewer)
    after = before.transition(ProcessState.INTERRUPTED, since=unit.now, until=until, why=why)
    await Processes(unit.tx).save(after)
    said = ProcessInterrupted(
        process=facts(after),
        revision=after.revision,
        leaders=after.leaders,
        since=unit.now,
        until=until,
        interrupted_at=unit.now,
    )
    unit.publish(_aggregate(after), after.revision, said)
    unit.audit(viewer.name, N_("Interrupted a process"), after.terms.title)
    return after


async def resume(unit: Unit, process_id: str, viewer: Viewer) -> Process:
    """It goes on: what was freed is put back. Raises NoSuchProcessError, NotPossibleError."""
    before = await led(unit, process_id, viewer)
    after = before.transition(ProcessState.RUNNING, since=None, until=None, why="")
    await Processes(unit.tx).save(after)
    said = ProcessResumed(
        process=facts(after), revision=after.revision, leaders=after.leaders, since=unit.now, resumed_at=unit.now
    )
    unit.publish(_aggregate(after), after.revision, said)
    unit.audit(viewer.name, N_("Let a process go on"), after.terms.title)
    return after


async def end_early(unit: Unit, process_id: str, viewer: Viewer, why: str) -> Process:
    """Either side may end it, as its contract says. Raises NoSuchProcessError, NotPossibleError."""
    before = await led(unit, process_id, viewer)
    unit.audit(viewer.name, N_("Ended a process early"), before.terms.title)
    return await _end(unit, before, "ended_early", why)


async def renew(unit: Unit, process_id: str, by: Viewer, drafts: Drafter) -> Agreement:
    """A draft of what follows the contract in force, in the same process, its terms filled in; one that is there
    already. Raises NoSuchProcessError, NotPossibleError.
    """
    before = await led(unit, process_id, by)
    if before.state is ProcessState.ENDED:
        raise NotPossibleError
    sessions = await ProcessSessions(unit.tx).of(process_id)
    first = progress.following_day(before.terms, sessions, unit.now, unit.settings.zone)
    return await drafting.follow(unit, before.terms.contract_id, first, drafts)


async def set_goals(unit: Unit, process_id: str, viewer: Viewer, goals: Goals) -> Process:
    """What was agreed with the participants; whether the orderer sees it is theirs to say.

    Raises NoSuchProcessError, NotPossibleError.
    """
    before = await led(unit, process_id, viewer)
    if before.state is ProcessState.ENDED:
        raise NotPossibleError
    after = before.model_copy(update={"goals": goals, "revision": before.revision + 1})
    await Processes(unit.tx).save(after)
    return after


async def seen(unit_or_app: Unit, process_id: str, viewer: Viewer) -> Process:
    """The process, to who may see it. Raises NoSuchProcessError."""
    found = await Processes(unit_or_app.tx).find(process_id)
    if found is None or not viewer.sees(found):
        raise NoSuchProcessError
    return found


async def led(unit: Unit, process_id: str, viewer: Viewer) -> Process:
    """The process, to who leads it, or coordinates. Raises NoSuchProcessError."""
    found = await seen(unit, process_id, viewer)
    if not viewer.leads(found):
        raise NoSuchProcessError
    return found


def facts(process: Process) -> ProcessFacts:
    """What is said of a process each time: no goals, no price, no reason."""
    terms = process.terms
    return ProcessFacts(
        process_id=process.id,
        contract_id=terms.contract_id,
        title=terms.title,
        organisation_id=terms.organisation_id,
        organisation=terms.organisation,
        form=terms.form,
        orderer=terms.orderer,
        supervisors=terms.supervisors,
        participants=terms.participants,
        participants_number=terms.participants_number,
        language=terms.language,
    )


async def _note(unit: Unit, process_id: str | None, *sessions: Known) -> None:
    if process_id is None:  # no contract's
        return
    await ProcessSessions(unit.tx).note(*sessions)
    process = await Processes(unit.tx).find(process_id)
    if process is not None:
        await _look(unit, process)


async def _look(unit: Unit, process: Process) -> None:
    """Whether it has ended, or pauses for too long; and when to look again."""
    if process.state is ProcessState.ENDED:
        return
    sessions, zone = await ProcessSessions(unit.tx).of(process.id), unit.settings.zone
    counted = progress.governed(sessions, process.terms, zone, is_first=process.is_first_contract)
    if (how := progress.end_of(process.terms, counted, unit.now, zone)) is not None:
        await _end(unit, process, how)
        return
    if (again := progress.look_again(process.terms, sessions, unit.now, zone)) is not None:
        unit.schedule(_timer(process), again, ProcessDue(process_id=process.id))
    process = await _ask_for_marks(unit, process, sessions)
    gap = progress.gap_ahead(process.terms, sessions, unit.now)
    if gap is None or gap.key == process.gap_told or process.state is ProcessState.INTERRUPTED:
        return
    after = process.model_copy(update={"gap_told": gap.key, "revision": process.revision + 1})
    await Processes(unit.tx).save(after)
    said = GapForeseen(
        process=facts(after),
        revision=after.revision,
        leaders=after.leaders,
        gap_from=gap.since,
        gap_until=gap.until,
        longest_gap_weeks=process.terms.rhythm.longest_gap_weeks or 0,
        page=page_of(unit.settings.public_url, process.id),
        foreseen_at=unit.now,
    )
    unit.publish(_aggregate(after), after.revision, said)


async def _ask_for_marks(unit: Unit, before: Process, sessions: Sequence[Known]) -> Process:
    """Who leads is asked whether a past session was held, once for each."""
    waiting = progress.to_be_marked(before.terms, sessions, unit.now)
    latest = max((each.end for each in waiting), default=None)
    if latest is None or (before.marks_asked is not None and latest <= before.marks_asked):
        return before
    after = before.model_copy(update={"marks_asked": latest, "revision": before.revision + 1})
    await Processes(unit.tx).save(after)
    said = MarksAwaited(
        process=facts(after),
        revision=after.revision,
        leaders=after.leaders,
        sessions=tuple(Interval(start=each.start, end=each.end) for each in waiting),
        page=page_of(unit.settings.public_url, after.id),
        asked_at=unit.now,
    )
    unit.publish(_aggregate(after), after.revision, said)
    return after


async def _end(unit: Unit, before: Process, how: How, why: str = "") -> Process:
    """It ends once; everybody is told, and what is ahead is cancelled by booking."""
    sessions, zone = await ProcessSessions(unit.tx).of(before.id), unit.settings.zone
    counted = progress.governed(sessions, before.terms, zone, is_first=before.is_first_contract)
    far = progress.progress(before.terms, counted, unit.now)
    after = before.transition(
        ProcessState.ENDED, how=how, why=why, ended_at=unit.now, unmarked=len(far.unmarked), until=None
    )
    await Processes(unit.tx).save(after)
    said = ProcessEnded(
        process=facts(after),
        revision=after.revision,
        leaders=after.leaders,
        how=how,
        planned=far.planned,
        held=far.held,
        unmarked=after.unmarked,
        ended_at=unit.now,
    )
    unit.publish(_aggregate(after), after.revision, said)
    unit.cancel_timer(_timer(after))
    return after


async def _leaders(unit: Unit, ids: Sequence[str]) -> tuple[Recipient, ...]:
    found = [await Supervisors(unit.tx).find(each) for each in ids]
    return tuple(Recipient(name=each.name, email=each.email, language=each.language) for each in found if each)


def page_of(public_url: str, process_id: str) -> str:
    return f"{public_url}/contracts/processes/{process_id}"


def _as_known(known: SessionFacts, meeting: Meeting) -> Known:
    return Known(
        id=meeting.session_id,
        process_id=known.process_id or "",
        sequence=meeting.sequence,
        start=meeting.start,
        end=meeting.end,
    )


def _occurred(occurrence: Occurrence) -> Known:
    return Known(
        id=occurrence.session_id,
        process_id=occurrence.process_id or "",
        sequence=occurrence.sequence,
        start=occurrence.slot.start,
        end=occurrence.slot.end,
    )


def _aggregate(process: Process) -> str:
    return f"process:{process.id}"


def _timer(process: Process) -> str:
    return f"process {process.id}"
