"""Notifications at work alone: what it hears, and what becomes of its letters."""

import contextlib
from collections.abc import AsyncIterator

import aio_pika
import httpx

from services.notifications.letters.handlers import write_letters
from services.notifications.service import SERVICE
from shared.app.lifecycle import build as build_app
from shared.app.service import App
from shared.app.settings import Settings
from shared.clock import Clock, utc_now
from shared.messages.base import Message
from shared.messaging.routing import consumer_queue
from shared.messaging.unit_of_work import Unit
from shared.people.person import Person
from shared.store.mongo import Database, Document, connect, database_of
from tests.parts import browser, serving
from tests.patience import until

Notifications = tuple[App, Database]


@contextlib.asynccontextmanager
async def running(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[Notifications]:
    """Notifications alone, ready; it runs until the test ends."""
    app = build_app(SERVICE, settings, clock)
    client = connect(settings.mongo_url)

    async def missing() -> list[str]:
        return list(app.state.health.waiting_for())

    async with app.router.lifespan_context(app):
        runtime: App = app.state.runtime
        database = database_of(client, f"{settings.database_prefix}_notifications")
        await until(missing, lambda parts: not parts)
        yield runtime, database
    client.close()


@contextlib.asynccontextmanager
async def open_pages(settings: Settings, person: Person) -> AsyncIterator[tuple[httpx.AsyncClient, App, Database]]:
    """A browser of somebody who is signed in, at notifications alone."""
    app = build_app(SERVICE, settings)
    client = connect(settings.mongo_url)
    async with serving(app) as url, browser(url, settings, person) as http:
        ready = f"/{SERVICE.name}/health/ready"
        await until(lambda: http.get(ready), lambda given: given.status_code == 200, every=0.1)
        yield http, app.state.runtime, database_of(client, f"{settings.database_prefix}_notifications")
    client.close()


async def hear(app: App, *events: Message) -> None:
    async def decide(unit: Unit) -> None:
        for event in events:
            await write_letters(event, unit)

    await app.run(decide)


async def states(database: Database, state: str, count: int) -> list[Document]:
    letters = database["letters"]
    return await until(lambda: letters.find({"state": state}).to_list(None), lambda found: len(found) >= count)


async def take(settings: Settings, message: type[Message]) -> list[str]:
    """Everything that waits for contracts, which is not running here."""
    async with await aio_pika.connect(settings.amqp_url) as connection:
        queue = await (await connection.channel()).get_queue(consumer_queue("contracts", message).name)
        taken = []
        while (waiting := await queue.get(no_ack=True, fail=False)) is not None:
            taken.append(waiting.body.decode())
        return taken
