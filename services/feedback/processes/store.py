"""Processes: one document each."""

from services.feedback.processes.model import Process
from shared.store.mongo import Tx


class Processes:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._processes = tx.database["processes"]
        self._session = tx.session

    async def find(self, process_id: str) -> Process | None:
        found = await self._processes.find_one({"_id": process_id}, session=self._session)
        return Process.model_validate({"id": process_id, **found}) if found else None

    async def save(self, process: Process) -> None:
        new = {"_id": process.id, **process.model_dump(exclude={"id"})}
        await self._processes.replace_one({"_id": process.id}, new, upsert=True, session=self._session)
