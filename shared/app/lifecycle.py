"""Runs a service: its pages in FastAPI, its ears and voice on RabbitMQ, its state in MongoDB.

The service lives while broker or database are away: it says so under /health/ready and goes on when they are back.
"""

import asyncio
import contextlib
import gc
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Any

import structlog
import uvicorn
from fastapi import Depends, FastAPI, Request

from shared.app import health, logs
from shared.app.health import Health
from shared.app.metrics import Metrics, heard_as
from shared.app.readiness import Check, NotReady, SelfCheck, Writing
from shared.app.service import App, Handler, Service
from shared.app.settings import Settings, check_keys, read_settings
from shared.app.starting import Start, Step
from shared.app.supervision import Supervisor
from shared.clock import Clock, utc_now
from shared.i18n import Catalogues
from shared.messages.base import Message
from shared.messaging import asyncapi
from shared.messaging.broker import Consumer, Publisher, declare, reach
from shared.messaging.outbox import Outbox
from shared.messaging.relay import Relay
from shared.messaging.unit_of_work import Units
from shared.messaging.wire import Envelope
from shared.network.branding import TOPIC, BrandingStore
from shared.people import privacy
from shared.people.audit import AUDITED
from shared.people.awaited import AWAITED, Awaited, AwaitedStore
from shared.people.cookie import Cookie
from shared.people.ended import Ended
from shared.people.grant import Grant
from shared.people.person import Person, coordinates_if_set
from shared.store import mongo
from shared.store.mongo import Tx
from shared.store.service_key import service_key
from shared.store.store_time import StoreTime, steady
from shared.web import figures, install, own_data, shell_folder, waiting
from shared.web.live import Live
from shared.web.pages import Pages
from shared.web.problems import Problem
from shared.web.security.authorization import SHELL, check, guard

# Longer than a handler's grace; whatever has not ended by then is swept up by the next process.
END_SECONDS = 15.0
# A nudge tells of a change at once; where one is lost, this is how long the old name is shown.
SHOWN_SECONDS = 60.0
# The sweeper comes once a second; a store that answers slowly may take its time.
SWEPT_SECONDS = 10.0
log = structlog.get_logger()


def build(service: Service, settings: Settings, clock: Clock = utc_now) -> FastAPI:
    """The service as an ASGI application; everything it starts ends with the application's lifespan."""
    service.check(settings)
    check_keys(settings, service.name)
    running = _Running(service, settings, clock)
    app = FastAPI(
        title=f"Rinnalla {service.name}",
        lifespan=running.lifespan,
        dependencies=[Depends(guard)],
        redirect_slashes=False,  # the way there would be made of whatever Host a stranger sent
        docs_url=None,
        redoc_url=None,
        openapi_url=f"/{service.name}/openapi.json",
    )
    app.state.runtime = running.runtime
    app.state.settings = running.settings
    app.state.health = running.health
    app.state.service = service.name
    app.state.access = {**SHELL, **service.access}
    app.state.people = running.who
    app.state.awaited = running.awaited
    app.state.grants = running.granted
    install(app, service.name, running.runtime.pages)
    app.include_router(health.router(running.health), prefix=f"/{service.name}")
    app.include_router(figures.router(running.figures), prefix=f"/{service.name}")
    app.include_router(asyncapi.router(service.name, running.consumer), prefix=f"/{service.name}")
    app.include_router(own_data.router(service.name), prefix=f"/{service.name}")
    here = waiting.router(service.name, running.publisher, running.database, running.runtime.pages)
    app.include_router(here, prefix=f"/{service.name}")
    for router in service.routers:
        app.include_router(router, prefix=f"/{service.name}")
    check(app, service.name, app.state.access)
    return app


def serve(service: Service, clock: Clock = utc_now) -> None:
    """Run one service alone until it is told to stop."""
    settings = read_settings(service.settings)
    logs.configure(settings, service.name)
    uvicorn.run(
        build(service, settings, clock),
        host=settings.http_host,
        port=settings.http_port,
        timeout_graceful_shutdown=3,
        log_config=None,
        access_log=False,
        server_header=False,
    )


class _Running:
    def __init__(self, service: Service, settings: Settings, clock: Clock) -> None:
        process = uuid.uuid4().hex[:12]
        self.service = service
        self.settings = settings = settings.model_copy()  # it comes to know its own key
        self.client = mongo.connect(settings.mongo_url)
        self.database = mongo.database_of(self.client, f"{settings.database_prefix}_{service.name}")
        self.publisher = Publisher(settings.amqp_url)
        self.consumer = Consumer(settings.amqp_url, service.name, self.publisher, clock)
        store_time = StoreTime(self.database)
        self.relay = Relay(Outbox(Tx(self.database)), self.publisher.publish, clock, process, store_time)
        state = service.state()
        self.metrics = Metrics(service.name, tuple(service.figures), tuple(service.waits))
        live = Live(service.name, process, self.publisher.broker)
        live.listen(self.consumer.broker)
        units = Units(
            self.client,
            self.database,
            self.relay,
            settings,
            clock,
            live.notify,
            state,
            service.personal_data,
            service.follows,
            self.metrics.said,
        )
        catalogues = Catalogues.load(shell_folder(), service.folder)
        pages = Pages(service.name, service.folder, catalogues, settings)
        self.runtime: App = App(
            settings,
            clock,
            Tx(self.database, remembered=units.remembered),
            units,
            live,
            pages,
            state,
            store_time,
            self.publisher,
        )
        for message, handler in {**service.consumes, **service.timers}.items():
            self.consumer.listen(message, self._answer(handler, heard_as(message)))
        self.clock, self.cookie, self.ended = clock, Cookie.of(settings), Ended(Tx(self.database))
        self.starting, self.tasks = Supervisor(), self.runtime.tasks
        self.start = Start(self._steps())
        checks: dict[str, Check] = {
            "store": Writing(self.database, process),
            "broker": live.echo,
            "consuming": self._consumes_all,
            "sweeping": self._sweeps,
        }
        self.health = Health([self.start.missing, self.tasks.down, self.relay.tasks.down], SelfCheck(checks))

    async def _consumes_all(self) -> None:
        if deaf := await self.consumer.deaf():
            raise NotReady(f"no consumer on {', '.join(deaf)}")

    async def _sweeps(self) -> None:
        if (age := steady() - self.relay.swept) > SWEPT_SECONDS:
            raise NotReady(f"the last sweep was {age:.0f} s ago")

    async def who(self, request: Request) -> Person | None:
        """Who is signed in, unless they have signed out meanwhile."""
        signed_in = self.cookie.read(request, self.clock())
        if signed_in is None or not self.runtime.prepared.is_set() or await self.ended.holds(signed_in.key):
            return None
        person = await self.service.rights(self.runtime, signed_in.person)
        if person is not None:
            request.state.signed_in = signed_in.model_copy(update={"person": person})
            person = coordinates_if_set(person, self.settings.coordinator_email)
        return person if person and person.roles else None

    async def awaited(self, person: Person) -> Awaited | None:
        """What waits for somebody's answer: one read by an index, for each page."""
        return await AwaitedStore(self.runtime.tx).of(person.email, self.clock())

    async def granted(self, token: str) -> Grant | None:
        """What a token of the service's own grants; Problem 503 while nobody can tell."""
        if not self.runtime.prepared.is_set():
            raise Problem(503, headers={"Retry-After": "2"})
        return await self.service.grants(self.runtime, token)

    async def figures(self) -> bytes:
        """What Prometheus reads."""
        lot = (
            await waiting.put_aside(self.publisher, self.service.name, most=0)
            if self.runtime.prepared.is_set()
            else None
        )
        missing = await self.health.missing()
        outbox = Outbox(Tx(self.database))
        return await self.metrics.shown(self.runtime, outbox, self.clock(), missing, lot.count if lot else None)

    def _answer(self, handler: Handler, name: str) -> Callable[[Message, Envelope], Any]:
        async def consume(message: Message, envelope: Envelope) -> None:
            bound = structlog.contextvars.bound_contextvars(correlation=envelope.correlation, message=envelope.id)
            with bound, self.metrics.handling(name):
                await self.runtime.units.consume(envelope, lambda unit: handler(message, unit), latest=message.latest)

        return consume

    @contextlib.asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        self.starting.finish("start", self.start.run)
        try:
            yield
        finally:
            await _in_time(self.starting.close, "the start")
            await _in_time(self.consumer.broker.stop, "hearing")
            await _in_time(self.health.check.tasks.close, "the self-check")
            await _in_time(self.tasks.close, "background")
            await _in_time(self.runtime.units.rest, "what was being done")
            await _in_time(self.relay.close, "the outbox")
            await _in_time(self.runtime.live.tasks.close, "live pages")
            await _in_time(self.publisher.broker.stop, "the publisher")
            self.client.close()

    def _steps(self) -> Sequence[Step]:
        """Store, voice, background, then ears: nothing is heard before it can be answered."""
        own = [*self.service.publishes, *self.service.timers]
        return (
            ("store", self._prepare_store),
            ("broker", lambda: reach(self.settings.amqp_url)),
            ("publishing", self.publisher.start),
            ("queues", lambda: declare(self.publisher.broker, self.service.name, own)),
            ("background", self._begin_background),
            ("background", self._background_runs),
            ("consuming", self.consumer.start),
            ("start", self._settle),
        )

    async def _settle(self) -> None:
        _keep_for_good()
        log.info("service is ready")

    async def _begin_background(self) -> None:
        self.tasks.keep("outbox", self.relay.run)
        self.tasks.keep("the loop's watch", self.metrics.watch)
        for part in self.service.background:
            self.tasks.enter(part.__name__, partial(part, self.runtime))

    async def _background_runs(self) -> None:
        if down := self.tasks.down():
            raise NotReady(", ".join(down))

    async def _prepare_store(self) -> None:
        await self.relay.store_time.measure()  # before anything is claimed
        self.settings.know(await service_key(self.database, self.settings.secrets))
        await Units.prepare(self.database)
        await Writing.prepare(self.database)
        await self.service.prepare(self.database)
        await privacy.prepare(self.database, (*self.service.personal_data, AUDITED, AWAITED))
        await AwaitedStore.prepare(self.database)
        await self._read_shown()
        self.runtime.prepared.set()
        self.tasks.keep("the network's look", self._follow_shown)

    async def _read_shown(self) -> None:
        self.runtime.pages.branding = await BrandingStore(Tx(self.database)).read()

    async def _follow_shown(self) -> None:
        """Show the network as it has been set, in every process of the service."""
        async with self.runtime.live.watch(TOPIC, SHOWN_SECONDS) as changes:
            async for _ in changes:
                try:
                    await self._read_shown()
                except mongo.DatabaseError as away:
                    log.info("how the network shows itself is not known anew", why=type(away).__name__)


def _keep_for_good() -> None:
    """What was made at start is never garbage: looking through it all again would make somebody wait for 50 ms."""
    gc.collect()
    gc.freeze()


async def _in_time(step: Callable[[], Any], what: str) -> None:
    """End one part. One that hangs or fails keeps no other from ending: what it left is in the store and the queues."""
    try:
        await asyncio.wait_for(step(), END_SECONDS)
    except Exception as failure:  # noqa: BLE001  # whatever it is, the end goes on
        log.warning("did not end in time", what=what, why=type(failure).__name__)
