"""Timers on their way to the broker: each by itself, so that one that can't be sent holds up none of the others."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from shared.app.supervision import Supervisor
from shared.clock import Clock
from shared.messaging.wire import OutgoingMessage
from shared.store.mongo import DatabaseError, Document
from shared.store.store_time import LEASE, StoreTime, steady

AT_ONCE = 64
TRIED_AGAIN, LONGEST_PUT_OFF = timedelta(seconds=1), timedelta(minutes=5)
log = structlog.get_logger()


class Held(Protocol):
    """Where timers wait: see `shared.messaging.outbox.Outbox`."""

    async def due(self, now: datetime, store_now: datetime, limit: int) -> list[Document]: ...
    async def take_timer(self, document: Document, until: datetime, tries: int) -> bool: ...
    async def remove_timer(self, key: str, due: datetime, lease: datetime) -> None: ...


class Timers:
    """Sends one service's timers when they are due. `sent` is when (steadily) anything was last taken by the broker."""

    def __init__(
        self,
        outbox: Held,
        publish: Callable[[OutgoingMessage], Awaitable[None]],
        clock: Clock,
        store_time: StoreTime,
        tasks: Supervisor,
    ) -> None:
        self._outbox = outbox
        self._publish = publish
        self._clock = clock
        self._store_time = store_time
        self._tasks = tasks
        self._ringing: set[str] = set()
        self._failed: dict[str, float] = {}
        self.sent = 0.0

    async def tick(self) -> None:
        """Begin to send those that are due."""
        free = AT_ONCE - len(self._ringing)
        for document in await self._outbox.due(self._clock(), self._store_time(), free) if free else []:
            if document["_id"] not in self._ringing:
                self._ringing.add(document["_id"])
                self._tasks.begin("timers", self._ring(document))

    async def _ring(self, document: Document) -> None:
        """Send one, held from the moment that its turn comes."""
        try:
            until = self._store_time() + LEASE
            if await self._outbox.take_timer(document, until, document.get("tries", 0)):
                await self._send({**document, "lease": until})
        except DatabaseError as away:  # it is still due
            log.warning("a timer waits for the store", timer=document["_id"], why=type(away).__name__)
        finally:
            self._ringing.discard(document["_id"])

    async def _send(self, held: Document) -> None:
        key = held["_id"]
        try:
            await self._publish(OutgoingMessage.of(held["message"]))
        except Exception as failure:  # noqa: BLE001  # whatever it is, the timer stays
            log.warning("a timer waits for the broker", timer=key, why=type(failure).__name__)
            alone = self.sent > self._failed.get(key, self.sent)
            self._failed[key] = steady()
            await self._put_off(held, alone=alone)
        else:
            self._failed.pop(key, None)
            self.sent = steady()
            await self._outbox.remove_timer(key, held["due"], held["lease"])

    async def _put_off(self, held: Document, *, alone: bool) -> None:
        """Try again in a moment where the broker is away for all; ever later where others were sent since it failed."""
        tries = held.get("tries", 0) + 1 if alone else 0
        wait = min(LONGEST_PUT_OFF, LEASE * 2**tries) if alone else TRIED_AGAIN
        await self._outbox.take_timer(held, self._store_time() + wait, tries)
