"""What people were told of each thing, and how many letters each address outside the network was sent of late."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from services.notifications.letters.bounds import Recipient
from services.notifications.letters.model import Thing
from shared.store.mongo import ASCENDING, Database, Document, DuplicateKey, IndexModel, StaleRevision, Tx, insert_all

FORGOTTEN_AFTER = timedelta(days=2)  # longer than any letter waits


class Things:
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


class Recipients:
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


def _document(thing: Thing) -> Document:
    return {"_id": thing.id, **thing.model_dump(exclude={"id"})}
