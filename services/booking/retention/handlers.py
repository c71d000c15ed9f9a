"""Once a night: cases and swaps that have been over for as long as the network keeps them are forgotten."""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

from services.booking.debriefing.store import Cases
from services.booking.network.model import TidyingDue
from services.booking.network.store import NetworkStore
from services.booking.roster.store import Roster
from shared.app.nightly import BATCH, next_night
from shared.app.service import App
from shared.messaging.unit_of_work import Unit

TIMER = "tidying"


@contextlib.asynccontextmanager
async def tidying(app: App) -> AsyncIterator[None]:
    """See to it that the timer runs, from the first start on."""

    async def begin(unit: Unit) -> None:
        unit.schedule(TIMER, next_night(unit.now, unit.settings.zone), TidyingDue())

    await app.run(begin)
    yield


async def tidy(_: TidyingDue, unit: Unit) -> None:
    """A batch; the next one at once, or the next night."""
    before = unit.now - timedelta(days=(await NetworkStore(unit.tx).read()).kept_days)
    removed = (
        await Cases(unit.tx).remove_over(before, BATCH),
        await Roster(unit.tx).remove_swaps_over(before, BATCH),
    )
    more = max(removed) == BATCH
    unit.schedule(TIMER, unit.now if more else next_night(unit.now, unit.settings.zone), TidyingDue())
