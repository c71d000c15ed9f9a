"""What people were told of each thing, and until when that is remembered."""

from collections.abc import Iterable, Sequence

from services.notifications.rules.stale import Thing
from shared.store.mongo import ASCENDING, Database, Document, DuplicateKey, IndexModel, StaleRevision, Tx, insert_all


class ThingStore:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._things = tx.database["things"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["things"].create_indexes([IndexModel([("forget_after", ASCENDING)], expireAfterSeconds=0)])

    async def find(self, ids: Sequence[str]) -> dict[str, Thing]:
        """Those of these things of which anything was told."""
        if not ids:
            return {}
        rows = self._things.find({"_id": {"$in": list(ids)}}, session=self._session)
        return {row["_id"]: Thing.model_validate({"id": row["_id"], **row}) async for row in rows}

    async def save(self, things: Iterable[Thing]) -> None:
        """StaleRevision where another has told of one of them since it was read."""
        new = [each for each in things if each.version == 1]
        for thing in things:
            if thing.version > 1:
                await self._replace(thing)
        if new:
            try:
                await insert_all(self._things, [_document(each) for each in new], self._session)
            except DuplicateKey as another:
                raise StaleRevision from another

    async def _replace(self, thing: Thing) -> None:
        known = {"_id": thing.id, "version": thing.version - 1}
        done = await self._things.replace_one(known, _document(thing), session=self._session)
        if not done.modified_count:
            raise StaleRevision


def _document(thing: Thing) -> Document:
    return {"_id": thing.id, **thing.model_dump(exclude={"id"})}
