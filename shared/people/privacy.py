"""Shows people what a service keeps about them, and forgets them."""

from collections.abc import Sequence
from typing import Any

from shared.mongo import Collection, Database, Document, Tx
from shared.people.kept import Kept, Whom, folded_at, shown, wire_form, without


class Privacy:
    """Reads and writes what one service's table names, in one transaction or outside of any."""

    def __init__(self, tx: Tx, table: Sequence[Kept]) -> None:
        self._db = tx.database
        self._session = tx.session
        self._table = table

    async def held(self, whom: Whom) -> dict[Kept, list[dict[str, list[Any]]]]:
        """All that is kept about somebody, document by document."""
        found = {kept: [shown(each, kept, whom) for each in await self._about(kept, whom)] for kept in self._table}
        return {kept: documents for kept, documents in found.items() if documents}

    async def erase(self, whom: Whom) -> None:
        """Forget somebody; again it changes nothing."""
        for kept in self._table:
            for document in await self._about(kept, whom):
                known = {"_id": document["_id"]}
                if kept.erasing == "remove":
                    await self._db[kept.collection].delete_one(known, session=self._session)
                else:
                    left = {name: value for name, value in document.items() if name not in (*kept.drops, "_id")}
                    blank = {**without(left, whom), **known}
                    await self._db[kept.collection].replace_one(known, blank, session=self._session)

    async def _about(self, kept: Kept, whom: Whom) -> list[Document]:
        """Every document about them, each once, field by field: each has its index."""
        addresses = {"$in": sorted({whom.email, wire_form(whom.email)})}
        wanted: list[Document] = [{field: addresses} for field in kept.by]
        if whom.supervisor is not None:
            wanted += [{field: whom.supervisor} for field in kept.by_id]
            wanted += [{field: whom.name} for field in kept.by_name if whom.name]
        found: dict[Any, Document] = {}
        for each in wanted:
            # bounded: of one person; all of it is told, and erased
            about = self._db[kept.collection].find(each, session=self._session)
            found |= {document["_id"]: document async for document in about}
        return list(found.values())


async def prepare(database: Database, table: Sequence[Kept]) -> None:
    """An index for each field by which somebody is found; what was written before addresses had one form gets it."""
    for kept in table:
        collection = database[kept.collection]
        indexed = {index["key"][0][0] for index in (await collection.index_information()).values()}
        for name in sorted({*kept.by, *kept.by_id, *kept.by_name} - indexed - {"_id", *kept.scanned}):
            await collection.create_index(name)
        done = {"_id": f"addresses of {kept.collection}"}
        if await database["migrations"].find_one(done) is None:
            await _fold(collection, kept)
            await database["migrations"].replace_one(done, done, upsert=True)


async def _fold(collection: Collection, kept: Kept) -> None:
    otherwise = {"$regex": "[A-Z]|[^\\x00-\\x7f]"}
    for name in [each for each in kept.by if each != "_id"]:
        first, *rest = name.split(".")
        # bounded: once for a database, and one document at a time
        async for document in collection.find({name: otherwise}):
            folded = folded_at(document[first], rest)
            if folded != document[first]:
                unchanged = {"_id": document["_id"], first: document[first]}
                await collection.update_one(unchanged, {"$set": {first: folded}})
