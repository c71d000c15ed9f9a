"""Once a night: cases and swaps that have been over for as long as the network keeps them are forgotten."""

from datetime import timedelta

from services.booking.debriefing.store import Cases
from services.booking.network.model import TidyingDue
from services.booking.network.store import NetworkStore
from services.booking.roster.store import Roster
from shared.app.nightly import BATCH, go_on, nightly
from shared.messaging.unit_of_work import Unit

TIMER = "tidying"


tidying = nightly(TIMER, TidyingDue())


async def tidy(_: TidyingDue, unit: Unit) -> None:
    """A batch; the next one at once, or the next night."""
    before = unit.now - timedelta(days=(await NetworkStore(unit.tx).read()).kept_days)
    removed = (
        await Cases(unit.tx).remove_over(before, BATCH),
        await Roster(unit.tx).remove_swaps_over(before, BATCH),
    )
    go_on(unit, TIMER, TidyingDue(), more=max(removed) == BATCH)
