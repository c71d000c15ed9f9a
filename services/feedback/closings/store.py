"""Closings: one document for a process, with nobody in it."""

from collections.abc import Sequence

from services.feedback.closings.model import Closing
from shared.store.mongo import Tx


class Closings:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._closings = tx.database["closings"]
        self._session = tx.session

    async def of(self, processes: Sequence[str]) -> dict[str, Closing]:
        """Those that were given, by their processes."""
        wanted = {"_id": {"$in": list(processes)}}
        found = await self._closings.find(wanted, session=self._session).to_list(len(processes) or 1)
        return {each["_id"]: Closing.model_validate({"process": each["_id"], **each}) for each in found}

    async def save(self, closing: Closing) -> None:
        new = {"_id": closing.process, **closing.model_dump(exclude={"process"})}
        await self._closings.replace_one({"_id": closing.process}, new, upsert=True, session=self._session)
