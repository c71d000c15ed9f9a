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
ANYBODY = WaveRule(whom="everybody", minutes=1, most=1)
MOST_LOOKED_AT = 200


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


async def opened(store: Store, case_id: str) -> Opened | None:
    """One case with every wave; None where there is no such case."""
    case = await store.cases.find(case_id)
    if case is None:
        return None
    return Opened(
        case=case,
        wanted=case.missing > 0 and case.state is not CaseState.WITHDRAWN,
        waves=desk.waves(case, await store.cases.considered(case_id)),
        length=(await store.network.read()).length,
    )


async def suggestions(store: Store, opened: Opened, zone: ZoneInfo, now: datetime) -> list[Choice]:
    """Whom the case could be given by hand, best first: looked for until there are as many as are shown."""
    if not opened.wanted:
        return []
    able: list[Choice] = []
    looked_at = 0
    async for some in candidates(ANYBODY, opened.case, store, zone, now):
        able += desk.could_lead(some, opened.case, await store.network.read(), zone, now)
        looked_at += len(some)
        if len(able) >= desk.MOST_SUGGESTED or looked_at >= MOST_LOOKED_AT:
            break
    return desk.suggested(able, now)
