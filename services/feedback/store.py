"""Feedback's documents: the only place that knows the database. Nothing links an answer with an invitation."""

import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from services.feedback.model import Answer, Course, Figures, Invitation
from services.feedback.rules.figures import shown_next
from shared.store.mongo import Database, Document, IndexModel, StaleRevision, Tx, transaction

# Who was asked is forgotten when the answer has not counted for so long.
INVITATIONS_KEPT_SECONDS = 30 * 24 * 3600
# Longer than anything about a debriefing can be under way.
COURSES_KEPT_SECONDS = 2 * 365 * 24 * 3600


class Store:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._invitations = tx.database["invitations"]
        self._courses = tx.database["courses"]
        self._answers = tx.database["answers"]
        self._figures = tx.database["figures"]
        self._network = tx.database["network"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["invitations"].create_indexes(
            [
                IndexModel("key"),
                IndexModel("debriefing_id"),
                IndexModel("until", expireAfterSeconds=INVITATIONS_KEPT_SECONDS),
            ]
        )
        await database["courses"].create_indexes([IndexModel("heard_at", expireAfterSeconds=COURSES_KEPT_SECONDS)])
        await database["answers"].create_indexes([IndexModel("about")])
        await _take_over(database)

    async def save(self, invitation: Invitation) -> None:
        document = {"_id": invitation.id, **invitation.model_dump(exclude={"id"})}
        await self._invitations.replace_one({"_id": invitation.id}, document, upsert=True, session=self._session)

    async def invitation(self, invitation_id: str) -> Invitation | None:
        return await self._invitation({"_id": invitation_id})

    async def invitation_of(self, key: str) -> Invitation | None:
        """The invitation whose link has this digest."""
        return await self._invitation({"key": key})

    async def remove(self, invitation_id: str) -> None:
        await self._invitations.delete_one({"_id": invitation_id}, session=self._session)

    async def use(self, invitation_id: str) -> None:
        """Mark it answered; StaleRevision when it was already."""
        done = await self._invitations.update_one(
            {"_id": invitation_id, "answered": False}, {"$set": {"answered": True}}, session=self._session
        )
        if done.modified_count != 1:
            raise StaleRevision

    async def course(self, debriefing_id: str) -> Course:
        """What has been heard of a debriefing; of one never heard of, nothing."""
        found = await self._courses.find_one({"_id": debriefing_id}, session=self._session)
        return Course.model_validate({**(found or {}), "id": debriefing_id})

    async def save_course(self, course: Course, heard_at: datetime) -> None:
        document = {"_id": course.id, **course.model_dump(exclude={"id"}), "heard_at": heard_at}
        await self._courses.replace_one({"_id": course.id}, document, upsert=True, session=self._session)

    async def add_answer(self, answer: Answer) -> None:
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

    async def figures(self, about: str) -> Figures | None:
        """What is shown of the answers."""
        found = await self._figures.find_one({"_id": about}, session=self._session)
        return Figures.model_validate(found) if found else None

    async def show(self, about: str, figures: Figures) -> None:
        """Show these from now on."""
        new = figures.model_dump()
        await self._figures.replace_one({"_id": about}, new, upsert=True, session=self._session)

    async def fewest(self) -> int | None:
        """How many must have answered before a figure is shown, where the network has set it."""
        found = await self._network.find_one({"_id": "network"}, session=self._session)
        return int(found["fewest"]) if found else None

    async def set_fewest(self, fewest: int) -> None:
        await self._network.replace_one({"_id": "network"}, {"fewest": fewest}, upsert=True, session=self._session)

    async def _invitation(self, wanted: Document) -> Invitation | None:
        found = await self._invitations.find_one(wanted, session=self._session)
        return Invitation.model_validate({"id": found["_id"], **found}) if found else None


async def _under_a_random_id(answer: Document, tx: Tx) -> None:
    """Once, whichever replica is first."""
    answers = tx.database["answers"]
    gone = await answers.delete_one({"_id": answer["_id"]}, session=tx.session)
    if gone.deleted_count == 1:
        await answers.insert_one({**answer, "_id": secrets.token_hex(16)}, session=tx.session)


async def _take_over(database: Database) -> None:
    """Answers kept before figures were shown in steps: their ids told the second, and what was shown stays shown."""
    old = await database["answers"].find({"_id": {"$type": "objectId"}}).to_list(None)
    for answer in secrets.SystemRandom().sample(old, len(old)):
        await transaction(database.client, database, partial(_under_a_random_id, answer))
    store = Store(Tx(database))
    for about in await database["answers"].distinct("about"):
        if await store.figures(about) is None:
            marks = Counter(await store.marks(about))
            if (shown := shown_next(None, marks, await store.fewest())) is not None:
                await store.show(about, shown)
