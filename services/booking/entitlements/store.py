"""Entitlements: one document a process."""

from services.booking.entitlements.model import Entitlement
from shared.store.mongo import Database, Document, IndexModel, Tx, insert_new, replace_next

# Of one supervisor's, in the form for planning.
MOST_OFFERED = 200


class Entitlements:
    """Found by the process, or by the contract in force."""

    def __init__(self, tx: Tx) -> None:
        self._all = tx.database["entitlements"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["entitlements"].create_indexes(
            [IndexModel("terms.contract_id", sparse=True), IndexModel("terms.supervisors"), IndexModel("state")]
        )

    async def find(self, process_id: str) -> Entitlement | None:
        return _read(await self._all.find_one({"_id": process_id}, session=self._session))

    async def of_contract(self, contract_id: str) -> Entitlement | None:
        """That of the process in which this contract is in force."""
        return _read(await self._all.find_one({"terms.contract_id": contract_id}, session=self._session))

    async def of_supervisor(self, supervisor_id: str) -> list[Entitlement]:
        """Those by which this supervisor may book now; of very many some."""
        wanted = {"terms.supervisors": supervisor_id, "state": {"$in": ["by_hand", "placed", "unplaced"]}}
        found = await self._all.find(wanted, session=self._session).limit(MOST_OFFERED).to_list(MOST_OFFERED)
        return [each for each in map(_read, found) if each is not None]

    async def unplaced(self) -> list[Entitlement]:
        """Those whose series waits for somebody's choices; of very many some."""
        found = (
            await self._all.find({"state": "unplaced"}, session=self._session).limit(MOST_OFFERED).to_list(MOST_OFFERED)
        )
        return [each for each in map(_read, found) if each is not None]

    async def add(self, entitlement: Entitlement) -> None:
        """StaleRevision where the process is known by now."""
        await insert_new(self._all, _document(entitlement), self._session)

    async def save(self, entitlement: Entitlement) -> None:
        """StaleRevision when somebody else was first."""
        await replace_next(self._all, _document(entitlement), self._session)


def _document(entitlement: Entitlement) -> Document:
    known = entitlement.model_dump(exclude={"id", "terms", "before"})
    terms, before = (each.model_dump(mode="json") if each else None for each in (entitlement.terms, entitlement.before))
    return {"_id": entitlement.id, **known, "state": entitlement.state.value, "terms": terms, "before": before}


def _read(document: Document | None) -> Entitlement | None:
    return Entitlement.model_validate({"id": document["_id"], **document}) if document else None
