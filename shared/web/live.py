"""Live pages: whoever watches a topic is told that it changed, in every process of a service.

The watchers of this process are told at once; the others' through an exclusive queue of each process, which goes away
with it. A nudge carries no content: the watcher renders what is true then.
"""

import asyncio
import contextlib
import itertools
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar
from weakref import WeakValueDictionary

import structlog
from faststream import AckPolicy
from faststream.rabbit import ExchangeType, RabbitBroker, RabbitExchange, RabbitQueue

from shared.app.supervision import Supervisor

ECHO = "echo"
T = TypeVar("T")
log = structlog.get_logger()


class Seen(Generic[T]):
    """What many watchers of one topic look at: worked out once for each change, by the first who looks."""

    def __init__(self, version: Callable[[], int]) -> None:
        self._version = version
        self._lock = asyncio.Lock()
        self._made_of = -1
        self._made_at = 0.0
        self._made: T | None = None

    async def look(self, make: Callable[[], Awaitable[T]], every: float) -> T:
        """What `make` gives, or gave since the last change; after most of `every` seconds it is made anew all the same,
        for a nudge may have been lost.
        """
        if self._is_stale(every):
            async with self._lock:
                if self._is_stale(every):
                    version, at = self._version(), time.monotonic()
                    self._made = await make()
                    self._made_of, self._made_at = version, at
        return self._made  # type: ignore[return-value]  # made by now

    def _is_stale(self, every: float) -> bool:
        return self._made_of != self._version() or time.monotonic() - self._made_at >= 0.8 * every


class Live:
    """The watchers of one process, and the line to its siblings."""

    def __init__(self, service: str, process: str, publisher: RabbitBroker) -> None:
        self._process = process
        self._publisher = publisher
        self._exchange = RabbitExchange(f"rinnalla.live.{service}", type=ExchangeType.FANOUT, durable=True)
        self._queue = RabbitQueue(f"{service}.live.{process}", exclusive=True, auto_delete=True, durable=False)
        self._watchers: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._count = itertools.count(1)
        self._versions: dict[str, int] = {}
        self._seen: WeakValueDictionary[tuple[str, Hashable], Seen[Any]] = WeakValueDictionary()
        self.tasks = Supervisor()
        self._echo = asyncio.Event()

    def listen(self, consumer: RabbitBroker) -> None:
        """Hear the other processes of the service."""

        async def hear(nudge: dict[str, str]) -> None:
            if nudge["from"] != self._process:
                self._tell(nudge["topic"])
            elif nudge["topic"] == ECHO:
                self._echo.set()

        consumer.subscriber(
            self._queue, self._exchange, ack_policy=AckPolicy.ACK_FIRST, no_reply=True, include_in_schema=False
        )(hear)

    def notify(self, topic: str) -> None:
        """`topic` has changed. Never waits and never fails: a watcher also looks again by itself."""
        self._tell(topic)
        self.tasks.begin("live pages", self._pass_on(topic))

    async def echo(self) -> None:
        """Send a nudge to this very process and wait until it is here: the broker takes, routes and hands over.

        Raises the broker's own errors, and waits for ever where nothing comes back.
        """
        self._echo.clear()
        body = {"from": self._process, "topic": ECHO}
        await self._publisher.publish(body, queue=self._queue.name, mandatory=True)
        await self._echo.wait()

    @contextlib.asynccontextmanager
    async def watch(
        self, topic: str, every: float = 15.0, also: Sequence[str] = ()
    ) -> AsyncIterator[AsyncIterator[None]]:
        """Yield an iterator that gives once for each change (several at once count as one), and every `every` seconds.
        `also`: further topics that are watched.

        Enter first, then render: what changes in between is then not lost.
        """
        changed = asyncio.Event()
        for each in (topic, *also):
            if each not in self._watchers:  # nobody has counted changes since the last watcher left
                self._versions[each] = next(self._count)
            self._watchers[each].add(changed)
        try:
            yield self._changes(changed, every)
        finally:
            for each in (topic, *also):
                self._watchers[each].discard(changed)
                if not self._watchers[each]:
                    del self._watchers[each]
                    self._versions.pop(each, None)

    def seen(self, topic: str, key: Hashable) -> Seen[Any]:
        """What those look at together who watch `topic` and see the same (`key`); keep it for as long as you watch."""
        found = self._seen.get((topic, key))
        if found is None:
            found = self._seen[topic, key] = Seen(lambda: self._versions.get(topic, 0))
        return found

    async def _changes(self, changed: asyncio.Event, every: float) -> AsyncIterator[None]:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), every)
            changed.clear()
            yield

    def _tell(self, topic: str) -> None:
        if topic not in self._watchers:
            return
        self._versions[topic] = next(self._count)
        for changed in self._watchers.get(topic, ()):
            changed.set()

    async def _pass_on(self, topic: str) -> None:
        body: dict[str, Any] = {"from": self._process, "topic": topic}
        try:
            await asyncio.wait_for(self._publisher.publish(body, exchange=self._exchange, mandatory=False), 2)
        except Exception as failure:  # noqa: BLE001  # the page looks again by itself
            log.info("live nudge not passed on", why=type(failure).__name__)
