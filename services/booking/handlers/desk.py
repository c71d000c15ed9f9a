"""What the coordinator's desk looks up: the cases as they stand, and one case with whoever could still lead it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.booking.handlers.debriefing import candidates
from services.booking.model.debriefing import Case, CaseState
from services.booking.model.network import WaveRule
from services.booking.rules import desk
from services.booking.rules.desk import Waits, Wave
from services.booking.rules.routing import Choice
from services.booking.store import Store

MEASURED = timedelta(days=90)
LATELY = timedelta(days=7)
ANYBODY = WaveRule(whom="everybody", minutes=1, most=100)


@dataclass(frozen=True, slots=True)
class Overview:
    """The desk: cases without their leaders, those confirmed in the last week, how long it has taken, what sticks.

    `came_back`: letters of these cases that reached nobody; `unsent`: messages that the broker does not have yet.
    """

    needing: list[Case]
    searching: list[Case]
    lately: list[Case]
    waits: Waits | None
    oldest: Case | None
    came_back: int
    unsent: int


@dataclass(frozen=True, slots=True)
class Opened:
    """One case at the desk. `wanted`: it could be given to a supervisor by hand."""

    case: Case
    wanted: bool
    waves: list[Wave]
    suggested: list[Choice]
    length: timedelta


async def overview(store: Store, now: datetime) -> Overview:
    """Everything that the desk shows of the network's cases."""
    waiting = desk.waiting_first(await store.cases.in_state(CaseState.NEEDS_COORDINATOR, CaseState.SEARCHING))
    lately = [case for case in await store.cases.confirmed(now - LATELY) if case.state is CaseState.CONFIRMED]
    return Overview(
        needing=[case for case in waiting if case.state is CaseState.NEEDS_COORDINATOR],
        searching=[case for case in waiting if case.state is CaseState.SEARCHING],
        lately=sorted(lately, key=lambda case: case.confirmed_at or now, reverse=True),
        waits=desk.waits(await store.cases.waits(now - MEASURED)),
        oldest=min(waiting, key=lambda case: case.need.requested_at, default=None),
        came_back=desk.came_back([*waiting, *lately]),
        unsent=await store.outbox.waiting(),
    )


async def opened(store: Store, case_id: str, zone: ZoneInfo, now: datetime) -> Opened | None:
    """One case with every wave, and whom it could be given by hand; None where there is no such case."""
    case = await store.cases.find(case_id)
    if case is None:
        return None
    network = await store.network.read()
    wanted = case.missing > 0 and case.state is not CaseState.WITHDRAWN
    seen = await candidates(ANYBODY, case, store, zone, now) if wanted else []
    return Opened(
        case=case,
        wanted=wanted,
        waves=desk.waves(case, await store.cases.considered(case_id)),
        suggested=desk.suggested(seen, case, network, zone, now),
        length=network.length,
    )
