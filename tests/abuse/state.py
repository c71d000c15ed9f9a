"""All that the services keep, to see that a refusal has changed nothing."""

import asyncio
import hashlib
from typing import Any

import aio_pika
from bson import encode

from deploy.services import NAMES, table
from shared.messaging.routing import consumer_queue, parking_queue
from tests.parts import Network
from tests.patience import PATIENCE


async def everything(network: Network) -> dict[str, Any]:
    """Every document of every service by its digest, and how many messages wait in every queue."""
    kept: dict[str, Any] = {}
    for name in NAMES:
        database = network.database(name)
        for collection in await database.list_collection_names():
            digests = [
                hashlib.sha256(encode(dict(document))).hexdigest() async for document in database[collection].find({})
            ]
            if digests:
                kept[f"{name}.{collection}"] = sorted(digests)
    return kept | await _waiting(network.settings.amqp_url)


async def quiet(network: Network) -> None:
    """Until nothing is under way any more."""
    before: dict[str, Any] = {}
    async with asyncio.timeout(PATIENCE):
        while (now := await everything(network)) != before:
            before = now
            await asyncio.sleep(0.5)


async def _waiting(url: str) -> dict[str, int]:
    waiting = {}
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        for name in NAMES:
            heard = table(name)
            queues = [consumer_queue(name, message).name for message in (*heard.consumes, *heard.timers)]
            for queue in [*queues, parking_queue(name).name]:
                declared = await channel.declare_queue(queue, passive=True)
                waiting[queue] = declared.declaration_result.message_count or 0
    return waiting
