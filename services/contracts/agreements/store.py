"""Contracts as documents, and their PDFs beside them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from services.contracts.agreements.model import Agreement, State
from shared.store.mongo import ASCENDING, DESCENDING, Database, Document, IndexModel, Tx, replace_next

# Later than any.
LATEST = datetime(9999, 1, 1, tzinfo=UTC)
# A list shows no text.
_NOT_LISTED = {"text": 0, "keys": 0, "ended_keys": 0}


class Agreements:
    """One document a contract; `keys` are the digests of all links that it ever gave out."""

    def __init__(self, tx: Tx) -> None:
        self._agreements = tx.database["agreements"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["agreements"].create_indexes(
            [
                IndexModel("keys"),
                IndexModel("process_id"),
                IndexModel([("changed_at", DESCENDING), ("_id", ASCENDING)]),
                IndexModel([("terms.supervisors.id", ASCENDING), ("changed_at", DESCENDING)]),
                IndexModel([("state", ASCENDING), ("changed_at", DESCENDING)]),
                IndexModel([("terms.organisation_id", ASCENDING), ("changed_at", DESCENDING)]),
            ]
        )

    async def find(self, agreement_id: str) -> Agreement | None:
        return _agreement(await self._agreements.find_one({"_id": agreement_id}, session=self._session))

    async def under_way(self, process_id: str) -> Agreement | None:
        """What is drafted or to be signed of a process just now."""
        wanted = {"process_id": process_id, "state": {"$in": ["draft", "offered"]}}
        return _agreement(await self._agreements.find_one(wanted, session=self._session))

    async def by_link(self, key: str) -> Agreement | None:
        """The contract that this link (the digest of its token) is or was for."""
        return _agreement(await self._agreements.find_one({"keys": key}, session=self._session))

    async def page(
        self,
        before: datetime,
        limit: int,
        supervisor: str | None = None,
        organisations: Sequence[str] | None = None,
        states: Sequence[State] = (),
    ) -> list[Agreement]:
        """Those changed last before a moment, the latest first, without their texts: all, a supervisor's, some
        organisations'.
        """
        wanted: dict[str, object] = {"changed_at": {"$lt": before}}
        if supervisor is not None:
            wanted["terms.supervisors.id"] = supervisor
        if organisations is not None:
            wanted["terms.organisation_id"] = {"$in": list(organisations)}
        if states:
            wanted["state"] = {"$in": list(states)}
        found = self._agreements.find(wanted, _NOT_LISTED, session=self._session)
        rows = await found.sort("changed_at", DESCENDING).limit(limit).to_list(None)
        return [each for each in map(_agreement, rows) if each]

    async def add(self, agreement: Agreement) -> None:
        await self._agreements.insert_one(_document(agreement), session=self._session)

    async def save(self, agreement: Agreement) -> None:
        """Write the next revision; StaleRevision when another was first."""
        await replace_next(self._agreements, _document(agreement), self._session)


class Papers:
    """The PDFs of a contract's versions: `offered`, as its signers see it, and `signed`, sealed."""

    def __init__(self, tx: Tx) -> None:
        self._papers = tx.database["agreement_papers"]
        self._session = tx.session

    async def put(self, agreement: Agreement, pdf: bytes) -> None:
        """What stands for the contract from now on. `emails`: whose names are in it."""
        emails = sorted({each.email for each in agreement.signers})
        known = {"_id": agreement.id, "version": agreement.version, "emails": emails, "pdf": pdf}
        await self._papers.replace_one({"_id": agreement.id}, known, upsert=True, session=self._session)

    async def get(self, agreement_id: str) -> bytes | None:
        found = await self._papers.find_one({"_id": agreement_id}, session=self._session)
        return bytes(found["pdf"]) if found else None


def _document(agreement: Agreement) -> Document:
    keys = [*agreement.ended_keys, *(each.key for each in agreement.signers if each.key)]
    terms = agreement.terms.model_dump()
    first = agreement.terms.first_date
    whole = {**agreement.model_dump(exclude={"id"}), "terms": {**terms, "first_date": first and first.isoformat()}}
    return {"_id": agreement.id, **whole, "keys": keys}


def _agreement(document: Document | None) -> Agreement | None:
    return Agreement.model_validate({"id": document["_id"], **document}) if document else None
