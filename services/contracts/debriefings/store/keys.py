"""Idempotency keys: what was asked under each, for a month."""

from dataclasses import dataclass
from datetime import datetime

from shared.store.mongo import Database, IndexModel, Tx

KEPT_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked under an idempotency key: a digest of the body, and the debriefing that it led to."""

    body: str
    debriefing_id: str


class Keys:
    """One document a key."""

    def __init__(self, tx: Tx) -> None:
        self._asked = tx.database["asked"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["asked"].create_indexes([IndexModel("at", expireAfterSeconds=KEPT_SECONDS)])

    async def asked(self, key: str) -> Asked | None:
        """What was asked under this key before."""
        found = await self._asked.find_one({"_id": key}, session=self._session)
        return Asked(found["body"], found["debriefing_id"]) if found else None

    async def note(self, key: str, asked: Asked, at: datetime) -> None:
        """DuplicateKey when the same key is used at this very moment."""
        document = {"_id": key, "body": asked.body, "debriefing_id": asked.debriefing_id, "at": at}
        await self._asked.insert_one(document, session=self._session)
