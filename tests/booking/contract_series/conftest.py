"""Booking with its calendar, as contracts reach it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.booking.calendar.model import Session
from services.booking.calendar.store.sessions import Calendar
from services.booking.contract_series import handlers
from services.booking.entitlements.model import EntitlementState
from services.booking.entitlements.store import Entitlements
from shared.messages.base import Message
from shared.messages.contracts import ContractSigned
from shared.messages.processes import ProcessEnded, ProcessFacts, ProcessInterrupted, ProcessResumed
from shared.messaging.unit_of_work import Unit
from tests.booking.conftest import Office
from tests.booking.entitlements.build import LEENA, MAIJA, SIGNED_AT

FACTS = ProcessFacts(
    process_id="process",
    contract_id="contract",
    title="Kallio, ryhmä 2",
    organisation_id="kallio",
    organisation="Kallion koulu",
    form="group",
    orderer=MAIJA,
    supervisors=("aino",),
    participants=(LEENA,),
    participants_number=6,
    language="fi",
)


@dataclass
class Network:
    """What happens to one process, and what is on the calendar then."""

    office: Office

    async def signs(self, contract: ContractSigned) -> None:
        await self.office.app.run(lambda unit: handlers.place_series(contract, unit))

    async def interrupts(self, since: datetime, revision: int = 2) -> None:
        said = ProcessInterrupted(
            process=FACTS, revision=revision, leaders=(), since=since, until=None, interrupted_at=self.office.now
        )
        await self.office.app.run(lambda unit: handlers.free_sessions(said, unit))

    async def resumes(self, since: datetime, revision: int = 3) -> None:
        said = ProcessResumed(process=FACTS, revision=revision, leaders=(), since=since, resumed_at=self.office.now)
        await self.office.app.run(lambda unit: handlers.put_back_sessions(said, unit))

    async def ends(self, revision: int = 9) -> list[Message]:
        """What is said then."""
        said = ProcessEnded(
            process=FACTS,
            revision=revision,
            leaders=(),
            how="ended_early",
            planned=5,
            held=0,
            unmarked=0,
            ended_at=self.office.now,
        )

        async def end(unit: Unit) -> list[Message]:
            await handlers.end_sessions(said, unit)
            return list(unit.said)

        return await self.office.app.run(end)

    async def state(self) -> EntitlementState | None:
        found = await Entitlements(self.office.app.tx).find("process")
        return found.state if found else None

    async def ahead(self) -> list[Session]:
        return await Calendar(self.office.app.tx).ahead_of_process("process", self.office.now)

    async def row(self, **changes: Any) -> Any:
        """Plan one session by hand, by the contract."""
        body = {
            "organisation": "Kallion koulu",
            "supervisors": ["aino"],
            "first": "2027-01-13",
            "at": "12:00",
            "minutes": 90,
            "place": {"address": "Porthaninkatu 2"},
            "contract_id": "contract",
        }
        return await self.office.post("/sessions", body | changes)


@pytest.fixture
async def network(office: Office) -> Network:
    await office.supervisors("aino", "sari")
    office.now = SIGNED_AT + timedelta(hours=1)
    return Network(office)
