"""The real parts that tests run on: a RabbitMQ node, a store, an inbox, and the four services among them."""

import asyncio
import contextlib
import logging
import os
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aio_pika
import httpx
import pytest
import uvicorn
from cryptography.fernet import Fernet
from motor.motor_asyncio import AsyncIOMotorClient

from deploy.local import rabbit, store
from deploy.local.inbox import pages
from deploy.local.inbox.mails import Box, Mail
from deploy.local.inbox.smtp import Door, listening
from deploy.local.ports import HOST, free_ports
from deploy.local.processes import KeptProcess
from deploy.local.settings import EverySetting
from deploy.local.together import together
from deploy.services import NAMES, table
from shared.app.settings import Settings
from shared.clock import utc_now
from shared.messaging.routing import TIERS, consumer_queue, parking_queue
from shared.people import keys
from shared.people.cookie import LASTS, Cookie, SignedIn
from shared.people.person import Person
from shared.store import mongo
from shared.store.service_key import service_key
from tests.patience import PATIENCE, until
from tests.seal_keys import SEAL

ANOTHER_STORE = os.environ.get("RINNALLA_TEST_MONGO_URL")
ANOTHER_BROKER = os.environ.get("RINNALLA_TEST_AMQP_URL")


@dataclass
class Broker:
    """A node of our own, or another's (RINNALLA_TEST_AMQP_URL). `node` and `mapper` are None for another's."""

    node: KeptProcess | None
    mapper: KeptProcess | None
    rabbit: rabbit.Rabbit | None

    async def vhost(self) -> str:
        """The address of an empty virtual host. Another's broker has the one that was named; it is emptied."""
        if self.rabbit is None:
            assert ANOTHER_BROKER is not None
            await empty(ANOTHER_BROKER)
            return ANOTHER_BROKER
        name = f"t{secrets.token_hex(4)}"
        await self.rabbit.control("add_vhost", name)
        await self.rabbit.control("set_permissions", "-p", name, "guest", ".*", ".*", ".*")
        return self.rabbit.url(name)


@contextlib.asynccontextmanager
async def broker(folder: Path) -> AsyncIterator[Broker]:
    """A broker for a session of tests."""
    if ANOTHER_BROKER is not None:
        if os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1") != "1":
            pytest.exit("RINNALLA_TEST_AMQP_URL names one virtual host: run with -n 0.")
        yield Broker(None, None, None)
        return
    mine = rabbit.Rabbit.in_folder(folder / "rabbit")
    mapper, node = await rabbit.start(mine, folder / "logs")
    try:
        yield Broker(node, mapper, mine)
    finally:
        # What it holds is nobody's: no need for a tidy end.
        await node.hold()
        await node.stop()
        await mapper.stop()


@contextlib.asynccontextmanager
async def store_url(folder: Path) -> AsyncIterator[str]:
    """A store for a session of tests: an embedded one, or another's (RINNALLA_TEST_MONGO_URL)."""
    if ANOTHER_STORE is not None:
        yield ANOTHER_STORE
        return
    mine = store.Store.in_folder(folder / "store")
    process = KeptProcess(mine.program(), folder / "logs")
    await process.start()
    try:
        yield mine.url
    finally:
        await process.stop()


@dataclass
class Inbox:
    """Every mail that was sent; `door` refuses and pauses."""

    box: Box
    door: Door
    smtp_url: str
    url: str

    async def mail(
        self, to: str, subject: str = "", count: int = 1, seconds: float = PATIENCE, *, attached: bool = False
    ) -> Mail:
        """The latest mail to somebody once there are `count` of them; `subject` is part of its subject, and `attached`
        asks for one with a file. One that comes after others is waited for.
        """
        try:
            async with asyncio.timeout(seconds):
                while True:
                    came = self.box.number
                    mails = self.box.mails(to)
                    found = [mail for mail in mails if subject in mail.subject and (mail.attachments or not attached)]
                    if found and len(mails) >= count:
                        return found[-1]
                    await self.box.changed(came)
        except TimeoutError:
            subjects = [mail.subject for mail in self.box.mails(to)]
            raise AssertionError(f"no mail to {to} with {subject!r} among {subjects}, or fewer than {count}") from None


@contextlib.asynccontextmanager
async def inbox() -> AsyncIterator[Inbox]:
    """An inbox in this process, kept in memory."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    box, door = Box(), Door()
    async with (
        listening(box, door, HOST, 0) as port,
        serving(pages.build(box, door, ZoneInfo("Europe/Helsinki"))) as url,
    ):
        yield Inbox(box, door, f"smtp://{HOST}:{port}", url)


@dataclass
class Network:
    """The four services at work. `http` follows no redirects; `coordinator` is the header that opens the API."""

    base_url: str
    http: httpx.AsyncClient
    inbox: Inbox
    settings: Settings
    client: mongo.Client

    @property
    def coordinator(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.settings.coordinator_token.get_secret_value()}"}

    async def settings_of(self, service: str) -> Settings:
        """The settings as the service has them, with its own key."""
        return self.settings.knowing(await service_key(self.database(service), self.settings.secrets))

    def database(self, service: str) -> mongo.Database:
        return mongo.database_of(self.client, f"{self.settings.database_prefix}_{service}")

    def browser(self, person: Person | None = None, headers: Mapping[str, str] | None = None) -> httpx.AsyncClient:
        """Somebody's browser; as `person` it is signed in already, without the mail (`Story.sign_in` goes that way)."""
        return browser(self.base_url, self.settings, person, headers)

    def signed_in(self, person: Person) -> tuple[str, str]:
        """The cookie, by name and value, of a person who is signed in."""
        return signed_in(self.settings, person)


def browser(
    base_url: str, settings: Settings, person: Person | None = None, headers: Mapping[str, str] | None = None
) -> httpx.AsyncClient:
    """A browser at a network or a service; as `person` it is signed in already."""
    sent = {"Accept": "text/html", **(headers or {})}
    found = httpx.AsyncClient(base_url=base_url, timeout=20, trust_env=False, headers=sent)
    if person is not None:
        found.cookies.set(*signed_in(settings, person))
    return found


def signed_in(settings: Settings, person: Person) -> tuple[str, str]:
    """The cookie, by name and value, of a person who is signed in."""
    cookie = Cookie.of(settings)
    # Tests have clocks of their own, days ahead: whoever is signed in so is seen all the time.
    ahead = utc_now() + LASTS
    known = SignedIn(session=secrets.token_urlsafe(16), person=person, until=ahead, seen=ahead)
    return cookie.name, cookie.value(known)


def settings(folder: Path, amqp_url: str, mongo_url: str, smtp_url: str, **others: Any) -> Settings:
    """Settings as a process would read them, with secrets of their own; nothing comes from the environment."""
    values: dict[str, Any] = {
        "amqp_url": amqp_url,
        "mongo_url": mongo_url,
        "smtp_url": smtp_url,
        "database_prefix": f"t{secrets.token_hex(4)}",
        "public_url": f"http://{HOST}:8080",
        "secret": secrets.token_hex(32),
        "session_key": keys.made(),
        "incident_key": Fernet.generate_key().decode(),
        **SEAL,
        "coordinator_token": secrets.token_hex(32),
        "journal_dir": folder / "journal",
        "log_level": "warning",
    }
    return EverySetting(**{**values, **others})


@contextlib.asynccontextmanager
async def network(given: Settings, mails: Inbox) -> AsyncIterator[Network]:
    """The four services, ready, on empty databases and queues; their databases go with them."""
    port = free_ports(1)[0]
    at_home = given.model_copy(update={"public_url": f"http://{HOST}:{port}", "http_port": port})
    client = mongo.connect(given.mongo_url)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(client.close)
        url = await stack.enter_async_context(serving(together(at_home), port))
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=20, trust_env=False))
        await ready(http, *NAMES)
        yield Network(url, http, mails, at_home, client)
        await stack.aclose()
    await drop(given.mongo_url, *(f"{given.database_prefix}_{name}" for name in NAMES))


async def drop(mongo_url: str, *databases: str) -> None:
    """Tests' databases go. On a busy machine that takes longer than any service waits for its store."""
    client: mongo.Client = AsyncIOMotorClient(mongo_url, socketTimeoutMS=120_000)
    for each in databases:
        await client.drop_database(each)
    client.close()


@contextlib.asynccontextmanager
async def serving(app: Any, port: int = 0, *, ours: bool = True) -> AsyncIterator[str]:
    """An ASGI application behind a real HTTP server in this process; gives its address.

    One of `ours` must never answer that it failed (500) or break off, however a test looks at it: AssertionError in
    the end.
    """
    failed: list[str] = []

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        async def noting(message: Any) -> None:
            if message.get("status") == 500:
                failed.append(str(scope.get("path")))
            await send(message)

        try:
            await app(scope, receive, noting)
        except Exception as broke:
            failed.append(f"{scope.get('path')}: {broke!r}")
            raise

    chosen = port or free_ports(1)[0]
    config = uvicorn.Config(
        watched, host=HOST, port=chosen, log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(_serve(server))
    while not server.started and not running.done():  # uvicorn tells no other way
        await asyncio.sleep(0.01)
    try:
        yield f"http://{HOST}:{chosen}"
    finally:
        server.should_exit = True
        await running
    assert not (ours and failed), f"failed: {failed}"


async def empty(amqp_url: str) -> None:
    """Purge every queue of ours that exists."""
    connection = await aio_pika.connect(amqp_url)
    names = [tier.queue.name for tier in TIERS] + [parking_queue(name).name for name in NAMES]
    for name in NAMES:
        heard = table(name)
        names += [consumer_queue(name, message).name for message in (*heard.consumes, *heard.timers)]
    async with connection:
        channel = await connection.channel()
        for name in names:
            try:
                await (await channel.get_queue(name)).purge()
            except aio_pika.exceptions.ChannelClosed:  # the broker's way to say that there is no such queue
                channel = await connection.channel()


async def ready(http: httpx.AsyncClient, *names: str) -> None:
    """Wait until these services say that they are."""
    for name in names:  # asked seldom, over HTTP: each answer takes time from what is starting
        await until(partial(http.get, f"/{name}/health/ready"), lambda answer: answer.status_code == 200, every=0.1)


async def _serve(server: uvicorn.Server) -> None:
    # The session's own signal handling stays pytest's.
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]  # uvicorn has no switch
    await server.serve()
