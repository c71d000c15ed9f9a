"""The network's settings."""

from services.booking.network.model import Network
from shared.store.mongo import Tx
from shared.store.revisions import Revisions


class NetworkStore:
    """One document for the whole network."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session
        self._revisions = Revisions(tx)

    async def read(self) -> Network:
        """As they are."""
        return await self._revisions.kept(["network"], "network", self._read)

    async def save(self, network: Network) -> None:
        new = network.model_dump(mode="json")
        await self._db["network"].replace_one({"_id": "network"}, new, upsert=True, session=self._session)
        await self._revisions.change("network")

    async def _read(self) -> Network:
        found = await self._db["network"].find_one({"_id": "network"}, session=self._session)
        return Network.model_validate(found or {})
