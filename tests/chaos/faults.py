"""What goes wrong, when, and with whom: drawn from a seed, so that a run can be repeated."""

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import httpx

from shared.store import mongo
from tests.chaos.world import SERVERS, Server, World

MOST_HELD = 30
HELD = {
    "contracts": ("debriefings", "outbox"),
    "booking": ("outbox", "timers", "sessions", "cases"),
    "feedback": ("invitations", "timers"),
    "notifications": ("letters", "outbox"),
}
LEASE = 5.0  # seconds for which rows and letters are somebody's (`shared.messaging.outbox`)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing going wrong with one part, for so many seconds (0: no longer than it takes to come back)."""

    kind: str
    part: str
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"{self.kind} {self.part}" + (f" for {self.seconds:.1f} s" if self.seconds else "")

    async def happen(self, world: World) -> None:
        """From its beginning to its end."""
        await KINDS[self.kind](world, self.part, self.seconds)


async def _kill(world: World, part: str, _: float) -> None:
    world.parts[part].kill()


async def _away(world: World, part: str, seconds: float) -> None:
    await world.parts[part].hold()
    await asyncio.sleep(seconds)
    world.parts[part].release()


async def _stop(world: World, part: str, seconds: float) -> None:
    running = world.parts[part]
    running.kill(signal.SIGSTOP)
    await asyncio.sleep(seconds)
    running.kill(signal.SIGCONT)


def _on_the_way(server: Server, kind: str) -> Callable[[World, str, float], Awaitable[None]]:
    async def happen(world: World, part: str, seconds: float) -> None:
        way = world.ways[part, server]
        begin: Callable[[], None] = getattr(way, kind)
        begin()
        await asyncio.sleep(seconds)
        way.restore()

    return happen


async def _leave_open(world: World, part: str, seconds: float) -> None:
    """As a process that was killed in the middle of a transaction: what it wrote is held until the store undoes it."""
    service = part.rpartition("-")[0]
    client = mongo.connect(world.store.url)
    database = mongo.database_of(client, f"rinnalla_{service}")
    killed = await client.start_session()
    killed.start_transaction()
    try:
        for name in HELD[service]:
            rows = await database[name].find({}, {"_id": 1}, session=killed).to_list(MOST_HELD)
            for row in rows:
                await database[name].update_one(row, {"$set": {"held": True}}, session=killed)
        await asyncio.sleep(max(seconds, world.store.idle_seconds + 2))
    except mongo.DatabaseError:
        pass  # somebody was quicker, or the store is away: then nothing is held
    finally:
        client.close()


async def _mail_away(world: World, _: str, seconds: float) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        await http.post(f"{world.inbox_url}/api/pause", params={"seconds": seconds})
    await asyncio.sleep(seconds)


KINDS: dict[str, Callable[[World, str, float], Awaitable[None]]] = {
    "kill": _kill,
    "away": _away,
    "stop": _stop,
    "leave open": _leave_open,
    "mail away": _mail_away,
    **{
        f"{kind} {server} from": _on_the_way(server, kind)
        for kind in ("cut", "swallow", "forget", "slow")
        for server in SERVERS
    },
}
NETWORKS = tuple(kind for kind in KINDS if kind.endswith(" from"))
# What each mix draws from; the longest a fault lasts is beyond every lease.
MIXES: dict[str, tuple[str, ...]] = {
    "kills": ("kill", "kill", "leave open", "away"),
    "stops": ("stop", "stop", "kill"),
    "networks": NETWORKS,
    "mail": ("mail away", "kill", "stop"),
    "all": ("kill", "kill", "away", "stop", "stop", "leave open", "mail away", *NETWORKS),
}


def draw(mix: str, seconds: float, services: Sequence[str], chance: random.Random) -> list[tuple[float, Fault]]:
    """What goes wrong in so many seconds, each with the time since the one before it."""
    found: list[tuple[float, Fault]] = []
    at = 0.0
    while (pause := chance.uniform(0.5, 4.0)) + at < seconds:
        at += pause
        kind = chance.choice(MIXES[mix])
        servers = (*services, *services, "store", "rabbitmq") if kind == "kill" else services
        part = chance.choice(("store", "rabbitmq") if kind == "away" else servers)
        lasts = 0.0 if kind == "kill" else chance.uniform(0.5, 2.5 * LEASE)
        found.append((pause, Fault(kind, part if kind != "mail away" else "inbox", lasts)))
    return found


async def happen(world: World, faults: Sequence[tuple[float, Fault]]) -> None:
    """All of them, each at its time; they may overlap. Returns when the last is over."""
    async with asyncio.TaskGroup() as group:
        for pause, fault in faults:
            await asyncio.sleep(pause)
            group.create_task(fault.happen(world))
