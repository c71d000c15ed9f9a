"""What routing costs as the network grows: candidates found, their calendars read, ranked and chosen."""

import statistics
import time

from services.booking.debriefing import lifecycle, routing
from services.booking.debriefing.handlers.cases import evaluated
from services.booking.directory.model import Supervisor
from services.booking.directory.store.supervisors import Directory
from services.booking.network.model import Network, WaveRule
from services.booking.service import SERVICE
from shared.store.mongo import Database, Tx
from shared.store.revisions import Revisions
from tests.booking.build import HELSINKI, NOW, need

REPEATS = 30
BATCH = 1000
REGIONS = ("01", "02", "06", "17")


async def fill(database: Database, size: int) -> Tx:
    """A network of `size` supervisors, all of them able to lead somewhere."""
    await SERVICE.prepare(database)
    tx = Tx(database)
    for first in range(0, size, BATCH):
        await Directory(tx).save([_supervisor(n) for n in range(first, min(size, first + BATCH))])
    return tx


async def milliseconds(tx: Tx) -> float:
    """The median time to decide whom to ask in a wave of five, each time as at the first request after a change."""
    network, times = Network(), []
    rule = WaveRule(whom="next_best", minutes=10, most=5)
    for n in range(REPEATS):
        case = lifecycle.opened(need(debriefing_id=f"case{n}"))
        await Revisions(tx).change("directory")
        began = time.perf_counter()
        weighed = await evaluated(rule, case, network, tx, HELSINKI, NOW)
        chosen, _ = routing.pick(weighed, case, rule.most, NOW)
        times.append((time.perf_counter() - began) * 1000)
        assert len(chosen) == rule.most  # else the figure means nothing
    return statistics.median(times)


def _supervisor(n: int) -> Supervisor:
    return Supervisor(
        id=f"s{n:06}",
        name=f"Nimi {n}",
        email=f"s{n}@verkosto.example",
        regions=(REGIONS[n % len(REGIONS)],),
        competences=("debriefing",),
    )
