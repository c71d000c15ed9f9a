"""The network's choices, one document; its supervisors, as booking tells of them."""

from services.contracts.network.model import Network, Supervisor
from shared.store.mongo import ASCENDING, Database, Document, IndexModel, Tx


class NetworkStore:
    """The choices, or the usual ones where none are made."""

    def __init__(self, tx: Tx) -> None:
        self._network = tx.database["network"]
        self._session = tx.session

    async def read(self) -> Network:
        found = await self._network.find_one({"_id": "network"}, session=self._session)
        return Network.model_validate(found or {})

    async def save(self, network: Network) -> None:
        new = network.model_dump()
        await self._network.replace_one({"_id": "network"}, new, upsert=True, session=self._session)


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

    async def everybody(self, limit: int = 500) -> list[Supervisor]:
        """Who is of the network, by name."""
        here = self._supervisors.find({"left": {"$ne": True}}, session=self._session)
        found = await here.sort("name", ASCENDING).limit(limit).to_list(None)
        return [Supervisor.model_validate({"id": each["_id"], **each}) for each in found]

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
