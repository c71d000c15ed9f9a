"""A small service of two messages on the kernel's real parts, for the kernel's own tests."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Literal

from shared.app.settings import Settings
from shared.clock import Clock, utc_now
from shared.messages.base import Message
from shared.messages.unknown import Unknown
from shared.messaging.broker import Consumer, Publisher, declare
from shared.messaging.outbox import Outbox
from shared.messaging.relay import Relay
from shared.messaging.unit_of_work import Unit, Units
from shared.messaging.wire import Envelope
from shared.store import mongo
from shared.store.mongo import Collection, Database, Tx
from tests import parts
from tests.patience import PATIENCE, until


class Said(Message, owner="speaker", to=("listener",), urgent=True):
    """Something with a number."""

    about: str
    number: int
    mood: Annotated[Literal["calm", "loud"], Unknown("calm")] = "calm"


class Rang(Message, owner="speaker", to=("speaker",)):
    """A timer."""

    name: str


class Counter:
    """A store with one collection."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    @property
    def _heard(self) -> Collection:
        return self._tx.database["heard"]

    async def add(self, about: str, number: int) -> None:
        await self._heard.insert_one({"about": about, "number": number}, session=self._tx.session)

    async def all(self) -> list[tuple[str, int]]:
        return [(each["about"], each["number"]) async for each in self._heard.find({})]


@dataclass
class Side:
    """One replica of one service."""

    units: Units
    relay: Relay
    publisher: Publisher
    consumer: Consumer
    database: Database
    outbox: Outbox
    heard: list[tuple[str, int]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, count: int, seconds: float = PATIENCE) -> None:
        async with asyncio.timeout(seconds):
            while len(self.heard) < count:
                self.news.clear()
                await self.news.wait()

    async def rest(self) -> None:
        """Wait until the outbox is empty."""
        await until(lambda: self.database["outbox"].count_documents({}), lambda left: not left)


@contextlib.asynccontextmanager
async def side(
    name: str,
    settings: Settings,
    publishes: list[type[Message]],
    consumes: dict[type[Message], Callable[..., Awaitable[None]]],
    clock: Clock = utc_now,
) -> AsyncIterator[Side]:
    """A running replica; `consumes` get (message, unit, side). `clock` is what its machine's shows."""
    client = mongo.connect(settings.mongo_url)
    database = mongo.database_of(client, f"{settings.database_prefix}_{name}")
    publisher = Publisher(settings.amqp_url)
    consumer = Consumer(settings.amqp_url, name, publisher, clock)
    outbox = Outbox(Tx(database))
    relay = Relay(outbox, publisher.publish, clock, uuid.uuid4().hex)
    units = Units(client, database, relay, settings, clock, lambda _topic: None)
    here = Side(units, relay, publisher, consumer, database, outbox)
    for message, handler in consumes.items():
        consumer.listen(message, _bound(handler, here))
    await relay.store_time.measure()
    await Units.prepare(database)
    await publisher.start()
    await declare(publisher.broker, name, publishes)
    await consumer.start()
    sweeping = asyncio.create_task(relay.run())
    try:
        yield here
    finally:
        sweeping.cancel()
        await consumer.broker.stop()
        await relay.close()
        await publisher.broker.stop()
        await parts.drop(settings.mongo_url, database.name)
        client.close()


def _bound(handler: Callable[..., Awaitable[None]], here: Side) -> Callable[[Message, Envelope], Awaitable[None]]:
    async def hear(message: Message, envelope: Envelope) -> None:
        await here.units.consume(envelope, lambda unit: handler(message, unit, here))

    return hear


async def note(said: Said, unit: Unit, here: Side) -> None:
    """Keep what was said, and tell the test once it is committed."""
    await Counter(unit.tx).add(said.about, said.number)

    def tell() -> None:
        here.heard.append((said.about, said.number))
        here.news.set()

    unit.after_commit(tell)
