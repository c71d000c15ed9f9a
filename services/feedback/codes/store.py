"""Codes' documents: each has a digest for its name, and says nothing but whether it was used."""

from collections.abc import Sequence

from services.feedback.codes.model import Code
from shared.store.mongo import Database, IndexModel, StaleRevision, Tx

# Some days longer than the codes are good: so long they still say that they were used, or that it is over.
KEPT_SECONDS = 30 * 24 * 3600


class Codes:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._codes = tx.database["codes"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["codes"].create_indexes(
            [IndexModel("round_id"), IndexModel("until", expireAfterSeconds=KEPT_SECONDS)]
        )

    async def code_of(self, key: str) -> Code | None:
        """The code with this digest."""
        found = await self._codes.find_one({"_id": key}, session=self._session)
        return Code.model_validate({"key": key, **found}) if found else None

    async def add(self, codes: Sequence[Code]) -> None:
        """Those that are not there yet."""
        for each in codes:
            new = {"$setOnInsert": each.model_dump(exclude={"key"})}
            await self._codes.update_one({"_id": each.key}, new, upsert=True, session=self._session)

    async def use(self, code: Code) -> None:
        """It is used up; StaleRevision where somebody was quicker."""
        done = await self._codes.update_one(
            {"_id": code.key, "used": False}, {"$set": {"used": True}}, session=self._session
        )
        if done.modified_count != 1:
            raise StaleRevision

    async def used(self, round_id: str) -> int:
        """How many have answered by one. To be told when it is over, and not before."""
        # bounded: a round has a hundred at most
        return int(await self._codes.count_documents({"round_id": round_id, "used": True}, session=self._session))

    async def remove_round(self, round_id: str) -> None:
        await self._codes.delete_many({"round_id": round_id}, session=self._session)
