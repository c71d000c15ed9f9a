"""Invitations' documents, and what has been heard of debriefings. Nothing links an answer with an invitation."""

from datetime import datetime

from services.feedback.invitations.asking import follow_up_id
from services.feedback.invitations.model import Course, Invitation
from services.feedback.questionnaires.library import newest
from services.feedback.rounds.lifecycle import min_answers
from services.feedback.rounds.model import Round
from services.feedback.rounds.store import Rounds
from shared.store.mongo import Database, Document, IndexModel, StaleRevision, Tx

# Who was asked is forgotten when the answer has not counted for so long.
INVITATIONS_KEPT_SECONDS = 30 * 24 * 3600
# Longer than anything about a debriefing can be under way.
COURSES_KEPT_SECONDS = 2 * 365 * 24 * 3600
# More than a round has people.
ROUND_LIMIT = 1000


class Invitations:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._invitations = tx.database["invitations"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["invitations"].create_indexes(
            [
                IndexModel("key"),
                IndexModel("debriefing_id"),
                IndexModel("round_id"),
                IndexModel("until", expireAfterSeconds=INVITATIONS_KEPT_SECONDS),
            ]
        )
        await _give_rounds(database)

    async def save(self, invitation: Invitation) -> None:
        document = {"_id": invitation.id, **invitation.model_dump(exclude={"id"})}
        await self._invitations.replace_one({"_id": invitation.id}, document, upsert=True, session=self._session)

    async def invitation(self, invitation_id: str) -> Invitation | None:
        return await self._invitation({"_id": invitation_id})

    async def invitation_of(self, key: str) -> Invitation | None:
        """The invitation whose link has this digest."""
        return await self._invitation({"key": key})

    async def unanswered(self, round_id: str) -> list[Invitation]:
        """Those of a round that nobody has used."""
        wanted = {"round_id": round_id, "answered": False}
        found = await self._invitations.find(wanted, session=self._session).to_list(ROUND_LIMIT)
        return [_invitation(each) for each in found]

    async def is_anybody_missing(self, round_id: str) -> bool:
        """Whether somebody of the round has not answered."""
        wanted = {"round_id": round_id, "answered": False}
        return await self._invitations.find_one(wanted, {"_id": 1}, session=self._session) is not None

    async def remove(self, invitation_id: str) -> None:
        await self._invitations.delete_one({"_id": invitation_id}, session=self._session)

    async def remove_round(self, round_id: str) -> None:
        await self._invitations.delete_many({"round_id": round_id}, session=self._session)

    async def use(self, invitation_id: str) -> None:
        """Mark it answered; StaleRevision when it was already."""
        done = await self._invitations.update_one(
            {"_id": invitation_id, "answered": False}, {"$set": {"answered": True}}, session=self._session
        )
        if done.modified_count != 1:
            raise StaleRevision

    async def _invitation(self, wanted: Document) -> Invitation | None:
        found = await self._invitations.find_one(wanted, session=self._session)
        return _invitation(found) if found else None


class Courses:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._courses = tx.database["courses"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["courses"].create_indexes([IndexModel("heard_at", expireAfterSeconds=COURSES_KEPT_SECONDS)])

    async def course(self, debriefing_id: str) -> Course:
        """What has been heard of a debriefing; of one never heard of, nothing."""
        found = await self._courses.find_one({"_id": debriefing_id}, session=self._session)
        return Course.model_validate({**(found or {}), "id": debriefing_id})

    async def save(self, course: Course, heard_at: datetime) -> None:
        document = {"_id": course.id, **course.model_dump(exclude={"id"}), "heard_at": heard_at}
        await self._courses.replace_one({"_id": course.id}, document, upsert=True, session=self._session)


def _invitation(found: Document) -> Invitation:
    return Invitation.model_validate({"id": found["_id"], **found})


async def _give_rounds(database: Database) -> None:
    """Invitations of before there were rounds were all of debriefings: each gets its round."""
    invitations, rounds = database["invitations"], Rounds(Tx(database))
    network = await database["network"].find_one({"_id": "network"})
    # bounded: once for a database, and one document at a time
    async for each in invitations.find({"round_id": {"$exists": False}}):
        new = Round(
            id=follow_up_id(each["_id"]),
            questionnaire=newest("follow_up").id,
            process=each["_id"],
            organisation=each["organisation"],
            opens=each["due"],
            closes=each["until"],
            min_answers=min_answers(network["fewest"] if network else None),
            state="closed" if each["answered"] else "open",
        )
        await rounds.save(new)
        await invitations.update_one({"_id": each["_id"]}, {"$set": {"round_id": new.id}})
