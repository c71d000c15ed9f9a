"""Sessions that have ended before their time: each service keeps their digests until the cookie runs out by itself."""

from datetime import datetime

from shared.store.mongo import Database, IndexModel, Tx

# Who watches this is told when somebody's sessions or rights have ended.
SESSIONS = "sessions"


class Ended:
    """One document a session that was signed out."""

    def __init__(self, tx: Tx) -> None:
        self._ended = tx.database["signed_out"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["signed_out"].create_indexes([IndexModel("until", expireAfterSeconds=0)])

    async def note(self, key: str, until: datetime) -> None:
        """The session with this digest is over; said twice it is the same."""
        change = {"$set": {"until": until}}
        await self._ended.update_one({"_id": key}, change, upsert=True, session=self._session)

    async def holds(self, key: str) -> bool:
        return await self._ended.find_one({"_id": key}, {"_id": 1}, session=self._session) is not None
