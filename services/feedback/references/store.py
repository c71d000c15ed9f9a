"""References: one document each, its consent's history in it."""

from datetime import datetime, timedelta

from services.feedback.references.model import Reference
from shared.store.mongo import Database, IndexModel, StaleRevision, Tx

# A consent can be asked about for some years after it has ended.
KEPT = timedelta(days=3 * 365)
LIST_LIMIT = 500


class References:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._references = tx.database["references"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["references"].create_indexes(
            [IndexModel("key"), IndexModel("state"), IndexModel("kept_until", expireAfterSeconds=0)]
        )

    async def find(self, reference_id: str) -> Reference | None:
        found = await self._references.find_one({"_id": reference_id}, session=self._session)
        return Reference.model_validate({"id": reference_id, **found}) if found else None

    async def of_link(self, key: str) -> Reference | None:
        """The one whose link has this digest."""
        found = await self._references.find_one({"key": key}, session=self._session)
        return Reference.model_validate({"id": found["_id"], **found}) if found else None

    async def add(self, new: Reference) -> None:
        document = {"_id": new.id, **new.model_dump(exclude={"id"}), "kept_until": new.until + KEPT}
        await self._references.insert_one(document, session=self._session)

    async def move(self, before: Reference, after: Reference) -> None:
        """From one state into the next; StaleRevision where somebody was quicker."""
        done = await self._references.update_one(
            {"_id": before.id, "state": before.state},
            {"$set": after.model_dump(include={"state", "history"})},
            session=self._session,
        )
        if done.modified_count != 1:
            raise StaleRevision

    async def every(self) -> list[Reference]:
        """All of them, the latest asked for first."""
        found = await self._references.find({}, session=self._session).to_list(LIST_LIMIT)
        known = [Reference.model_validate({"id": each["_id"], **each}) for each in found]
        return sorted(known, key=lambda each: each.history[0].at if each.history else each.until, reverse=True)

    async def given(self, now: datetime) -> list[Reference]:
        """Those that are consented to and whose time is not over."""
        wanted = {"state": "given", "until": {"$gt": now}}
        found = await self._references.find(wanted, session=self._session).to_list(LIST_LIMIT)
        return [Reference.model_validate({"id": each["_id"], **each}) for each in found]
