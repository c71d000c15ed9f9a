"""What a committed change publishes, and its timers: rows that wait in the database until the broker has them.

A transaction leaves one row for each aggregate it changed: the messages to send, claimed for this process. After the
commit the rows are handed over in memory, so the path of an urgent request waits for no poll; the sweeper takes only
what a crash left (`relay`). Replicas share rows by leases. Messages of one aggregate go out in the order of its
revisions.
Timers are rows with a due time, held by a lease while they are sent: what a crashed process held is sent by the next.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from shared.messaging.rows import OutboxRow, Timer
from shared.store.mongo import (
    ASCENDING,
    Collection,
    Database,
    Document,
    DuplicateKey,
    IndexModel,
    Session,
    StaleRevision,
    Tx,
    at_once,
    insert_all,
)

ROWS_AT_ONCE, TIMERS_AT_ONCE = 500, 200
MOST_COUNTED = 1_000
LATE_AFTER = timedelta(seconds=5)


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

    async def add(self, rows: Iterable[OutboxRow], owner: str, lease: datetime) -> None:
        """StaleRevision where something was said of an aggregate's revision already: somebody else was quicker."""
        documents = [row.document(owner, lease) for row in rows]
        if documents:
            try:
                await insert_all(self._rows, documents, self._session)
            except DuplicateKey as quicker:
                raise StaleRevision from quicker

    async def set_timer(self, timer: Timer) -> None:
        new = {"due": timer.due, "message": timer.message.document()}
        if timer.keep:
            await self._timers.update_one({"_id": timer.key}, {"$setOnInsert": new}, upsert=True, session=self._session)
            return
        await self._timers.replace_one({"_id": timer.key}, new, upsert=True, session=self._session)

    async def cancel_timer(self, key: str) -> None:
        await self._timers.delete_one({"_id": key}, session=self._session)

    async def remove(self, rows: Sequence[OutboxRow]) -> None:
        """Forget rows that are out. One that somebody holds stays for now: it is swept up and sent again."""
        done = await self._delete(self._rows, {"_id": {"$in": [row.id for row in rows]}})
        if not done and len(rows) > 1:  # one that is held keeps no other
            for row in rows:
                await self.remove([row])

    async def before(self, row: OutboxRow) -> list[Document]:
        """Rows of the same aggregate that must go out first; of very many some."""
        earlier = {"aggregate": row.aggregate, "seq": {"$lt": row.seq}}
        return await self._rows.find(earlier).limit(ROWS_AT_ONCE).to_list(ROWS_AT_ONCE)

    async def waiting(self) -> int:
        """How many rows are still to be sent; MOST_COUNTED stands for that many and more."""
        return await self._rows.count_documents({}, limit=MOST_COUNTED)

    async def oldest(self) -> datetime | None:
        """When the oldest of them was said; of very many one of the oldest."""
        rows = await self._rows.find({}, {"messages.time": 1}).limit(ROWS_AT_ONCE).to_list(ROWS_AT_ONCE)
        times = [message["time"] for row in rows for message in row["messages"]]
        return min(times, default=None)

    async def count_late(self, now: datetime) -> int:
        """How many timers should have been sent by now, with some seconds of grace."""
        return await self._timers.count_documents({"due": {"$lt": now - LATE_AFTER}}, limit=MOST_COUNTED)

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
