"""Processes are evaluated as their contract says, and looked back on when they end, whatever is heard first."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.feedback.invitations.store import Invitations
from services.feedback.processes.clock import next_evaluation
from services.feedback.processes.handlers import NotYetKnownError
from services.feedback.processes.model import EvaluationDue, Process
from services.feedback.processes.store import Processes
from services.feedback.rounds.store import Rounds
from services.feedback.service import SERVICE
from shared.messages.base import Message
from shared.messages.booking import Interval, Occurrence, SessionHeld
from shared.messages.contracts import ContractSigned, Recipient
from shared.messages.processes import ProcessEnded, ProcessInterrupted, ProcessResumed
from tests.booking.contract_series.conftest import FACTS
from tests.booking.entitlements.build import LEENA, signed
from tests.feedback.asked import Running, heard

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime.now(UTC)
PEKKA = Recipient(name="Pekka", email="pekka@kallio.example", language="fi")
FACTS_NOW = FACTS.model_copy(update={"participants": (LEENA, PEKKA)})


def contract(hours: int = 0, **changes: Any) -> ContractSigned:
    first = {"first_date": (NOW - timedelta(days=30)).date()}
    return signed(hours, **{"participants": (LEENA, PEKKA), **first, **changes})


def ended(revision: int = 9) -> ProcessEnded:
    return ProcessEnded(
        process=FACTS_NOW, revision=revision, leaders=(), how="completed", planned=5, held=5, unmarked=0, ended_at=NOW
    )


def interrupted(revision: int = 2) -> ProcessInterrupted:
    return ProcessInterrupted(
        process=FACTS_NOW, revision=revision, leaders=(), since=NOW, until=None, interrupted_at=NOW
    )


def resumed(revision: int = 3) -> ProcessResumed:
    return ProcessResumed(process=FACTS_NOW, revision=revision, leaders=(), since=NOW, resumed_at=NOW)


def held() -> SessionHeld:
    occurrence = Occurrence(
        session_id="s1",
        sequence=1,
        debriefing_id=None,
        contract_id="contract",
        series_id="series",
        organisation="Kallion koulu",
        slot=Interval(start=NOW - timedelta(hours=2), end=NOW - timedelta(hours=1)),
        supervisors=("aino",),
        process_id="process",
    )
    return SessionHeld(occurrence=occurrence, themes=(), marked_at=NOW)


async def asked(running: Running, round_id: str) -> list[str] | None:
    """Who was asked in a round; None where there is no such round."""
    if await Rounds(running[0].tx).round(round_id) is None:
        return None
    return sorted(each.contact.email for each in await Invitations(running[0].tx).unanswered(round_id))


async def due(running: Running, nth: int) -> None:
    timer = EvaluationDue(process_id="process", nth=nth)
    await running[0].run(lambda unit: SERVICE.timers[EvaluationDue](timer, unit))


BOTH = [LEENA.email, PEKKA.email]


async def test_after_a_session_of_a_contract_all_who_take_part_are_asked(feedback: Running) -> None:
    with pytest.raises(NotYetKnownError):  # its contract is still on its way: it is tried again
        await heard(feedback[0], held())
    await heard(feedback[0], contract())
    await heard(feedback[0], held())
    assert await asked(feedback, "pulse:s1") == BOTH


@pytest.mark.parametrize("order", list(permutations(("signed", "ended"))), ids=" ".join)
async def test_at_its_end_all_are_asked_once_what_it_brought(feedback: Running, order: tuple[str, ...]) -> None:
    events: dict[str, Message] = {"signed": contract(), "ended": ended()}
    for name in (*order, *order):
        await heard(feedback[0], events[name])
    assert await asked(feedback, "benefit:process") == BOTH
    assert await feedback[0].tx.database["rounds"].count_documents({}) == 1
    assert await feedback[0].tx.database["timers"].count_documents({"_id": "evaluate:process"}) == 0


async def test_each_half_year_all_are_asked_once_and_who_left_the_contract_is_not(feedback: Running) -> None:
    await heard(feedback[0], contract())
    await heard(feedback[0], contract(2, participants=(PEKKA,)))
    await heard(feedback[0], contract(1))
    for _ in range(2):
        await due(feedback, 1)
    assert await asked(feedback, "evaluation:process:1") == [PEKKA.email]
    known = await Processes(feedback[0].tx).find("process")
    assert known is not None
    assert known.evaluations == 1
    timer = await feedback[0].tx.database["timers"].find_one({"_id": "evaluate:process"})
    assert timer is not None
    assert timer["due"] > NOW + timedelta(days=300)


async def test_while_it_is_interrupted_or_has_ended_nobody_is_asked(feedback: Running) -> None:
    await heard(feedback[0], contract())
    await heard(feedback[0], interrupted())
    await due(feedback, 1)
    assert await asked(feedback, "evaluation:process:1") is None
    await heard(feedback[0], resumed())
    await heard(feedback[0], interrupted())  # late
    await due(feedback, 2)
    assert await asked(feedback, "evaluation:process:2") == BOTH
    await heard(feedback[0], ended())
    await due(feedback, 3)
    assert await asked(feedback, "evaluation:process:3") is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (1, datetime(2026, 7, 12, 12, tzinfo=HELSINKI))),
        ({"evaluations": 1}, (2, datetime(2027, 1, 12, 12, tzinfo=HELSINKI))),
        ({"evaluation_months": 3}, (2, datetime(2026, 7, 12, 12, tzinfo=HELSINKI))),
        ({"evaluation_months": 0}, None),
        ({"state": "ended"}, None),
        ({"begins": None}, None),
    ],
)
def test_the_next_evaluation_is_so_many_months_after_the_first_day(changes: dict[str, Any], expected: object) -> None:
    begins = datetime(2026, 1, 12, 12, tzinfo=HELSINKI)
    process = Process(id="p", organisation="Kallio", evaluation_months=6, begins=begins)
    now = datetime(2026, 4, 12, 9, 0, tzinfo=UTC)  # noon in Helsinki, three months on: that day has come
    assert next_evaluation(process.model_copy(update=changes), now, HELSINKI) == expected


def test_who_was_erased_is_not_written_to() -> None:
    gone = Recipient.model_construct(name="—", email="—", language="fi")
    assert Process(id="p", organisation="Kallio", people=(LEENA, gone)).reachable == (LEENA,)
