"""Invitations to join the network; they go by themselves some time after they run out."""

from datetime import datetime

from services.booking.directory.invitations import Invitation
from shared.store.mongo import DESCENDING, Database, IndexModel, Tx

_KEPT_SECONDS = 90 * 24 * 3600


class Invitations:
    """One document an invitation."""

    def __init__(self, tx: Tx) -> None:
        self._invitations = tx.database["invitations"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["invitations"].create_indexes(
            [IndexModel("key", unique=True), IndexModel("expires_at", expireAfterSeconds=_KEPT_SECONDS)]
        )

    async def add(self, invitation: Invitation) -> None:
        document = {"_id": invitation.id, **invitation.model_dump()}
        await self._invitations.insert_one(document, session=self._session)

    async def with_link(self, key: str) -> Invitation | None:
        found = await self._invitations.find_one({"key": key}, session=self._session)
        return Invitation.model_validate(found) if found else None

    async def open_at(self, now: datetime, most: int) -> list[Invitation]:
        """The latest that still wait for their reader, the latest first."""
        wanted = {"used": False, "expires_at": {"$gt": now}}
        found = self._invitations.find(wanted, session=self._session).sort("invited_at", DESCENDING).limit(most)
        return [Invitation.model_validate(document) for document in await found.to_list(most)]

    async def use(self, invitation_id: str, now: datetime) -> bool:
        """Spend an invitation; False where it is spent, has run out, or never was."""
        unspent = {"_id": invitation_id, "used": False, "expires_at": {"$gt": now}}
        done = await self._invitations.update_one(unspent, {"$set": {"used": True}}, session=self._session)
        return bool(done.modified_count)
