"""Rehearsals, one document each."""

from datetime import datetime, timedelta

from services.notifications.drills.model import Drill
from shared.store.mongo import DESCENDING, Database, Document, IndexModel, StaleRevision, Tx

KEPT = timedelta(days=90)


class Drills:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._drills = tx.database["drills"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["drills"].create_indexes(
            [IndexModel("called_at", expireAfterSeconds=int(KEPT.total_seconds())), IndexModel("people.key")]
        )

    async def of(self, drill_id: str) -> Drill | None:
        return _drill(await self._drills.find_one({"_id": drill_id}, session=self._session))

    async def of_link(self, key: str) -> Drill | None:
        return _drill(await self._drills.find_one({"people.key": key}, session=self._session))

    async def since(self, moment: datetime) -> bool:
        """Whether there was one."""
        return (
            await self._drills.find_one({"called_at": {"$gt": moment}}, {"_id": 1}, session=self._session) is not None
        )

    async def latest(self, limit: int) -> list[Drill]:
        found = self._drills.find({}, session=self._session).sort("called_at", DESCENDING).limit(limit)
        return [drill for each in await found.to_list(limit) if (drill := _drill(each))]

    async def save(self, drill: Drill) -> None:
        """Write it in the place of the version before; StaleRevision when another was first."""
        document = {"_id": drill.id, **drill.model_dump(exclude={"id"})}
        if drill.version == 1:
            await self._drills.insert_one(document, session=self._session)
            return
        known = {"_id": drill.id, "version": drill.version - 1}
        if (await self._drills.replace_one(known, document, session=self._session)).matched_count != 1:
            raise StaleRevision


def _drill(document: Document | None) -> Drill | None:
    return Drill.model_validate({"id": document["_id"], **document}) if document else None
