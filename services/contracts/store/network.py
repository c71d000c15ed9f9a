"""The network's choices, one document."""

from services.contracts.model.network import Network
from shared.store.mongo import Tx


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
