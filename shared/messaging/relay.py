"""Publishes what committed changes left in the outbox: handed over in memory, or swept up after a crash."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from functools import partial

import structlog

from shared.app.supervision import Supervisor, side_by_side
from shared.clock import Clock
from shared.messaging.outbox import Outbox
from shared.messaging.rows import OutboxRow
from shared.messaging.timers import Timers
from shared.messaging.wire import OutgoingMessage
from shared.store.mongo import (
    DatabaseError,
    Document,
)
from shared.store.store_time import LEASE, MEASURED_EVERY, StoreTime, steady

Publish = Callable[[OutgoingMessage], Awaitable[None]]
SWEEP_EVERY = 1.0
TIMERS_EVERY = 0.25
AT_ONCE = 64
REMOVED_AT_ONCE, REMEMBERED = 500, 10_000
# Seconds in which rows that are out gather: nobody waits for their removal, and the store has better things to do.
GATHERED_FOR = 0.1
# Seconds until an earlier row of somebody else's is looked for again: usually it is on its way at this very moment.
SHORTEST_WAIT, LONGEST_WAIT = 0.01, 0.5

log = structlog.get_logger()


class Relay:
    """Publishes one service's rows: handed over in memory, or swept up after a crash."""

    def __init__(
        self, outbox: Outbox, publish: Publish, clock: Clock, owner: str, store_time: StoreTime | None = None
    ) -> None:
        """`clock` says when timers are due; leases are by the store's."""
        self._outbox = outbox
        self.store_time = store_time or StoreTime(outbox.database)
        self._publish = publish
        self.owner = owner
        self.tasks = Supervisor()
        self._timers = Timers(outbox, self._say, clock, self.store_time, self.tasks)
        self._mine: dict[str, dict[int, OutboxRow]] = {}
        self._handed: dict[str, float] = {}
        self._out: list[OutboxRow] = []
        self._last: OrderedDict[str, int] = OrderedDict()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self.swept = steady()  # when the last round of sweeping was done

    def lease(self) -> datetime:
        """Until when a row inserted now is this process's alone."""
        return self.store_time() + LEASE

    def hand_over(self, rows: Iterable[OutboxRow]) -> None:
        """Take committed rows, already claimed for this process; returns at once."""
        for row in rows:
            if row.id in self._handed:
                continue
            self._handed[row.id] = steady()
            waiting = self._mine.setdefault(row.aggregate, {})
            waiting[row.seq] = row
            if len(waiting) == 1:
                self.tasks.finish("outbox", partial(self._drain, row.aggregate))

    async def run(self) -> None:
        """Sweep and tick until cancelled."""
        await side_by_side(
            self._for_ever(self.store_time.measure, MEASURED_EVERY),
            self._for_ever(self._sweep, SWEEP_EVERY),
            self._for_ever(self._timers.tick, TIMERS_EVERY),
        )

    async def close(self) -> None:
        """Let go; what is not published stays in its rows for the next to sweep up."""
        await self.tasks.close()

    async def _drain(self, aggregate: str) -> None:
        """Publish the aggregate's rows, the lowest revision first, until none is left here."""
        waiting = self._mine[aggregate]
        wait = SHORTEST_WAIT
        while waiting:
            row = waiting[min(waiting)]
            if await self._is_first(row):
                await self._deliver(row)
                del waiting[row.seq]
                wait = SHORTEST_WAIT
            else:
                await asyncio.sleep(wait)
                wait = min(LONGEST_WAIT, wait * 2)
        del self._mine[aggregate]

    async def _is_first(self, row: OutboxRow) -> bool:
        """Whether nothing earlier waits. A dead owner's earlier row is taken over; a living one's is waited for."""
        if row.first or self._last.get(row.aggregate) == row.seq - 1:
            return True
        try:
            earlier = await self._outbox.before(row)
            await self._adopt(earlier)
        except DatabaseError:  # it is asked again in a moment
            return False
        return not earlier

    async def _adopt(self, documents: Iterable[Document]) -> None:
        now = self.store_time()
        for document in documents:
            abandoned = document["lease"] < now or document["owner"] == self.owner
            if (
                document["_id"] not in self._handed
                and abandoned
                and await self._outbox.take(document, self.owner, now + LEASE)
            ):
                self.hand_over([OutboxRow.of(document)])

    async def _deliver(self, row: OutboxRow) -> None:
        """Publish a row's messages in order and forget it; a broker that is away is tried again, ever more slowly."""
        wait = 0.05
        while not await self._published(row):
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, wait * 2)
        self._timers.sent = steady()
        self._last[row.aggregate] = row.seq
        if len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
        self._out.append(row)
        if len(self._out) == 1:
            self.tasks.finish("outbox", self._remove)

    async def _published(self, row: OutboxRow) -> bool:
        """Send a row's messages in their order, and wait for all confirms at once: each goes to queues of its own."""
        async with self._gate:
            outcomes = await asyncio.gather(*map(self._publish, row.messages), return_exceptions=True)
        for failure in filter(None, outcomes):  # whatever it is, the row stays and is sent again
            log.warning("message waits for the broker", row=row.id, why=type(failure).__name__)
            return False
        return True

    async def _say(self, message: OutgoingMessage) -> None:
        await self._publish(message)

    async def _remove(self) -> None:
        """Forget what is out, all at once what has come together meanwhile: nobody waits for it."""
        await asyncio.sleep(GATHERED_FOR)
        while rows := self._out[:REMOVED_AT_ONCE]:
            with contextlib.suppress(DatabaseError):  # else they are swept up and sent again: the same messages
                await self._outbox.remove(rows)
            del self._out[: len(rows)]
            for row in rows:
                self._handed.pop(row.id, None)

    async def _sweep(self) -> None:
        began = steady()
        held = [row for row, since in self._handed.items() if began - since > LEASE.total_seconds() / 2]
        if held:
            await self._outbox.renew(held, self.owner, self.lease())
            self._handed.update((row, began) for row in held if row in self._handed)
        await self._adopt(await self._outbox.abandoned(self.store_time()))
        self.swept = steady()

    async def _for_ever(self, step: Callable[[], Awaitable[None]], seconds: float) -> None:
        while True:
            try:
                await step()
            except Exception as failure:  # noqa: BLE001  # store or broker away: the next round finds the same rows
                log.warning("sweeping failed", why=type(failure).__name__)
            await asyncio.sleep(seconds)
