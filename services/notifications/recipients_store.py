"""How many letters each address outside the network was sent of late."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from services.notifications.rules.bounds import Recipient
from shared.store.mongo import ASCENDING, Database, DuplicateKey, IndexModel, StaleRevision, Tx

FORGOTTEN_AFTER = timedelta(days=2)  # longer than any letter waits


class RecipientStore:
    """Reads and writes in one transaction, or outside of any. Addresses are hidden before they come here."""

    def __init__(self, tx: Tx) -> None:
        self._recipients = tx.database["recipients"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["recipients"].create_indexes([IndexModel([("forget_after", ASCENDING)], expireAfterSeconds=0)])

    async def find(self, whos: Sequence[str]) -> dict[str, Recipient]:
        rows = self._recipients.find({"_id": {"$in": list(whos)}}, session=self._session)
        return {row["_id"]: Recipient.model_validate({"who": row["_id"], **row}) async for row in rows}

    async def save(self, recipients: Iterable[Recipient], now: datetime) -> None:
        """StaleRevision where somebody else was written to since they were read: counts must not be lost."""
        for each in recipients:
            new = {"version": each.version + 1, "times": list(each.times), "forget_after": now + FORGOTTEN_AFTER}
            if each.version:
                known = {"_id": each.who, "version": each.version}
                if not (await self._recipients.replace_one(known, new, session=self._session)).modified_count:
                    raise StaleRevision
            else:
                try:
                    await self._recipients.insert_one({"_id": each.who, **new}, session=self._session)
                except DuplicateKey as another:
                    raise StaleRevision from another
