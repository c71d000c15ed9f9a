"""Who is on call."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.booking.model.roster import Duty
from shared.mongo import ASCENDING, Database, IndexModel, Tx

LONGEST_DUTY = timedelta(days=31)


class Roster:
    """One document a duty."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["duties"].create_indexes([IndexModel([("until", ASCENDING)])])

    async def on_duty(self, at: datetime) -> list[Duty]:
        """Who is on call at this instant, the first in line before the backups."""
        wanted = {"until": {"$gt": at, "$lte": at + LONGEST_DUTY}, "since": {"$lte": at}}
        found = [Duty.model_validate(d) async for d in self._db["duties"].find(wanted, session=self._session)]
        return sorted(found, key=lambda duty: (duty.backup, duty.since, duty.supervisor_id))

    async def save(self, duties: Sequence[Duty]) -> None:
        documents = [{"_id": f"{d.supervisor_id}@{d.since:%Y%m%dT%H%M%S}", **d.model_dump()} for d in duties]
        ids = [document["_id"] for document in documents]
        await self._db["duties"].delete_many({"_id": {"$in": ids}}, session=self._session)
        await self._db["duties"].insert_many(documents, session=self._session)

    async def coming(self, since: datetime, limit: int) -> list[Duty]:
        found = self._db["duties"].find({"until": {"$gt": since}}).sort("until", ASCENDING).limit(limit)
        return [Duty.model_validate(document) async for document in found]
