"""The network's settings."""

from services.booking.model.network import Network
from shared.mongo import Tx


class NetworkStore:
    """One document for the whole network."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session
        self._known: Network | None = None

    async def read(self) -> Network:
        """As they are; a transaction sees them as they were at its beginning, so it reads them once."""
        if self._known is None or self._session is None:
            found = await self._db["network"].find_one({"_id": "network"}, session=self._session)
            self._known = Network.model_validate(found or {})
        return self._known

    async def save(self, network: Network) -> None:
        new = network.model_dump(mode="json")
        await self._db["network"].replace_one({"_id": "network"}, new, upsert=True, session=self._session)
        self._known = network
