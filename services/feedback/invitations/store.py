"""Invitations' documents, and what has been heard of debriefings. Nothing links an answer with an invitation."""

from datetime import datetime

from services.feedback.invitations.model import Course, Invitation
from shared.store.mongo import Database, Document, IndexModel, StaleRevision, Tx

# Who was asked is forgotten when the answer has not counted for so long.
INVITATIONS_KEPT_SECONDS = 30 * 24 * 3600
# Longer than anything about a debriefing can be under way.
COURSES_KEPT_SECONDS = 2 * 365 * 24 * 3600


class Invitations:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._invitations = tx.database["invitations"]
        self._courses = tx.database["courses"]
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

    async def _invitation(self, wanted: Document) -> Invitation | None:
        found = await self._invitations.find_one(wanted, session=self._session)
        return Invitation.model_validate({"id": found["_id"], **found}) if found else None
