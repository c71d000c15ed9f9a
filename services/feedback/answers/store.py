"""Answers' documents: nothing links them with invitations."""

import secrets
from collections.abc import Mapping
from functools import partial

from services.feedback.answers.model import Answer
from shared.store.mongo import Database, Document, IndexModel, Tx, transaction


class Answers:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._answers = tx.database["answers"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["answers"].create_indexes([IndexModel("about")])
        await _take_over(database)

    async def add(self, answer: Answer) -> None:
        """Keep an answer where nobody finds it: its id is random, and it changes places with any of the others, so
        that neither ids nor the order on the disk tell when it came.
        """
        new: Document = answer.model_dump()
        known = await self._answers.count_documents({"about": answer.about}, session=self._session)
        place = secrets.randbelow(known + 1)
        if place < known:
            other = await self._answers.find({"about": answer.about}, session=self._session).skip(place).to_list(1)
            await self._answers.replace_one({"_id": other[0]["_id"]}, new, session=self._session)
            new = {name: other[0][name] for name in new}
        await self._answers.insert_one({"_id": secrets.token_hex(16), **new}, session=self._session)

    async def marks(self, about: str) -> Mapping[int, int]:
        """How often each mark has been given."""
        steps: list[Document] = [
            {"$match": {"about": about}},
            {"$group": {"_id": "$mark", "count": {"$sum": 1}}},
        ]
        found = await self._answers.aggregate(steps, session=self._session).to_list(None)
        return {each["_id"]: each["count"] for each in found}

    async def subjects(self) -> list[str]:
        """What there are answers about."""
        return list(await self._answers.distinct("about", session=self._session))


async def _under_a_random_id(answer: Document, tx: Tx) -> None:
    """Once, whichever replica is first."""
    answers = tx.database["answers"]
    gone = await answers.delete_one({"_id": answer["_id"]}, session=tx.session)
    if gone.deleted_count == 1:
        await answers.insert_one({**answer, "_id": secrets.token_hex(16)}, session=tx.session)


async def _take_over(database: Database) -> None:
    """Answers kept before figures were shown in steps: their ids told the second."""
    old = await database["answers"].find({"_id": {"$type": "objectId"}}).to_list(None)
    for answer in secrets.SystemRandom().sample(old, len(old)):
        await transaction(database.client, database, partial(_under_a_random_id, answer))
