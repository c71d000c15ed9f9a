"""Addresses from which letters came back, one document each."""

from datetime import datetime

from services.notifications.bounces.model import Failing
from services.notifications.bounces.suppression import FORGOTTEN_AFTER
from shared.fields import address_key
from shared.store.mongo import ASCENDING, DESCENDING, Database, Document, IndexModel, Tx

MOST = 5000


class FailingAddresses:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._failing = tx.database["failing_addresses"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["failing_addresses"].create_indexes(
            [
                IndexModel([("suppressed", ASCENDING), ("since", DESCENDING)]),
                IndexModel([("forget_at", ASCENDING)], expireAfterSeconds=0),
            ]
        )

    async def of(self, email: str) -> Failing:
        """What is known of an address: nothing, mostly."""
        key = address_key(email)
        found = await self._failing.find_one({"_id": key}, session=self._session)
        return _failing(found) if found else Failing(email=key)

    async def save(self, failing: Failing, now: datetime) -> None:
        document = {**failing.model_dump(exclude={"email"}), "_id": failing.email, "forget_at": now + FORGOTTEN_AFTER}
        await self._failing.replace_one({"_id": failing.email}, document, upsert=True, session=self._session)

    async def suppressed(self, limit: int) -> list[Failing]:
        """The latest first."""
        found = self._failing.find({"suppressed": True}, session=self._session).sort("since", DESCENDING).limit(limit)
        return [_failing(each) for each in await found.to_list(limit)]

    async def all_suppressed(self) -> frozenset[str]:
        """Their addresses: of a network, some."""
        found = self._failing.find({"suppressed": True}, {"_id": 1}, session=self._session).limit(MOST)
        return frozenset(str(each["_id"]) for each in await found.to_list(MOST))


def _failing(document: Document) -> Failing:
    return Failing.model_validate({"email": document["_id"], **document})
