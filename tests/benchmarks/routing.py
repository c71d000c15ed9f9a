"""What routing costs as the network grows: candidates found, their calendars read, ranked and chosen."""

import statistics
import time

from services.booking.handlers.diaries import taken
from services.booking.model.directory import Supervisor
from services.booking.model.network import Network
from services.booking.rules import debriefing, routing
from services.booking.rules.availability import among
from services.booking.rules.routing import Candidate
from services.booking.store import Store
from shared.messages.booking import Slot
from shared.mongo import Database, Tx
from tests.booking.build import HELSINKI, NOW, need

REPEATS = 30
BATCH = 1000
REGIONS = ("01", "02", "06", "17")


async def fill(database: Database, size: int) -> Store:
    """A network of `size` supervisors, all of them able to lead somewhere."""
    await Store.prepare(database)
    store = Store(Tx(database))
    for first in range(0, size, BATCH):
        await store.directory.save([_supervisor(n) for n in range(first, min(size, first + BATCH))])
    return store


async def milliseconds(store: Store) -> float:
    """The median time to decide whom to ask in a wave of five."""
    network, case, times = Network(), debriefing.opened(need()), []
    for start in range(REPEATS):
        began = time.perf_counter()
        found = await store.directory.able(case.need, start, 5)
        window = Slot(start=case.need.window.opens, end=case.need.window.closes)
        busy = await taken(store, [each.id for each in found], window)
        candidates = [
            Candidate(each, tuple(Slot(start=b.start, end=b.end) for b in among(busy, each.id))) for each in found
        ]
        chosen, _ = routing.choose(candidates, case, network, 5, HELSINKI, NOW)
        times.append((time.perf_counter() - began) * 1000)
        assert len(chosen) == 5  # else the figure means nothing
    return statistics.median(times)


def _supervisor(n: int) -> Supervisor:
    return Supervisor(
        id=f"s{n:06}",
        name=f"Nimi {n}",
        email=f"s{n}@verkosto.example",
        regions=(REGIONS[n % len(REGIONS)],),
        competences=("debriefing",),
    )
