"""Contracts' documents: the only place that knows the database.

A debriefing's facts are added where they belong without reading the debriefing first, so that news that comes all at
once seldom gets in its own way. What happened lies beside them as ciphertext and is read by nobody but `told_to`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.contracts.model import Debriefing, Fact, Network, Organisation
from services.contracts.rules.organisations import folded
from shared.mongo import ASCENDING, Database, Document, IndexModel, StaleRevision, Tx

KEYS_KEPT_SECONDS = 30 * 24 * 3600
_NOT_READ = {"sealed": 0, "readers": 0, "status_key": 0, "verify_key": 0}


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
            [IndexModel("status_key", unique=True), IndexModel("verify_key", unique=True), IndexModel("readers")]
        )
        await database["asked"].create_indexes([IndexModel("at", expireAfterSeconds=KEYS_KEPT_SECONDS)])

    # Debriefings

    async def add(self, debriefing: Debriefing, sealed: bytes, status_key: str, verify_key: str) -> None:
        """A new debriefing, what happened as ciphertext, and the digests of its requester's two links."""
        links = {"status_key": status_key, "verify_key": verify_key, "readers": []}
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

    async def add_facts(self, debriefing_id: str, facts: Iterable[Fact], readers: Iterable[str] = ()) -> None:
        """Note what was heard, once; `readers` (digests of their links' tokens) may now read what happened."""
        new: dict[str, Any] = {"facts": {"$each": [fact.model_dump() for fact in facts]}}
        if keys := list(readers):
            new["readers"] = {"$each": keys}
        await self._db["debriefings"].update_one({"_id": debriefing_id}, {"$addToSet": new}, session=self._session)

    async def told_to(self, reader_key: str) -> tuple[Debriefing, bytes] | None:
        """The debriefing that this reader leads, with the ciphertext of what happened; None once it is withdrawn."""
        found = await self._db["debriefings"].find_one({"readers": reader_key}, session=self._session)
        if found is None or found["withdrawn_at"] is not None:
            return None
        return _debriefing(found), found["sealed"]

    async def _one(self, wanted: Document) -> Debriefing | None:
        found = await self._db["debriefings"].find_one(wanted, _NOT_READ, session=self._session)
        return _debriefing(found) if found else None

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
