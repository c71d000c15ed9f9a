"""Supervisors, as booking tells of them: who is of the network, and who has left. Whoever is not here was never told
of, and reads what their link opens.
"""

from services.contracts.model.supervisors import Supervisor
from shared.store.mongo import Database, Document, IndexModel, Tx


class Supervisors:
    """One document a supervisor; of who has left an id and a number stay, so that older news is known to be old."""

    def __init__(self, tx: Tx) -> None:
        self._supervisors = tx.database["supervisors"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["supervisors"].create_indexes([IndexModel("email", sparse=True)])

    async def find(self, supervisor_id: str) -> Supervisor | None:
        """Who is of the network; None for who has left, and who was never told of."""
        found = await self._supervisors.find_one({"_id": supervisor_id}, session=self._session)
        return Supervisor.model_validate({"id": supervisor_id, **found}) if found and not found.get("left") else None

    async def have_left(self, supervisor_id: str) -> bool:
        known = {"_id": supervisor_id, "left": True}
        return await self._supervisors.find_one(known, {"_id": 1}, session=self._session) is not None

    async def admit(self, supervisor: Supervisor) -> None:
        """Keep what was said, unless something later is known."""
        await self._keep(supervisor.id, supervisor.revision, supervisor.model_dump(exclude={"id"}))

    async def dismiss(self, supervisor_id: str, revision: int) -> None:
        """They are of the network no more, unless something later is known."""
        await self._keep(supervisor_id, revision, {"revision": revision, "left": True})

    async def _keep(self, supervisor_id: str, revision: int, told: Document) -> None:
        known = await self._supervisors.find_one({"_id": supervisor_id}, {"revision": 1}, session=self._session)
        if known is None or known["revision"] < revision:
            await self._supervisors.replace_one({"_id": supervisor_id}, told, upsert=True, session=self._session)
