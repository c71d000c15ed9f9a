"""Processes: one document each."""

from collections.abc import Mapping

from services.feedback.processes.model import Process
from shared.store.mongo import Database, IndexModel, Tx

# More than one reader has processes to look at.
LIST_LIMIT = 500


class Processes:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._processes = tx.database["processes"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["processes"].create_indexes([IndexModel("organisation"), IndexModel("organisation_id")])

    async def find(self, process_id: str) -> Process | None:
        found = await self._processes.find_one({"_id": process_id}, session=self._session)
        return Process.model_validate({"id": process_id, **found}) if found else None

    async def of(self, wanted: Mapping[str, object]) -> list[Process]:
        """Those of an organisation or a supervisor; those that ended last first, and before them who still goes on."""
        found = await self._processes.find(dict(wanted), session=self._session).to_list(LIST_LIMIT)
        known = [Process.model_validate({"id": each["_id"], **each}) for each in found]
        over = sorted((each for each in known if each.ended_at), key=lambda each: str(each.ended_at), reverse=True)
        return [*sorted((each for each in known if not each.ended_at), key=lambda each: each.title), *over]

    async def save(self, process: Process) -> None:
        new = {"_id": process.id, **process.model_dump(exclude={"id"})}
        await self._processes.replace_one({"_id": process.id}, new, upsert=True, session=self._session)
