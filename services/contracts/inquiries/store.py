"""Inquiries as documents; `keys` are the digests of the links that open each."""

from datetime import UTC, date, datetime

from services.contracts.inquiries.model import Inquiry
from shared.store.mongo import ASCENDING, DESCENDING, Database, Document, IndexModel, Tx, replace_next

# Later than any.
LATEST = datetime(9999, 1, 1, tzinfo=UTC)


class Inquiries:
    """One document an inquiry."""

    def __init__(self, tx: Tx) -> None:
        self._inquiries = tx.database["inquiries"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["inquiries"].create_indexes(
            [
                IndexModel("status_key", unique=True),
                IndexModel("offers.key"),
                IndexModel("offers.id"),
                IndexModel("offers.email"),
                IndexModel("asker.email"),
                IndexModel("changed_at"),
                IndexModel([("received_at", DESCENDING)]),
            ]
        )

    async def find(self, inquiry_id: str) -> Inquiry | None:
        return await self._one({"_id": inquiry_id})

    async def followed(self, key: str) -> Inquiry | None:
        """What its asker's link opens."""
        return await self._one({"status_key": key})

    async def offered(self, key: str) -> Inquiry | None:
        """What a supervisor's link opens."""
        return await self._one({"offers.key": key})

    async def page(self, before: datetime, limit: int) -> list[Inquiry]:
        """Those received before a moment, the latest first."""
        found = self._inquiries.find({"received_at": {"$lt": before}}, session=self._session)
        rows = await found.sort("received_at", DESCENDING).limit(limit).to_list(None)
        return [_inquiry(each) for each in rows]

    async def unchanged_since(self, moment: datetime, after: str, limit: int) -> list[str]:
        """The ids of those that nobody has touched since, in their order."""
        wanted = {"changed_at": {"$lt": moment}, "_id": {"$gt": after}}
        found = self._inquiries.find(wanted, {"_id": 1}, session=self._session).sort("_id", ASCENDING).limit(limit)
        return [each["_id"] for each in await found.to_list(None)]

    async def add(self, inquiry: Inquiry) -> None:
        """DuplicateKey where the same was sent at this very moment."""
        await self._inquiries.insert_one(_document(inquiry), session=self._session)

    async def save(self, inquiry: Inquiry) -> None:
        """Write the next revision; StaleRevision when another was first."""
        await replace_next(self._inquiries, _document(inquiry), self._session)

    async def remove(self, ids: list[str]) -> None:
        if ids:
            await self._inquiries.delete_many({"_id": {"$in": ids}}, session=self._session)

    async def _one(self, wanted: Document) -> Inquiry | None:
        found = await self._inquiries.find_one(wanted, session=self._session)
        return _inquiry(found) if found else None


def _document(inquiry: Inquiry) -> Document:
    start: date | None = inquiry.start
    return {"_id": inquiry.id, **inquiry.model_dump(exclude={"id"}), "start": start and start.isoformat()}


def _inquiry(document: Document) -> Inquiry:
    return Inquiry.model_validate({**document, "id": document["_id"]})
