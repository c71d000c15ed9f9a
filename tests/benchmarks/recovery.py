"""How long, once a part that was away is back, until a request is confirmed again.

Two requests are timed from the moment at which the part is back: one that was asked while it was away, and one that is
asked then. Each is over when the mail server has accepted the requester's confirmation.
"""

import asyncio
import random
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from deploy.local.ports import HOST
from deploy.local.processes import connects
from deploy.services import NAMES
from tests.benchmarks.debriefing import Mailbox
from tests.chaos.client import Client
from tests.chaos.proxy import Proxy
from tests.chaos.world import Plan, Server, World
from tests.journeys.story import request, supervisor

SUPERVISORS = 40
ASKED = 2
AWAY = 10.0  # seconds for which a network is dropped or a process stopped: longer than any lease
IN_THE_MIDDLE = 2.5  # seconds; each write then takes 0.6
LONG_AWAY = 75.0  # long enough for retries to have become slow
LONGEST = 120.0
IMPATIENT = 2.0
LOOK_EVERY = 0.02


@dataclass(frozen=True, slots=True)
class Found:
    """Seconds: for how long the part was away, and from when it was back until each of the two was confirmed."""

    away: float
    asked_before: float
    asked_then: float


@dataclass
class Probe:
    """Asks, accepts, and waits for the confirmation."""

    client: Client
    box: Mailbox
    asked: int = 0

    async def prepare(self) -> None:
        """A network of which the next best two are asked."""
        waves = [{"whom": "next_best", "minutes": 600, "most": ASKED}]
        assert (await self.client.send("PUT", "/booking/api/network", {"waves": waves})).acknowledged
        rows = [supervisor(f"s{n:03}") for n in range(SUPERVISORS)]
        assert (await self.client.send("POST", "/booking/api/supervisors", rows)).acknowledged

    async def confirmed(self) -> float:
        """Ask now; the clock's time when the confirmation was accepted by the mail server."""
        self.asked += 1
        n, to = self.asked, f"r{self.asked}@koulu.example"
        contact = {"name": "Maija", "email": to, "phone": "+358 40 123 4567", "language": "fi"}
        body = request(leaders=1, organisation=f"Koulu {n}.", contact=contact)
        answer = await self.client.send("POST", "/contracts/api/debriefings", body, **{"Idempotency-Key": f"{n}"})
        assert answer.acknowledged, answer.status
        await self.box.until(lambda: n in self.box.offers)
        before = len(self.box.at.get(to, ()))
        await self._accept(n)
        # A receipt that is late may come before the confirmation: only a mail with an invitation counts.
        await self.box.until(lambda: b"text/calendar" in self.box.raw.get(to, b""))
        return self.box.at[to][before:][-1]

    async def _accept(self, n: int) -> None:
        _, path = self.box.offers[n][0]
        for slot in (await self.client.send("GET", path)).json["slots"]:
            if (await self.client.send("POST", path, {"answer": "accept", "slot": slot["start"]})).acknowledged:
                return
        raise AssertionError("nobody had time")


@dataclass(frozen=True, slots=True)
class Fault:
    """`happen` returns once the part is back. `lasts`: seconds into it at which the first request is asked."""

    name: str
    happen: Callable[[World], Awaitable[None]]
    lasts: float = 0.2


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(LONGEST):
        while not await true():
            await asyncio.sleep(LOOK_EVERY)


def _killed(part: str) -> Fault:
    async def happen(world: World) -> None:
        there = world.parts[part]
        killed = there.pid
        there.kill()
        await _until(lambda: _another(world, part, killed))

    return Fault(f"{part.removesuffix('-1')} killed", happen)


def _killed_in_the_middle(part: str) -> Fault:
    """Its way to the store is slow, so that it dies between a transaction's writes."""

    async def happen(world: World) -> None:
        way = world.ways[part, "store"]
        way.slow()
        await asyncio.sleep(IN_THE_MIDDLE)
        way.restore()
        await _killed(part).happen(world)

    return Fault(f"{part.removesuffix('-1')} killed in the middle of a transaction", happen)


async def _another(world: World, part: str, killed: int) -> bool:
    """Whether another process answers: a server as such, a service as soon as it listens."""
    if world.parts[part].pid in (0, killed):
        return False
    if part in world.http:
        return await connects(HOST, world.http[part])
    return await world.parts[part].program.answers()


def _away(part: str) -> Fault:
    async def happen(world: World) -> None:
        await world.parts[part].hold()
        await asyncio.sleep(LONG_AWAY)
        world.parts[part].release()
        await _until(world.parts[part].program.answers)

    return Fault(f"{part} away for {LONG_AWAY:.0f} s", happen)


def _stopped(part: str) -> Fault:
    async def happen(world: World) -> None:
        world.parts[part].kill(signal.SIGSTOP)
        await asyncio.sleep(AWAY)
        world.parts[part].kill(signal.SIGCONT)

    return Fault(f"{part.removesuffix('-1')} stopped for {AWAY:.0f} s", happen)


def _dropped(
    server: Server, how: Callable[[Proxy], None], name: str, seconds: float = AWAY, service: str = ""
) -> Fault:
    async def happen(world: World) -> None:
        ways = [way for (part, to), way in world.ways.items() if to == server and part.startswith(service)]
        for way in ways:
            how(way)
        await asyncio.sleep(seconds)
        for way in ways:
            way.restore()

    whose = f"{service}'s network" if service else "network"
    return Fault(f"{whose} to {server} {name} for {seconds:.0f} s", happen)


FAULTS = (
    _killed("rabbitmq"),
    _dropped("rabbitmq", Proxy.swallow, "dropped"),
    _dropped("rabbitmq", Proxy.cut, "cut"),
    _dropped("rabbitmq", Proxy.forget, "dropped, its connections forgotten,"),
    _killed("store"),
    _dropped("store", Proxy.swallow, "dropped"),
    _dropped("store", Proxy.cut, "cut"),
    _dropped("store", Proxy.forget, "dropped, its connections forgotten,"),
    *(_killed(f"{name}-1") for name in NAMES if name != "feedback"),
    _killed_in_the_middle("booking-1"),
    *(_stopped(f"{name}-1") for name in NAMES if name != "feedback"),
    _stopped("rabbitmq"),
    _stopped("store"),
    _away("rabbitmq"),
    _away("store"),
    # As where each service has a store of its own: what the others send it is tried again and again meanwhile.
    _dropped("store", Proxy.cut, "cut", LONG_AWAY, "booking"),
)


async def measure(folder: Path, rounds: int, names: Iterable[str] = ()) -> AsyncIterator[tuple[str, list[Found]]]:
    """Every fault so many times, each on the same network and at rest; `names`: parts of the names of those wanted."""
    async with _running(folder) as (world, probe):
        await probe.confirmed()
        for fault in FAULTS:
            if all(name in fault.name for name in names):
                yield fault.name, [await _once(world, probe, fault) for _ in range(rounds)]


async def _once(world: World, probe: Probe, fault: Fault) -> Found:
    await world.ready()
    await probe.confirmed()
    began = time.time()
    async with asyncio.TaskGroup() as group:
        happening = group.create_task(_timed(fault.happen(world)))
        await asyncio.sleep(fault.lasts)
        before = group.create_task(probe.confirmed())
        back = await happening
        then = group.create_task(probe.confirmed())
    return Found(back - began, max(0.0, before.result() - back), then.result() - back)


async def _timed(happening: Awaitable[None]) -> float:
    await happening
    return time.time()


@asynccontextmanager
async def _running(folder: Path) -> AsyncIterator[tuple[World, Probe]]:
    world = World(folder, Plan())
    await world.start()
    try:
        async with httpx.AsyncClient(timeout=IMPATIENT, trust_env=False) as http:
            client = Client(world, http, random.Random(1))  # noqa: S311
            probe = Probe(client, Mailbox(folder / "inbox" / "mails.jsonl"))
            await probe.prepare()
            yield world, probe
    finally:
        await world.stop()
