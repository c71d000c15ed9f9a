"""Settled: nothing is left to be said, heard or sent, at the stores and at the broker."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import aio_pika

from deploy.local.rabbit import Rabbit
from deploy.services import NAMES
from shared.store import mongo
from tests.patience import until

LOOK_EVERY = 0.3
COLUMNS = ("name", "messages_ready", "messages_unacknowledged", "consumers")


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue as the broker sees it. `unacknowledged`: handed to a consumer that has not said what became of them."""

    name: str
    ready: int = 0
    unacknowledged: int = 0
    consumers: int = 0


async def queues(rabbit: Rabbit, vhost: str = "/") -> list[Queue]:
    """Every queue of a virtual host. A quorum queue tells what is unacknowledged when it next ticks (5 s)."""
    said = await rabbit.control("-q", "list_queues", "-p", vhost, "--formatter", "json", *COLUMNS)
    listed = {row["name"]: Queue(*(row[column] for column in COLUMNS)) for row in json.loads(said)}
    async with await aio_pika.connect(rabbit.url(vhost)) as connection:
        channel = await connection.channel()
        for name, queue in listed.items():
            if ".live." not in name:  # those are one connection's alone, and know their figures themselves
                now = (await channel.declare_queue(name, passive=True)).declaration_result
                ready, consumers = now.message_count or 0, now.consumer_count or 0
                listed[name] = replace(queue, ready=ready, consumers=consumers)
    return list(listed.values())


def unsettled(found: Sequence[Queue], replicas: Mapping[str, int]) -> list[str]:
    """What is wrong with queues at rest, a sentence for each: something waits, was never acknowledged, or a process
    hears twice or not at all. `replicas`: how many processes each service has. What is parked is no rest either.
    """
    wrong = [f"{queue.name}: {queue.ready} wait" for queue in found if queue.ready]
    wrong += [f"{queue.name}: {queue.unacknowledged} unacknowledged" for queue in found if queue.unacknowledged]
    for queue in found:
        wanted = 0 if _nobody_hears(queue.name) else _hearers(queue.name, replicas)
        if queue.consumers != wanted:
            wrong.append(f"{queue.name}: {queue.consumers} consumers instead of {wanted}")
    return wrong


def _nobody_hears(name: str) -> bool:
    return name.startswith("rinnalla.retry.") or name.endswith(".parked")


def _hearers(name: str, replicas: Mapping[str, int]) -> int:
    service, _, what = name.partition(".")
    return 1 if what.startswith("live.") else replicas[service]


async def until_settled(
    databases: Mapping[str, mongo.Database], look: Callable[[], Awaitable[list[Queue]]], replicas: Mapping[str, int]
) -> None:
    """Return once two looks in a row find nothing left, and nothing was heard in between.

    What leaves an outbox between looking at it and looking at the broker is seen the second time: in a queue, or as
    heard. AssertionError, with what is left, when that never comes about.
    """
    before: list[Mapping[str, int]] = []

    async def left() -> list[str]:
        here, heard = await _left_in(databases), await _heard(databases)
        found = here or unsettled(await look(), replicas)
        again = found or (["something was heard just now"] if [heard] != before else [])
        before[:] = [heard]
        return again

    await until(left, lambda found: not found, LOOK_EVERY)


async def _left_in(databases: Mapping[str, mongo.Database]) -> list[str]:
    left: Counter[str] = Counter()
    for name in NAMES:
        left[f"{name}: rows to be sent"] = await databases[name]["outbox"].count_documents({})
        due = {"due": {"$lte": datetime.now(UTC)}}
        left[f"{name}: timers that are due"] = await databases[name]["timers"].count_documents(due)
    under_way = {"state": {"$in": ["pending", "superseding"]}}
    left["letters to be sent"] = await databases["notifications"]["letters"].count_documents(under_way)
    return [f"{count} {what}" for what, count in left.items() if count]


async def _heard(databases: Mapping[str, mongo.Database]) -> dict[str, int]:
    return {name: await databases[name]["inbox"].count_documents({}) for name in NAMES}
