"""What the network has set, as far as feedback needs it."""

from collections.abc import Sequence

from shared.store.mongo import Tx


class Organisations:
    """What organisations are called, by their ids. Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._organisations = tx.database["organisation_names"]
        self._session = tx.session

    async def names(self, ids: Sequence[str]) -> dict[str, str]:
        """The names of those that are known."""
        wanted = {"_id": {"$in": list(ids)}}
        found = await self._organisations.find(wanted, session=self._session).to_list(len(ids) or 1)
        return {each["_id"]: each["name"] for each in found}

    async def call(self, organisation_id: str, name: str, revision: int) -> None:
        """From now on it is called so, unless something later is known."""
        known = await self._organisations.find_one({"_id": organisation_id}, session=self._session)
        if known is None or known["revision"] < revision:
            document = {"_id": organisation_id, "name": name, "revision": revision}
            await self._organisations.replace_one(
                {"_id": organisation_id}, document, upsert=True, session=self._session
            )


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
