"""Sessions: one document each, without participants."""

from collections.abc import Mapping

from services.feedback.sessions.model import SessionOutcome
from shared.store.mongo import Database, IndexModel, Tx

# As long as a process and what is compared with it.
KEPT_SECONDS = 4 * 365 * 24 * 3600
# More than an organisation has in so many years.
LIST_LIMIT = 5000


class Sessions:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._sessions = tx.database["sessions"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["sessions"].create_indexes(
            [IndexModel("process"), IndexModel("organisation"), IndexModel("end", expireAfterSeconds=KEPT_SECONDS)]
        )

    async def find(self, session_id: str) -> SessionOutcome | None:
        found = await self._sessions.find_one({"_id": session_id}, session=self._session)
        return SessionOutcome.model_validate({"id": session_id, **found}) if found else None

    async def save(self, outcome: SessionOutcome) -> None:
        new = {"_id": outcome.id, **outcome.model_dump(exclude={"id"})}
        await self._sessions.replace_one({"_id": outcome.id}, new, upsert=True, session=self._session)

    async def of(self, wanted: Mapping[str, object]) -> list[SessionOutcome]:
        """Those of a process, an organisation or a supervisor; not those that were cancelled."""
        there = {**wanted, "status": {"$ne": "cancelled"}}
        found = await self._sessions.find(there, session=self._session).to_list(LIST_LIMIT)
        return [SessionOutcome.model_validate({"id": each["_id"], **each}) for each in found]

    async def counted(self) -> dict[str, int]:
        """How many of the whole network's there are, by what became of them."""
        states = ("planned", "held", "not_held")
        return {
            # bounded: a number, off an index
            state: int(await self._sessions.count_documents({"status": state}, session=self._session))
            for state in states
        }
