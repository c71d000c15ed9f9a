"""Notifications' documents: letters, and how far each has come. The only place that knows the database.

A letter is written already claimed for this process, which has it in memory; another may take it only when the claim
has run out, which a living process doesn't let happen.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from services.notifications.model import Letter
from shared.mongo import ASCENDING, Database, Document, IndexModel, Session, Tx, at_once


class Store:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._letters = tx.database["letters"]
        self._session = tx.session
        self._database = tx.database

    @staticmethod
    async def prepare(database: Database) -> None:
        waiting = IndexModel([("state", ASCENDING), ("lane", ASCENDING), ("lease", ASCENDING)])
        await database["letters"].create_indexes([waiting])

    async def add(self, letters: Sequence[Letter], owner: str, lease: datetime) -> None:
        """Write letters to be sent, claimed by `owner`."""
        documents = [{**_document(letter), "state": "pending", "owner": owner, "lease": lease} for letter in letters]
        if documents:
            await self._letters.insert_many(documents, session=self._session)

    async def mark_accepted(self, ids: Sequence[str], at: datetime) -> None:
        """The receiving servers have them; what they said is erased, for its links are secrets."""
        change = {"$set": {"state": "accepted", "settled_at": at}, "$unset": {"facts": "", "owner": "", "lease": ""}}
        await self._letters.update_many({"_id": {"$in": list(ids)}}, change, session=self._session)

    async def mark_refused(self, letter_id: str, at: datetime, code: int) -> None:
        """The address was refused for good."""
        change = {
            "$set": {"state": "refused", "settled_at": at, "code": code},
            "$unset": {"facts": "", "owner": "", "lease": ""},
        }
        await self._letters.update_one({"_id": letter_id}, change, session=self._session)

    async def renew(self, ids: Sequence[str], owner: str, lease: datetime) -> None:
        """Keep the claim on letters that this process still has in hand."""
        known = {"_id": {"$in": list(ids)}, "owner": owner, "state": "pending"}
        await self._set(known, {"lease": lease})

    async def claims(self, ids: Sequence[str], owner: str) -> dict[str, datetime]:
        """Which of these letters are still `owner`'s to send, and until when."""
        known = {"_id": {"$in": list(ids)}, "owner": owner, "state": "pending"}
        return {row["_id"]: row["lease"] async for row in self._letters.find(known, {"lease": 1})}

    async def unsettled(self, ids: Sequence[str]) -> list[Document]:
        """Those of these letters whose fate is not known here."""
        return await self._letters.find({"_id": {"$in": list(ids)}, "state": "pending"}).to_list(None)

    async def abandoned(self, now: datetime, limit: int) -> list[Document]:
        """Letters whose claim has run out: what a crash left. The urgent ones before all others."""
        found: list[Document] = []
        for lane in ("urgent", "normal"):
            known = {"state": "pending", "lane": lane, "lease": {"$lt": now}}
            found += await self._letters.find(known).limit(limit).to_list(None)
        return found

    async def take(self, document: Document, owner: str, lease: datetime) -> bool:
        """Claim one; False when another was quicker."""
        known = {"_id": document["_id"], "lease": document["lease"], "owner": document["owner"]}
        return await self._set(known, {"owner": owner, "lease": lease}) == 1

    async def _set(self, known: Document, new: Document) -> int:
        async def write(session: Session) -> int:
            return int((await self._letters.update_many(known, {"$set": new}, session=session)).modified_count)

        return await at_once(self._database, write)

    async def counts(self) -> list[dict[str, Any]]:
        """How many letters there are of each lane and state, and since when the oldest unsent waits; no addresses."""
        group = {"_id": {"lane": "$lane", "state": "$state"}, "count": {"$sum": 1}, "oldest": {"$min": "$written_at"}}
        rows = await self._letters.aggregate([{"$group": group}]).to_list(None)
        return [{**row["_id"], "count": row["count"], "oldest": row["oldest"]} for row in rows]


def letter_of(document: Document) -> Letter:
    """A letter from its document."""
    return Letter.model_validate({"id": document["_id"], **document})


def _document(letter: Letter) -> Document:
    return {"_id": letter.id, **letter.model_dump(exclude={"id"})}


def lanes(letters: Iterable[Letter]) -> list[Letter]:
    """Urgent letters first, then the oldest."""
    return sorted(letters, key=lambda letter: (letter.lane != "urgent", letter.written_at))
