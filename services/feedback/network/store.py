"""What the network has set, as far as feedback needs it."""

from shared.store.mongo import Tx


class NetworkStore:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._network = tx.database["network"]
        self._session = tx.session

    async def fewest(self) -> int | None:
        """How many must have answered before a figure is shown, where the network has set it."""
        found = await self._network.find_one({"_id": "network"}, session=self._session)
        return int(found["fewest"]) if found else None

    async def set_fewest(self, fewest: int) -> None:
        await self._network.replace_one({"_id": "network"}, {"fewest": fewest}, upsert=True, session=self._session)
