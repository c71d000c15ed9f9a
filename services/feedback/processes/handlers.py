"""What is heard of processes: load, decide, save. In whatever order it comes, it comes to the same."""

from datetime import datetime, time

from services.feedback.processes.clock import next_evaluation
from services.feedback.processes.model import EvaluationCame, EvaluationDue, Process, ProcessOver
from services.feedback.processes.store import Processes
from shared.messages.contracts import ContractSigned
from shared.messages.processes import ProcessEnded, ProcessFacts, ProcessInterrupted, ProcessResumed
from shared.messaging.unit_of_work import Unit

NOON = time(12)


class NotYetKnownError(Exception):
    """Something is said of a process whose contract we have not heard of: it came first, and is tried again."""


async def note_contract(signed: ContractSigned, unit: Unit) -> None:
    """Whom to ask, and how often, by the contract signed last."""
    known = await Processes(unit.tx).find(signed.process_id)
    if known is not None and known.signed_at and known.signed_at >= signed.signed_at:
        return
    is_over = known is not None and known.state == "ended"
    begins = datetime.combine(signed.rhythm.first_date, NOON, unit.settings.zone)
    process = Process(
        id=signed.process_id,
        state=known.state if known else "running",
        title=signed.title,
        organisation=signed.organisation,
        organisation_id=signed.organisation_id,
        supervisors=signed.supervisors,
        orderer=known.orderer if known and is_over else signed.orderer,
        agreed=signed.sessions,
        themes=signed.themes,
        people=known.people if known and is_over else signed.participants,
        evaluation_months=signed.evaluation_months,
        evaluations=known.evaluations if known else 0,
        begins=known.begins if known and known.begins else begins,
        signed_at=signed.signed_at,
        told=known.told if known else 0,
        ended_at=known.ended_at if known else None,
    )
    await Processes(unit.tx).save(process)
    _schedule(process, unit)


async def pause(interrupted: ProcessInterrupted, unit: Unit) -> None:
    """As long as it is interrupted, nobody is asked what they think of it."""
    await _tell(interrupted.process, interrupted.revision, unit, goes_on=False)


async def go_on(resumed: ProcessResumed, unit: Unit) -> None:
    """It is evaluated again when its day comes."""
    await _tell(resumed.process, resumed.revision, unit, goes_on=True)


async def end(ended: ProcessEnded, unit: Unit) -> None:
    """Everybody is asked what it brought, once."""
    facts = ended.process
    known = await Processes(unit.tx).find(facts.process_id)
    if known is not None and known.state == "ended":
        return
    over = {"state": "ended", "people": facts.participants, "orderer": facts.orderer, "ended_at": ended.ended_at}
    process = (known or _of(facts)).model_copy(update=over)
    await Processes(unit.tx).save(process)
    unit.cancel_timer(_timer(process))
    await unit.happened(ProcessOver(process))


async def evaluate(due: EvaluationDue, unit: Unit) -> None:
    """Its day has come; where it is interrupted it is passed over."""
    known = await Processes(unit.tx).find(due.process_id)
    if known is None or known.state == "ended" or due.nth <= known.evaluations:
        return
    counted = known.model_copy(update={"evaluations": due.nth})
    await Processes(unit.tx).save(counted)
    if known.state == "running":
        await unit.happened(EvaluationCame(counted, due.nth))
    _schedule(counted, unit)


async def _tell(facts: ProcessFacts, revision: int, unit: Unit, *, goes_on: bool) -> None:
    known = await Processes(unit.tx).find(facts.process_id)
    if known is None:
        raise NotYetKnownError
    if known.state != "ended" and known.told < revision:
        state = "running" if goes_on else "interrupted"
        await Processes(unit.tx).save(known.model_copy(update={"state": state, "told": revision}))


def _of(facts: ProcessFacts) -> Process:
    return Process(
        id=facts.process_id,
        title=facts.title,
        organisation=facts.organisation,
        organisation_id=facts.organisation_id,
        supervisors=facts.supervisors,
    )


def _schedule(process: Process, unit: Unit) -> None:
    coming = next_evaluation(process, unit.now, unit.settings.zone)
    if coming is None:
        unit.cancel_timer(_timer(process))
        return
    nth, at = coming
    unit.schedule(_timer(process), at, EvaluationDue(process_id=process.id, nth=nth))


def _timer(process: Process) -> str:
    return f"evaluate:{process.id}"
