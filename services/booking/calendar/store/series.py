"""The changes of each series, counted: what is said of its sessions goes out in that order."""

from shared.store.mongo import DuplicateKey, StaleRevision, Tx


class SeriesChanges:
    """One document a series."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session

    async def following(self, series_id: str) -> int:
        """The number of a series' next change, from 1 on; StaleRevision when somebody else was first."""
        found = await self._db["series"].find_one({"_id": series_id}, session=self._session)
        if found is None:
            await self._first(series_id)
            return 1
        number = int(found["revision"]) + 1
        known = {"_id": series_id, "revision": found["revision"]}
        done = await self._db["series"].update_one(known, {"$set": {"revision": number}}, session=self._session)
        if done.modified_count != 1:
            raise StaleRevision
        return number

    async def _first(self, series_id: str) -> None:
        try:
            await self._db["series"].insert_one({"_id": series_id, "revision": 1}, session=self._session)
        except DuplicateKey as other:
            raise StaleRevision from other
