"""Letters, and how far each has come.

A letter is written already claimed for this process, which has it in memory; another may take it only when the claim
has run out, which a living process doesn't let happen. A letter that is superseded stays claimed until whoever has it
has let go of it, for it may be under way at that moment; until then what comes after it waits.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.notifications.writing.model import Letter
from shared.store.mongo import (
    ASCENDING,
    Database,
    Document,
    IndexModel,
    Session,
    Tx,
    UpdateMany,
    at_once,
    insert_all,
    write_all,
)

NOBODY = ""
AT_A_TIME = 500
COUNTED = 10_000
SETTLED = ("accepted", "refused", "superseded", "withheld", "bounced", "complained", "suppressed", "unwanted")
_CLAIM = {"owner": "", "lease": ""}


class Letters:
    """Reads and writes in one transaction, or outside of any. `until` is when a letter is forgotten."""

    def __init__(self, tx: Tx) -> None:
        self._letters = tx.database["letters"]
        self._session = tx.session
        self._database = tx.database

    @staticmethod
    async def prepare(database: Database) -> None:
        waiting = IndexModel([("state", ASCENDING), ("lane", ASCENDING), ("lease", ASCENDING)])
        settled = IndexModel([("state", ASCENDING), ("settled_at", ASCENDING)])
        forgotten = IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0)
        latest = IndexModel([("written_at", ASCENDING)])  # for the log: of all, and of one thing
        about = IndexModel([("thing", ASCENDING), ("written_at", ASCENDING)])
        await database["letters"].create_indexes([waiting, settled, forgotten, latest, about])

    async def add(self, documents: Sequence[Document]) -> None:
        """Write letters: `claimed`, `waiting`, `unsent`."""
        if documents:
            await insert_all(self._letters, documents, self._session)

    async def mark_accepted(self, by_reply: Mapping[str, Sequence[str]], at: datetime, until: datetime) -> None:
        """The receiving servers have them, and said so in these words; what a letter said is erased, for its links are
        secrets.
        """
        await self._settle(
            {reply: {"_id": {"$in": list(ids)}} for reply, ids in by_reply.items()}, "accepted", at, until
        )

    async def mark_presumed(self, ids: Sequence[str], at: datetime, until: datetime) -> None:
        """The whole of these mails was handed over, and the answer was lost with the process that waited for it."""
        await self._settle({"": {"_id": {"$in": list(ids)}}}, "accepted", at, until, presumed=True)

    async def mark_refused(self, letter_id: str, at: datetime, until: datetime, code: int, reply: str) -> None:
        """The address was refused for good."""
        await self._settle({reply: {"_id": letter_id}}, "refused", at, until, code=code)

    async def mark_returned(
        self, letter_id: str, state: str, at: datetime, until: datetime, *, status: str, reply: str
    ) -> Document | None:
        """It came back after a server had taken it; the letter, or None where it was not out, or came back before."""
        known = {"_id": letter_id, "state": "accepted"}
        found = await self._letters.find_one(known, session=self._session)
        if found is not None:
            said = {"state": state, "returned_at": at, "expires_at": until, "status": status}
            new = said | ({"reply": reply} if reply else {})
            await self._letters.update_one(known, {"$set": new}, session=self._session)
        return found

    async def note_deferral(self, letter_id: str, at: datetime, code: int, reply: str) -> None:
        """A server would not take it yet: how often, when last, and why."""
        change = {"$inc": {"deferrals": 1}, "$set": {"deferred_at": at, "code": code, "reply": reply}}

        async def write(session: Session) -> int:
            known = {"_id": letter_id, "state": "pending"}
            return int((await self._letters.update_one(known, change, session=session)).modified_count)

        await at_once(self._database, write)

    async def mark_useless(self, letter_id: str, at: datetime, until: datetime) -> None:
        """What it says can no longer be done."""
        await self._settle({"": {"_id": letter_id, "state": "pending"}}, "superseded", at, until)

    async def supersede(self, ids: Collection[str], at: datetime, until: datetime) -> None:
        """Nobody needs these any more. Whoever has one in hand says when it has let go."""
        if not ids:
            return
        known = {"_id": {"$in": list(ids)}, "state": "pending"}
        over = {"settled_at": at, "expires_at": until}
        nobodys = UpdateMany(
            {**known, "owner": NOBODY}, {"$set": {"state": "superseded", **over}, "$unset": {"facts": "", **_CLAIM}}
        )
        in_hand = UpdateMany(known, {"$set": {"state": "superseding", **over}, "$unset": {"facts": ""}})
        await write_all(self._letters, [nobodys, in_hand], self._session)

    async def _settle(
        self, by_reply: Mapping[str, Document], state: str, at: datetime, until: datetime, **more: Any
    ) -> None:
        """Write down what became of letters, in one command; each group with what the server said of it."""
        new = {"state": state, "settled_at": at, "expires_at": until, **more}
        changes = [
            UpdateMany(known, {"$set": new | ({"reply": reply} if reply else {}), "$unset": {"facts": "", **_CLAIM}})
            for reply, known in by_reply.items()
        ]
        await write_all(self._letters, changes, self._session)

    async def let_go(self, ids: Collection[str], owner: str, now: datetime) -> None:
        """Of superseded letters: these are in `owner`'s hands no more, nor are those whose claim has run out."""

        async def write(session: Session) -> int:
            change = {"$set": {"state": "superseded"}, "$unset": _CLAIM}
            mine = {"_id": {"$in": list(ids)}, "owner": owner, "state": "superseding"}
            over = {"state": "superseding", "lane": {"$in": ["urgent", "normal"]}, "lease": {"$lt": now}}
            changed = [
                await self._letters.update_many(known, change, session=session)
                for known in ([mine, over] if ids else [over])
            ]
            return sum(each.modified_count for each in changed)

        await at_once(self._database, write)

    async def superseding(self) -> bool:
        """Whether any superseded letter is still in somebody's hands."""
        return await self._letters.find_one({"state": "superseding"}, {"_id": 1}) is not None

    async def under_way(self, ids: Collection[str]) -> dict[str, str]:
        """Those of these letters that are not out yet, or perhaps just now: their state."""
        if not ids:
            return {}
        known = {"_id": {"$in": list(ids)}, "state": {"$in": ["pending", "superseding"]}}
        found = self._letters.find(known, {"state": 1}, session=self._session)
        return {row["_id"]: row["state"] for row in await found.to_list(len(ids))}

    async def renew(self, ids: Sequence[str], owner: str, lease: datetime) -> None:
        """Keep the claim on letters that this process still has in hand."""
        known = {"_id": {"$in": list(ids)}, "owner": owner, "state": {"$in": ["pending", "superseding"]}}
        await self._set(known, {"lease": lease})

    async def claims(self, ids: Collection[str], owner: str) -> dict[str, datetime]:
        """Which of these letters are still `owner`'s to send, and until when."""
        known = {"_id": {"$in": list(ids)}, "owner": owner, "state": "pending"}
        found = await self._letters.find(known, {"lease": 1}).to_list(len(ids))
        return {row["_id"]: row["lease"] for row in found}

    async def unsettled(self, ids: Collection[str]) -> list[Document]:
        """Those of these letters (at most 500) whose state is not known here."""
        known = {"_id": {"$in": list(ids)[:AT_A_TIME]}, "state": "pending"}
        return await self._letters.find(known).to_list(AT_A_TIME)

    async def abandoned(self, lane: str, now: datetime, limit: int) -> list[Document]:
        """Letters of a lane whose claim has run out: what a crash left, what waited for its time or for room."""
        known = {"state": "pending", "lane": lane, "lease": {"$lt": now}}
        return await self._letters.find(known).limit(limit).to_list(limit) if limit > 0 else []

    async def take(self, ids: Collection[str], owner: str, now: datetime, lease: datetime) -> set[str]:
        """Claim those whose claim has run out still; which they are."""
        known = {"_id": {"$in": list(ids)}, "state": "pending", "lease": {"$lt": now}}
        if not ids or not await self._set(known, {"owner": owner, "lease": lease}):
            return set()
        return {each for each, until in (await self.claims(ids, owner)).items() if until == lease}

    async def _set(self, known: Document, new: Document) -> int:
        async def write(session: Session) -> int:
            return int((await self._letters.update_many(known, {"$set": new}, session=session)).modified_count)

        return await at_once(self._database, write)

    async def end_what_has_none(self, until: datetime) -> None:
        """Letters that were settled before letters had an end are forgotten then."""
        known = {"expires_at": None, "state": {"$in": SETTLED}}
        await self._letters.update_many(known, {"$set": {"expires_at": until}})

    async def counts(self, now: datetime) -> list[dict[str, Any]]:
        """How many letters wait in each lane, and since when the oldest; how many were settled within a day, and how.
        No addresses. Nothing is counted beyond 10,000.
        """
        waiting = [row for lane in ("urgent", "normal") for row in await self._waiting(lane)]
        return waiting + [row for state in SETTLED for row in await self._settled(state, now - timedelta(days=1))]

    async def _waiting(self, lane: str) -> list[dict[str, Any]]:
        group = {"_id": None, "count": {"$sum": 1}, "oldest": {"$min": "$written_at"}}
        match: Document = {"$match": {"state": "pending", "lane": lane}}
        steps: list[Document] = [match, {"$limit": COUNTED}, {"$group": group}]
        rows = await self._letters.aggregate(steps).to_list(1)
        return [{"lane": lane, "state": "pending", "count": row["count"], "oldest": row["oldest"]} for row in rows]

    async def _settled(self, state: str, since: datetime) -> list[dict[str, Any]]:
        known = {"state": state, "settled_at": {"$gte": since}}
        count = await self._letters.count_documents(known, limit=COUNTED)
        return [{"state": state, "count": count, "since": since}] if count else []


def letter_of(document: Document) -> Letter:
    """A letter from its document."""
    return Letter.model_validate({"id": document["_id"], **document})


def claimed(letter: Letter, owner: str, lease: datetime) -> Document:
    """A letter to be sent, claimed by `owner`."""
    return {**_document(letter), "state": "pending", "owner": owner, "lease": lease}


def waiting(letter: Letter, at: datetime) -> Document:
    """A letter that nobody may send before a time."""
    return {**_document(letter), "state": "pending", "owner": NOBODY, "lease": at}


def unsent(letter: Letter, state: str, at: datetime, until: datetime) -> Document:
    """A letter that is never sent, without what it says: withheld, or superseded already."""
    return {**_document(letter, "facts"), "state": state, "settled_at": at, "expires_at": until}


def _document(letter: Letter, *without: str) -> Document:
    return {"_id": letter.id, **letter.model_dump(exclude={"id", *without})}


def in_order(letters: Iterable[Letter]) -> list[Letter]:
    """Urgent letters first, then the oldest."""
    return sorted(letters, key=lambda letter: (letter.lane != "urgent", letter.written_at))
