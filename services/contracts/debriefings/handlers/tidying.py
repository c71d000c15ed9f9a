"""Once a night: what happened is erased, and in the end the debriefing with all that was heard of it."""

from datetime import timedelta

from services.contracts.debriefings import retention
from services.contracts.debriefings.model import TidyingDue
from services.contracts.debriefings.store.debriefings import Debriefings
from services.contracts.network.store import NetworkStore
from shared.app.nightly import BATCH, go_on, nightly
from shared.messaging.unit_of_work import Unit

TIMER = "tidying"


tidying = nightly(TIMER, TidyingDue())


async def tidy(due: TidyingDue, unit: Unit) -> None:
    """A batch of those that could be due; the next batch at once, or the next night."""
    network, debriefings = await NetworkStore(unit.tx).read(), Debriefings(unit.tx)
    described = await debriefings.described(unit.now - timedelta(days=network.incident_days), due.described, BATCH)
    old = await debriefings.asked_before(unit.now - timedelta(days=network.kept_days), due.old, BATCH)
    await debriefings.erase_descriptions(
        [each.id for each in described if retention.is_to_be_erased(each, network, unit.now)]
    )
    await debriefings.remove([each.id for each in old if retention.is_to_be_forgotten(each, network, unit.now)])
    more = max(len(described), len(old)) == BATCH
    reached = TidyingDue(described=described[-1].id if described else due.described, old=old[-1].id if old else due.old)
    go_on(unit, TIMER, reached if more else TidyingDue(), more=more)
