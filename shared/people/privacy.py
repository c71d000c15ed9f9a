"""Shows people what a service keeps about them, and forgets them."""

from collections.abc import Sequence
from typing import Any

from shared.fields import address_on_the_wire
from shared.people.personal_data import DataSubject, PersonalData, folded_at, shown, without
from shared.store.mongo import Collection, Database, Document, Tx


class Privacy:
    """Reads and writes what one service's table names, in one transaction or outside of any."""

    def __init__(self, tx: Tx, table: Sequence[PersonalData]) -> None:
        self._db = tx.database
        self._session = tx.session
        self._table = table

    async def export(self, subject: DataSubject) -> dict[PersonalData, list[dict[str, list[Any]]]]:
        """All that is data about somebody, document by document."""
        found = {
            data: [shown(each, data, subject) for each in await self._about(data, subject)] for data in self._table
        }
        return {data: documents for data, documents in found.items() if documents}

    async def erase(self, subject: DataSubject) -> None:
        """Forget somebody; again it changes nothing."""
        for data in self._table:
            for document in await self._about(data, subject):
                known = {"_id": document["_id"]}
                if data.erasing == "remove":
                    await self._db[data.collection].delete_one(known, session=self._session)
                else:
                    left = {name: value for name, value in document.items() if name not in (*data.drops, "_id")}
                    blank = {**without(left, subject), **known}
                    await self._db[data.collection].replace_one(known, blank, session=self._session)

    async def _about(self, data: PersonalData, subject: DataSubject) -> list[Document]:
        """Every document about them, each once, field by field: each has its index."""
        addresses = {"$in": sorted({subject.email, address_on_the_wire(subject.email)})}
        wanted: list[Document] = [{field: addresses} for field in data.by]
        if subject.supervisor is not None:
            wanted += [{field: subject.supervisor} for field in data.by_id]
            wanted += [{field: subject.name} for field in data.by_name if subject.name]
        found: dict[Any, Document] = {}
        for each in wanted:
            # bounded: of one person; all of it is told, and erased
            about = self._db[data.collection].find(each, session=self._session)
            found |= {document["_id"]: document async for document in about}
        return list(found.values())


async def prepare(database: Database, table: Sequence[PersonalData]) -> None:
    """An index for each field by which somebody is found; what was written before addresses had one form gets it."""
    for data in table:
        collection = database[data.collection]
        indexed = {index["key"][0][0] for index in (await collection.index_information()).values()}
        for name in sorted({*data.by, *data.by_id, *data.by_name} - indexed - {"_id", *data.scanned}):
            await collection.create_index(name)
        done = {"_id": f"addresses of {data.collection}"}
        if await database["migrations"].find_one(done) is None:
            await _fold(collection, data)
            await database["migrations"].replace_one(done, done, upsert=True)


async def _fold(collection: Collection, data: PersonalData) -> None:
    otherwise = {"$regex": "[A-Z]|[^\\x00-\\x7f]"}
    for name in [each for each in data.by if each != "_id"]:
        first, *rest = name.split(".")
        # bounded: once for a database, and one document at a time
        async for document in collection.find({name: otherwise}):
            folded = folded_at(document[first], rest)
            if folded != document[first]:
                unchanged = {"_id": document["_id"], first: document[first]}
                await collection.update_one(unchanged, {"$set": {first: folded}})
