"""Debriefings as documents.

What is heard of a debriefing lies beside it, a row for each piece of news, so that news that comes all at once never
gets in its own way. What happened lies in the debriefing as ciphertext and is read by nobody but `told_to`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from services.contracts.debriefings.model import TURNING, Debriefing, Fact, Supervisor
from shared.store.mongo import ASCENDING, DESCENDING, Database, Document, IndexModel, StaleRevision, Tx, insert_all

# Later than any.
LATEST = datetime(9999, 1, 1, tzinfo=UTC)
# What stands for those who were asked, where nobody wants to know them.
_NOBODY: Mapping[str, Any] = {"offered": (), "needed": 0}
# What may be changed of an order, but for its window.
CHANGED = ("contact", "place", "participants", "languages", "leaders", "beside")
_NOT_READ = {"sealed": 0, "status_key": 0, "verify_key": 0}


class Debriefings:
    """One document a debriefing, one for each piece of news of it."""

    def __init__(self, tx: Tx) -> None:
        self._debriefings = tx.database["debriefings"]
        self._news = tx.database["news"]
        self._barred = tx.database["barred_readers"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["debriefings"].create_indexes(
            [
                IndexModel("status_key", unique=True),
                IndexModel("verify_key", unique=True),
                IndexModel([("organisation_id", ASCENDING), ("requested_at", DESCENDING)]),
                IndexModel("requested_at"),
            ]
        )
        await database["news"].create_indexes(
            [
                IndexModel([("debriefing", ASCENDING), ("fact.kind", ASCENDING)]),
                IndexModel("readers", sparse=True),
            ]
        )

    async def add(self, debriefing: Debriefing, sealed: bytes, status_key: str, verify_key: str) -> None:
        """A new debriefing, what happened as ciphertext, and the digests of its requester's two links."""
        links = {"status_key": status_key, "verify_key": verify_key}
        document = {"_id": debriefing.id, **debriefing.model_dump(exclude={"id"}), **links, "sealed": sealed}
        await self._debriefings.insert_one(document, session=self._session)

    async def find(self, debriefing_id: str) -> Debriefing | None:
        return await self._one({"_id": debriefing_id})

    async def by_status_link(self, key: str) -> Debriefing | None:
        return await self._one({"status_key": key})

    async def by_verify_link(self, key: str) -> Debriefing | None:
        return await self._one({"verify_key": key})

    async def of(self, organisations: Sequence[str], before: datetime, limit: int) -> list[Debriefing]:
        """The latest that were asked for in the name of these organisations (ids) before a moment, the latest first.

        Of what was heard of them there is what tells their state, and no more: nobody who was asked, no letter.
        """
        wanted = {"organisation_id": {"$in": list(organisations)}, "requested_at": {"$lt": before}}
        found = self._debriefings.find(wanted, _NOT_READ, session=self._session)
        return await self._with_turns(await found.sort("requested_at", DESCENDING).limit(limit).to_list(None))

    async def save(self, debriefing: Debriefing) -> None:
        """Write the debriefing's next revision with the fact it ends in; StaleRevision when another was first."""
        known = {"_id": debriefing.id, "revision": debriefing.revision - 1}
        own = {"revision", "verified", "routed", "organisation_id", "window", "window_reason", "withdrawn_at", *CHANGED}
        change = {"$set": debriefing.model_dump(include=own), "$push": {"facts": debriefing.facts[-1].model_dump()}}
        done = await self._debriefings.update_one(known, change, session=self._session)
        if done.modified_count != 1:
            raise StaleRevision

    async def note(self, news: Mapping[str, Sequence[Fact]], readers: Sequence[str] = ()) -> None:
        """Note what was heard, by debriefing; `readers` (digests of their links' tokens) may now read what happened."""
        may_read = {"readers": list(readers)} if readers else {}
        rows = [
            {"debriefing": debriefing, "fact": fact.model_dump(), **may_read}
            for debriefing, facts in news.items()
            for fact in facts
        ]
        await insert_all(self._news, rows, self._session)

    async def bar(self, reader_key: str) -> None:
        """Whoever has this link reads what happened no more, whatever is heard of them later that was said before."""
        known = {"_id": reader_key}
        await self._barred.replace_one(known, {}, upsert=True, session=self._session)

    async def described(self, before: datetime, after: str, limit: int) -> list[Debriefing]:
        """Those asked for before a moment of which what happened is still kept, by id."""
        return await self._listed({"requested_at": {"$lt": before}, "sealed": {"$exists": True}}, after, limit)

    async def asked_before(self, before: datetime, after: str, limit: int) -> list[Debriefing]:
        """Those asked for before a moment, by id."""
        return await self._listed({"requested_at": {"$lt": before}}, after, limit)

    async def erase_descriptions(self, ids: Sequence[str]) -> None:
        """Forget what happened."""
        if ids:
            wanted = {"_id": {"$in": list(ids)}}
            await self._debriefings.update_many(wanted, {"$unset": {"sealed": ""}}, session=self._session)

    async def remove(self, ids: Sequence[str]) -> None:
        """Forget these, and all that was heard of them."""
        if ids:
            await self._debriefings.delete_many({"_id": {"$in": list(ids)}}, session=self._session)
            await self._news.delete_many({"debriefing": {"$in": list(ids)}}, session=self._session)

    async def reader(self, reader_key: str) -> Supervisor | None:
        """Whose link it is, who leads a debriefing: they stand in the news in the order of their links."""
        news = await self._news.find_one({"readers": reader_key}, session=self._session)
        if news is None:
            return None
        leaders = news["fact"].get("supervisors") or [news["fact"]["supervisor"]]
        return Supervisor.model_validate(leaders[news["readers"].index(reader_key)])

    async def told_to(self, reader_key: str) -> tuple[Debriefing, bytes] | None:
        """The debriefing that this reader leads, with the ciphertext of what happened; None once it is withdrawn, they
        were released, or what happened has been erased.
        """
        news = await self._news.find_one({"readers": reader_key}, {"debriefing": 1}, session=self._session)
        if news is None or await self._barred.find_one({"_id": reader_key}, session=self._session) is not None:
            return None
        found = await self._debriefings.find_one({"_id": news["debriefing"]}, session=self._session)
        if found is None or found["withdrawn_at"] is not None or "sealed" not in found:
            return None
        return (await self._with_news([found]))[0], found["sealed"]

    async def _listed(self, wanted: Document, after: str, limit: int) -> list[Debriefing]:
        found = self._debriefings.find({**wanted, "_id": {"$gt": after}}, _NOT_READ, session=self._session)
        return await self._with_news(await found.sort("_id", ASCENDING).limit(limit).to_list(None))

    async def _one(self, wanted: Document) -> Debriefing | None:
        """A debriefing with all that was heard of it, each fact once."""
        found = await self._debriefings.find_one(wanted, _NOT_READ, session=self._session)
        return (await self._with_news([found]))[0] if found else None

    async def _with_turns(self, found: Sequence[Document]) -> list[Debriefing]:
        """Debriefings with those pieces of news that change their state, without whom was asked."""
        ids = [document["_id"] for document in found]
        wanted = {"debriefing": {"$in": ids}, "fact.kind": {"$in": list(TURNING)}}
        # bounded: a page of debriefings, each of which takes few turns
        heard = await self._news.find(wanted, {"fact.asked": 0}, session=self._session).to_list(None)
        facts: defaultdict[str, list[Document]] = defaultdict(list)
        for row in heard:
            facts[row["debriefing"]].append({"asked": _NOBODY.get(row["fact"]["kind"]), **row["fact"]})
        return [_debriefing({**each, "facts": [*each["facts"], *facts[each["_id"]]]}) for each in found]

    async def _with_news(self, found: Sequence[Document]) -> list[Debriefing]:
        wanted = {"debriefing": {"$in": [document["_id"] for document in found]}}
        # bounded: of one debriefing, or of a batch by night: as many as supervisors were asked
        heard = await self._news.find(wanted, session=self._session).to_list(None)
        facts: defaultdict[str, list[Document]] = defaultdict(list)
        for row in sorted(heard, key=lambda row: row["_id"]):
            facts[row["debriefing"]].append(row["fact"])
        return [_debriefing({**each, "facts": [*each["facts"], *facts[each["_id"]]]}) for each in found]


def _debriefing(document: Mapping[str, Any]) -> Debriefing:
    return Debriefing.model_validate({"id": document["_id"], **document})
