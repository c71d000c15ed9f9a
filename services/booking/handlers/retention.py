"""Once a night: cases and swaps that have been over for as long as the network keeps them are forgotten."""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

from services.booking.model.network import TidyingDue
from services.booking.store import Store
from shared.nightly import BATCH, next_night
from shared.service import Runtime
from shared.work import Unit

TIMER = "tidying"


@contextlib.asynccontextmanager
async def tidying(desk: Runtime[Store]) -> AsyncIterator[None]:
    """See to it that the timer runs, from the first start on."""

    async def begin(unit: Unit[Store]) -> None:
        unit.remind(TIMER, next_night(unit.now, unit.settings.zone), TidyingDue())

    await desk.run(begin)
    yield


async def tidy(_: TidyingDue, unit: Unit[Store]) -> None:
    """A batch; the next one at once, or the next night."""
    before = unit.now - timedelta(days=(await unit.store.network.read()).kept_days)
    removed = (
        await unit.store.cases.remove_over(before, BATCH),
        await unit.store.roster.remove_swaps_over(before, BATCH),
    )
    more = max(removed) == BATCH
    unit.remind(TIMER, unit.now if more else next_night(unit.now, unit.settings.zone), TidyingDue())
