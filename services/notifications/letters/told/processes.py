"""Who is told what of a process: that it pauses, goes on, has ended, or pauses for too long."""

from services.notifications.letters.model import News
from services.notifications.letters.told.drafts import Coordinator, Draft
from services.notifications.writing.model import Allowance, Facts, Kind
from shared.messages.booking import Interval
from shared.messages.contracts import Recipient
from shared.messages.processes import (
    GapForeseen,
    MarksAwaited,
    ProcessEnded,
    ProcessFacts,
    ProcessInterrupted,
    ProcessResumed,
)


def interrupted(event: ProcessInterrupted, _: Coordinator) -> list[Draft]:
    known = _facts_of(event.process).model_copy(update={"answer_by": event.until})
    return _to_all("process_interrupted", event.process, event.leaders, known)


def resumed(event: ProcessResumed, _: Coordinator) -> list[Draft]:
    return _to_all("process_resumed", event.process, event.leaders, _facts_of(event.process))


def ended(event: ProcessEnded, _: Coordinator) -> list[Draft]:
    """How many sessions are not marked is for those who could have marked them."""
    known = _facts_of(event.process).model_copy(update={"reason": event.how, "nth": event.held, "of": event.planned})
    marking = known.model_copy(update={"misfits": event.unmarked})
    leaders = [_draft("process_ended", each, event.process.process_id, marking, "free") for each in event.leaders]
    return [*leaders, *_to_all("process_ended", event.process, (), known)]


def gap(event: GapForeseen, coordinator: Coordinator) -> list[Draft]:
    known = _facts_of(event.process).model_copy(
        update={
            "slot": Interval(start=event.gap_from, end=event.gap_until),
            "asked": event.longest_gap_weeks,
            "link": event.page,
        }
    )
    process = event.process.process_id
    to_coordinator = Draft("process_gap", coordinator.email, coordinator.language, "coordinator", process, "", known)
    return [*(_draft("process_gap", each, process, known, "free") for each in event.leaders), to_coordinator]


def marks_awaited(event: MarksAwaited, _: Coordinator) -> list[Draft]:
    known = _facts_of(event.process).model_copy(update={"gaps": event.sessions, "link": event.page})
    return [_draft("marks_awaited", each, event.process.process_id, known, "free") for each in event.leaders]


def of(event: ProcessInterrupted | ProcessResumed | ProcessEnded | GapForeseen | MarksAwaited) -> tuple[News, ...]:
    over = isinstance(event, ProcessEnded)
    return (News(f"process:{event.process.process_id}", event.revision, over=over),)


def _facts_of(process: ProcessFacts) -> Facts:
    return Facts(organisation=process.organisation, title=process.title)


def _to_all(kind: Kind, process: ProcessFacts, leaders: tuple[Recipient, ...], facts: Facts) -> list[Draft]:
    """Leaders, orderer and participants, each once."""
    others = {each.email: each for each in (*process.participants, process.orderer)}
    return [
        *(_draft(kind, each, process.process_id, facts, "free") for each in leaders),
        *(_draft(kind, each, process.process_id, facts, "known") for each in others.values()),
    ]


def _draft(kind: Kind, to: Recipient, process_id: str, facts: Facts, allowance: Allowance) -> Draft:
    named = facts.model_copy(update={"name": to.name})
    return Draft(kind, to.email, to.language, "session", process_id, "", named, allowance=allowance)
