"""Feedback's documents: the only place that knows the database. Nothing links an answer with an invitation."""

from services.feedback.model import Answer, Invitation
from shared.mongo import Database, IndexModel, StaleRevision, Tx


class Store:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._invitations = tx.database["invitations"]
        self._answers = tx.database["answers"]
        self._network = tx.database["network"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["invitations"].create_indexes([IndexModel("key"), IndexModel("debriefing_id")])
        await database["answers"].create_indexes([IndexModel("about")])

    async def save(self, invitation: Invitation) -> None:
        document = {"_id": invitation.id, **invitation.model_dump(exclude={"id"})}
        await self._invitations.replace_one({"_id": invitation.id}, document, upsert=True, session=self._session)

    async def invitation(self, invitation_id: str) -> Invitation | None:
        found = await self._invitations.find_one({"_id": invitation_id}, session=self._session)
        return Invitation.model_validate({"id": found["_id"], **found}) if found else None

    async def invitation_of(self, key: str) -> Invitation | None:
        """The invitation whose link has this digest."""
        found = await self._invitations.find_one({"key": key}, session=self._session)
        return Invitation.model_validate({"id": found["_id"], **found}) if found else None

    async def remove(self, invitation_id: str) -> None:
        await self._invitations.delete_one({"_id": invitation_id}, session=self._session)

    async def use(self, invitation_id: str) -> None:
        """Mark it answered; StaleRevision when it was already."""
        done = await self._invitations.update_one(
            {"_id": invitation_id, "answered": False}, {"$set": {"answered": True}}, session=self._session
        )
        if done.modified_count != 1:
            raise StaleRevision

    async def add_answer(self, answer: Answer) -> None:
        await self._answers.insert_one(answer.model_dump(), session=self._session)

    async def marks(self, about: str) -> list[int]:
        return [document["mark"] async for document in self._answers.find({"about": about}, {"mark": 1})]

    async def fewest(self) -> int | None:
        """How many must have answered before a figure is shown, where the network has set it."""
        found = await self._network.find_one({"_id": "network"}, session=self._session)
        return int(found["fewest"]) if found else None

    async def set_fewest(self, fewest: int) -> None:
        await self._network.replace_one({"_id": "network"}, {"fewest": fewest}, upsert=True, session=self._session)
