"""What a committed change has to say, and its way to the broker.

A transaction leaves one row for each aggregate it changed: the messages to send, claimed for this process. After the
commit the rows are handed over in memory, so the path of an urgent request waits for no poll; the sweeper takes only
what a crash left. Replicas share rows by leases. Messages of one aggregate go out in the order of its revisions.
Timers are rows with a due time, held by a lease while they are sent: what a crashed process held is sent by the next.
"""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from functools import partial

import structlog

from shared.clock import Clock
from shared.mongo import ASCENDING, Collection, Database, DatabaseError, Document, IndexModel, Session, Tx, at_once
from shared.rows import Row, Timer
from shared.store_time import LEASE, MEASURED_EVERY, StoreTime, steady
from shared.supervision import Supervisor, side_by_side
from shared.timers import Timers
from shared.wire import Sealed

Publish = Callable[[Sealed], Awaitable[None]]
SWEEP_EVERY = 1.0
TIMERS_EVERY = 0.25
AT_ONCE = 64
ROWS_AT_ONCE, TIMERS_AT_ONCE = 500, 200
MOST_COUNTED = 1_000
REMEMBERED = 10_000
# Seconds until an earlier row of somebody else's is looked for again: usually it is on its way at this very moment.
SHORTEST_WAIT, LONGEST_WAIT = 0.01, 0.5

__all__ = ["LEASE", "Outbox", "Publish", "Relay", "Row", "Timer"]
log = structlog.get_logger()


class Outbox:
    """The rows and timers of one service's database."""

    def __init__(self, tx: Tx) -> None:
        self._rows: Collection = tx.database["outbox"]
        self._timers: Collection = tx.database["timers"]
        self._session = tx.session
        self.database = tx.database

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["outbox"].create_indexes(
            [IndexModel([("aggregate", ASCENDING), ("seq", ASCENDING)], unique=True), IndexModel("lease")]
        )
        await database["timers"].create_indexes([IndexModel("due")])

    async def add(self, rows: Iterable[Row], owner: str, lease: datetime) -> None:
        documents = [row.document(owner, lease) for row in rows]
        if documents:
            await self._rows.insert_many(documents, session=self._session)

    async def set_timer(self, timer: Timer) -> None:
        new = {"due": timer.due, "message": timer.message.document()}
        await self._timers.replace_one({"_id": timer.key}, new, upsert=True, session=self._session)

    async def cancel_timer(self, key: str) -> None:
        await self._timers.delete_one({"_id": key}, session=self._session)

    async def remove(self, rows: Sequence[Row]) -> None:
        """Forget rows that are out. One that somebody holds stays for now: it is swept up and sent again."""
        done = await self._delete(self._rows, {"_id": {"$in": [row.id for row in rows]}})
        if not done and len(rows) > 1:  # one that is held keeps no other
            for row in rows:
                await self.remove([row])

    async def before(self, row: Row) -> list[Document]:
        """Rows of the same aggregate that must go out first; of very many some."""
        earlier = {"aggregate": row.aggregate, "seq": {"$lt": row.seq}}
        return await self._rows.find(earlier).limit(ROWS_AT_ONCE).to_list(ROWS_AT_ONCE)

    async def waiting(self) -> int:
        """How many rows are still to be sent; MOST_COUNTED stands for that many and more."""
        return await self._rows.count_documents({}, limit=MOST_COUNTED)

    async def abandoned(self, now: datetime) -> list[Document]:
        return await self._rows.find({"lease": {"$lt": now}}).limit(ROWS_AT_ONCE).to_list(ROWS_AT_ONCE)

    async def take(self, document: Document, owner: str, lease: datetime) -> bool:
        """Claim an abandoned row; False when another replica was quicker."""
        known = {"_id": document["_id"], "owner": document["owner"], "lease": document["lease"]}
        return await self._set(self._rows, known, {"owner": owner, "lease": lease}) == 1

    async def renew(self, ids: list[str], owner: str, lease: datetime) -> None:
        await self._set(self._rows, {"_id": {"$in": ids}, "owner": owner}, {"lease": lease})

    async def due(
        self, now: datetime, store_now: datetime | None = None, limit: int = TIMERS_AT_ONCE
    ) -> list[Document]:
        """Timers that are due and that nobody holds (by the store's time), the longest due first."""
        known = {"due": {"$lte": now}, "lease": {"$not": {"$gte": store_now or now}}}
        return await self._timers.find(known).sort("due", ASCENDING).limit(limit).to_list(limit)

    async def take_timer(self, document: Document, until: datetime, tries: int = 0) -> bool:
        """Hold a timer `until` then; False when another was quicker, or it was set anew meanwhile."""
        known = {"_id": document["_id"], "due": document["due"], "lease": document.get("lease")}
        return await self._set(self._timers, known, {"lease": until, "tries": tries}) == 1

    async def _set(self, collection: Collection, known: Document, new: Document) -> int:
        async def write(session: Session) -> int:
            return int((await collection.update_many(known, {"$set": new}, session=session)).modified_count)

        return await at_once(self.database, write)

    async def remove_timer(self, key: str, due: datetime, lease: datetime | None = None) -> None:
        """Only the one that was held: a timer set anew under the same key stays."""
        await self._delete(self._timers, {"_id": key, "due": due, "lease": lease})

    async def _delete(self, collection: Collection, known: Document) -> int:
        async def write(session: Session) -> int:
            return int((await collection.delete_many(known, session=session)).deleted_count)

        return await at_once(self.database, write)


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
        self._mine: dict[str, dict[int, Row]] = {}
        self._handed: dict[str, float] = {}
        self._out: list[Row] = []
        self._last: OrderedDict[str, int] = OrderedDict()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self.swept = steady()  # when the last round of sweeping was done

    def lease(self) -> datetime:
        """Until when a row inserted now is this process's alone."""
        return self.store_time() + LEASE

    def hand_over(self, rows: Iterable[Row]) -> None:
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

    async def _is_first(self, row: Row) -> bool:
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
                self.hand_over([Row.of(document)])

    async def _deliver(self, row: Row) -> None:
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

    async def _published(self, row: Row) -> bool:
        """Send a row's messages in their order, and wait for all confirms at once: each goes to queues of its own."""
        async with self._gate:
            outcomes = await asyncio.gather(*map(self._publish, row.messages), return_exceptions=True)
        for failure in filter(None, outcomes):  # whatever it is, the row stays and is sent again
            log.warning("message waits for the broker", row=row.id, why=type(failure).__name__)
            return False
        return True

    async def _say(self, message: Sealed) -> None:
        await self._publish(message)

    async def _remove(self) -> None:
        """Forget what is out, all at once what has come together meanwhile: nobody waits for it."""
        while rows := self._out[:ROWS_AT_ONCE]:
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
