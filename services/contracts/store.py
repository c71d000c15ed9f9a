"""Contracts' documents: the only place that knows the database.

What is heard of a debriefing lies beside it, a row for each piece of news, so that news that comes all at once never
gets in its own way. What happened lies in the debriefing as ciphertext and is read by nobody but `told_to`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.contracts.model import Debriefing, Fact, Network, Organisation
from services.contracts.rules.organisations import folded
from shared.mongo import ASCENDING, Database, Document, IndexModel, StaleRevision, Tx

KEYS_KEPT_SECONDS = 30 * 24 * 3600
_NOT_READ = {"sealed": 0, "status_key": 0, "verify_key": 0}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked under an idempotency key: a digest of the body, and the debriefing that it led to."""

    body: str
    debriefing_id: str


class Store:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["debriefings"].create_indexes(
            [IndexModel("status_key", unique=True), IndexModel("verify_key", unique=True)]
        )
        await database["news"].create_indexes([IndexModel("debriefing"), IndexModel("readers", sparse=True)])
        await database["asked"].create_indexes([IndexModel("at", expireAfterSeconds=KEYS_KEPT_SECONDS)])

    # Debriefings

    async def add(self, debriefing: Debriefing, sealed: bytes, status_key: str, verify_key: str) -> None:
        """A new debriefing, what happened as ciphertext, and the digests of its requester's two links."""
        links = {"status_key": status_key, "verify_key": verify_key}
        document = {"_id": debriefing.id, **debriefing.model_dump(exclude={"id"}), **links, "sealed": sealed}
        await self._db["debriefings"].insert_one(document, session=self._session)

    async def by_status_link(self, key: str) -> Debriefing | None:
        return await self._one({"status_key": key})

    async def by_verify_link(self, key: str) -> Debriefing | None:
        return await self._one({"verify_key": key})

    async def save(self, debriefing: Debriefing) -> None:
        """Write the debriefing's next revision with the fact it ends in; StaleRevision when another was first."""
        known = {"_id": debriefing.id, "revision": debriefing.revision - 1}
        own = {"revision", "verified", "routed", "window", "window_reason", "withdrawn_at"}
        change = {"$set": debriefing.model_dump(include=own), "$push": {"facts": debriefing.facts[-1].model_dump()}}
        done = await self._db["debriefings"].update_one(known, change, session=self._session)
        if done.modified_count != 1:
            raise StaleRevision

    async def note(self, news: Mapping[str, Sequence[Fact]], readers: Sequence[str] = ()) -> None:
        """Note what was heard, by debriefing; `readers` (digests of their links' tokens) may now read what happened."""
        may_read = {"readers": list(readers)} if readers else {}
        rows = [
            {"debriefing": debriefing, "fact": fact.model_dump(), **may_read}
            for debriefing, facts in news.items()
            for fact in facts
        ]
        await self._db["news"].insert_many(rows, session=self._session)

    async def told_to(self, reader_key: str) -> tuple[Debriefing, bytes] | None:
        """The debriefing that this reader leads, with the ciphertext of what happened; None once it is withdrawn."""
        news = await self._db["news"].find_one({"readers": reader_key}, {"debriefing": 1}, session=self._session)
        if news is None:
            return None
        found = await self._db["debriefings"].find_one({"_id": news["debriefing"]}, session=self._session)
        if found is None or found["withdrawn_at"] is not None:
            return None
        return _debriefing(found), found["sealed"]

    async def _one(self, wanted: Document) -> Debriefing | None:
        """A debriefing with all that was heard of it, each fact once."""
        found = await self._db["debriefings"].find_one(wanted, _NOT_READ, session=self._session)
        if found is None:
            return None
        heard = await self._db["news"].find({"debriefing": found["_id"]}, session=self._session).to_list(None)
        rows = sorted(heard, key=lambda row: row["_id"])
        return _debriefing({**found, "facts": [*found["facts"], *(row["fact"] for row in rows)]})

    # Idempotency keys

    async def asked(self, key: str) -> Asked | None:
        """What was asked under this key before."""
        found = await self._db["asked"].find_one({"_id": key}, session=self._session)
        return Asked(found["body"], found["debriefing_id"]) if found else None

    async def note_asked(self, key: str, asked: Asked, at: datetime) -> None:
        """DuplicateKey when the same key is used at this very moment."""
        document = {"_id": key, "body": asked.body, "debriefing_id": asked.debriefing_id, "at": at}
        await self._db["asked"].insert_one(document, session=self._session)

    # Organisations and the network's choices

    async def organisation(self, name: str) -> Organisation | None:
        found = await self._db["organisations"].find_one({"_id": folded(name)}, session=self._session)
        return Organisation.model_validate(found) if found else None

    async def organisations(self, after: str, limit: int) -> list[Organisation]:
        wanted = {"_id": {"$gt": folded(after)}}
        found = self._db["organisations"].find(wanted).sort("_id", ASCENDING).limit(limit)
        return [Organisation.model_validate(document) async for document in found]

    async def save_organisations(self, organisations: Sequence[Organisation]) -> None:
        """Add these, or put them in the place of those with the same names."""
        documents = [{"_id": folded(each.name), **each.model_dump()} for each in organisations]
        ids = [document["_id"] for document in documents]
        await self._db["organisations"].delete_many({"_id": {"$in": ids}}, session=self._session)
        await self._db["organisations"].insert_many(documents, session=self._session)

    async def network(self) -> Network:
        found = await self._db["network"].find_one({"_id": "network"}, session=self._session)
        return Network.model_validate(found or {})

    async def save_network(self, network: Network) -> None:
        new = network.model_dump()
        await self._db["network"].replace_one({"_id": "network"}, new, upsert=True, session=self._session)


def _debriefing(document: Mapping[str, Any]) -> Debriefing:
    return Debriefing.model_validate({"id": document["_id"], **document})
