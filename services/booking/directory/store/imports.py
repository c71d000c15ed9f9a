"""Files of supervisors that were checked, and how far each has come."""

from datetime import datetime, timedelta

from services.booking.directory.imports import Import, ImportState
from shared.store.mongo import Database, IndexModel, Session, Tx, at_once

KEPT = timedelta(days=1)


class Imports:
    """One document a file; gone a day after it was checked. Its progress is a document of its own, which is written
    while the transaction that takes the file in is still under way.
    """

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        for name in ("imports", "imported"):
            await database[name].create_indexes([IndexModel("at", expireAfterSeconds=int(KEPT.total_seconds()))])

    async def add(self, checked: Import) -> None:
        document = {"_id": checked.id, **checked.model_dump(mode="json", by_alias=True), "at": checked.checked_at}
        await self._db["imports"].insert_one(document, session=self._session)

    async def find(self, import_id: str) -> Import | None:
        found = await self._db["imports"].find_one({"_id": import_id}, session=self._session)
        return Import.model_validate(found) if found else None

    async def begin(self, import_id: str, by: str) -> bool:
        """A person says yes to a file that is ready; False where it is not."""
        change = {"$set": {"state": "running", "by": by}}
        known = {"_id": import_id, "state": "ready"}
        return bool((await self._db["imports"].update_one(known, change, session=self._session)).modified_count)

    async def move(self, import_id: str, before: ImportState, after: ImportState) -> bool:
        """Bring a file from one state to the next; False where it was in another."""
        change = {"$set": {"state": after}}
        done = await self._db["imports"].update_one({"_id": import_id, "state": before}, change, session=self._session)
        return bool(done.modified_count)

    async def note_progress(self, import_id: str, done: int, at: datetime) -> None:
        """How many rows have been taken in, for whoever watches; written at once, outside the transaction."""

        async def write(session: Session) -> int:
            change = {"$set": {"done": done, "at": at}}
            await self._db["imported"].update_one({"_id": import_id}, change, upsert=True, session=session)
            return 1

        await at_once(self._db, write)

    async def progress(self, import_id: str) -> int:
        found = await self._db["imported"].find_one({"_id": import_id}, {"done": 1})
        return int(found["done"]) if found else 0
