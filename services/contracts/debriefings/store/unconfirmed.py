"""Requests of which nobody knows whose they are, as far back as limits look: a document of each kind."""

from datetime import datetime, timedelta

from services.contracts.debriefings.limits import DAY, Counted
from shared.store.mongo import Database, IndexModel, StaleRevision, Tx, insert_new

DEBRIEFINGS = "recent"
BLOCKED = timedelta(days=90)


class Unconfirmed:
    """Read and written in the transaction that takes the request: two at once are one after the other."""

    def __init__(self, tx: Tx, of: str = DEBRIEFINGS) -> None:
        self._id = of
        self._recent = tx.database["unconfirmed"]
        self._blocked = tx.database["blocked"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["unconfirmed"].create_indexes([IndexModel("at", expireAfterSeconds=int(DAY.total_seconds()))])
        await database["blocked"].create_indexes([IndexModel("at", expireAfterSeconds=int(BLOCKED.total_seconds()))])

    async def block(self, address: str, now: datetime) -> None:
        """Take no unconfirmed request with this address (a keyed digest) for some time."""
        await self._blocked.replace_one({"_id": address}, {"at": now}, upsert=True, session=self._session)

    async def is_blocked(self, address: str) -> bool:
        return await self._blocked.find_one({"_id": address}, {"_id": 1}, session=self._session) is not None

    async def recent(self) -> tuple[int, list[Counted]]:
        """The revision, and those of the last day."""
        found = await self._recent.find_one({"_id": self._id}, session=self._session)
        return (found["revision"], [Counted.model_validate(each) for each in found["rows"]]) if found else (0, [])

    async def save(self, revision: int, rows: tuple[Counted, ...]) -> None:
        """Write the next revision; StaleRevision when another request was first."""
        new = {"revision": revision + 1, "at": rows[-1].at, "rows": [each.model_dump() for each in rows]}
        if revision == 0:
            await insert_new(self._recent, {"_id": self._id, **new}, self._session)
            return
        known = {"_id": self._id, "revision": revision}
        done = await self._recent.update_one(known, {"$set": new}, session=self._session)
        if done.modified_count != 1:
            raise StaleRevision
