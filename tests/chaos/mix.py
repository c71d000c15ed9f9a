"""One run: people at work while things go wrong, then rest, then the weeks after, then everything looked at."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from shared.store import mongo
from tests.chaos import faults, look
from tests.chaos.client import IMPATIENT, Client
from tests.chaos.facts import Facts
from tests.chaos.faults import Fault
from tests.chaos.people import People
from tests.chaos.world import Plan, World

Say = Callable[[str], None]
# Replicas whose clocks are further apart than any lease, in both directions.
REPLICAS = Plan(
    {"contracts": 1, "booking": 2, "feedback": 1, "notifications": 2}, {"booking-2": 8.0, "notifications-2": -8.0}
)
SUPERVISORS = 40


@dataclass(frozen=True, slots=True)
class Mix:
    """How much is done, and what goes wrong meanwhile. `faults` None: drawn from the seed, of the kind named."""

    seed: int
    requests: int
    plans: int
    seconds: float
    kind: str = "all"
    faults: Sequence[tuple[float, Fault]] | None = None
    plan: Plan = field(default_factory=lambda: REPLICAS)

    @property
    def drawn(self) -> Sequence[tuple[float, Fault]]:
        """What goes wrong."""
        chance = random.Random(self.seed)  # noqa: S311  # to be repeated, not to be secret
        return self.faults or faults.draw(self.kind, self.seconds, self.plan.names, chance)


async def run(mix: Mix, folder: Path, say: Say = lambda _: None) -> Facts:
    """Everything from start to end; what is left to be judged."""
    world = World(folder, mix.plan)
    await world.start()
    try:
        async with httpx.AsyncClient(timeout=IMPATIENT, trust_env=False) as http:
            chance = random.Random(mix.seed)  # noqa: S311
            people = People(Client(world, http, chance), folder / "inbox" / "mails.jsonl", mix.seed)
            await people.join(SUPERVISORS)
            await _at_work(mix, world, people, say)
            left = await _rest(world, people)
            await _weeks_pass(world)
            left += await _rest(world, people)
            return await look.facts_of(world, people.done, left)
    finally:
        await world.stop()


async def _at_work(mix: Mix, world: World, people: People, say: Say) -> None:
    answering = asyncio.create_task(people.answer_for_ever())
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_told(mix, world, say))
            group.create_task(_spread(people.ask, mix.requests, mix.seconds))
            group.create_task(_spread(people.plan, mix.plans, mix.seconds))
    finally:
        answering.cancel()


async def _told(mix: Mix, world: World, say: Say) -> None:
    for pause, fault in mix.drawn:
        say(f"  {pause:.1f} s later: {fault}")
    await faults.happen(world, mix.drawn)


async def _spread(act: Callable[[int], Coroutine[Any, Any, None]], count: int, seconds: float) -> None:
    """So many, begun evenly over the time, whatever becomes of each."""
    async with asyncio.TaskGroup() as group:
        for n in range(count):
            group.create_task(act(n))
            await asyncio.sleep(seconds / count)


async def _rest(world: World, people: People) -> list[str]:
    """Until nothing is left, and nobody has a mail that they have not answered; what is left if that never comes."""
    try:
        await world.ready()
        asked = -1
        while asked != len(people.done):
            asked = len(people.done)
            await world.settled()
            people.look()
            await people.all_answered()
    except AssertionError as never:
        return [str(never)]
    return []


async def _weeks_pass(world: World) -> None:
    """Whoever is to be asked how it was is asked now."""
    client = mongo.connect(world.store.url)
    feedback, now = mongo.database_of(client, "rinnalla_feedback"), datetime.now(UTC)
    await feedback["timers"].update_many({"_id": {"$regex": "^invite:"}}, {"$set": {"due": now}})
    await feedback["invitations"].update_many({}, {"$set": {"due": now}})
    client.close()
