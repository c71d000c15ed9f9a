"""Calendar feeds: their addresses, and sessions read for them."""

from collections.abc import Sequence
from datetime import datetime

from services.booking.calendar.model import SessionState
from services.booking.feeds.model import Booked, Feed, FeedKind
from shared.store.mongo import ASCENDING, Database, Document, IndexModel, Tx

# What a calendar program is told of at most, the first to end first.
MOST = 5_000


class Feeds:
    """One document a feed."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["feeds"].create_indexes([IndexModel("key", unique=True, sparse=True)])

    async def find(self, feed_id: str) -> Feed | None:
        return await self._feed({"_id": feed_id})

    async def of_kind(self, kind: FeedKind, whos: Sequence[str]) -> list[Feed]:
        """The feeds of these, those that were ever opened."""
        wanted = {"_id": {"$in": [f"{kind}:{who}" for who in whos]}}
        found = self._db["feeds"].find(wanted, session=self._session)
        return [Feed.model_validate(each) for each in await found.to_list(len(whos))]

    async def of_key(self, key: str) -> Feed | None:
        """The feed at the address of this digest."""
        return await self._feed({"key": key})

    async def save(self, feed: Feed) -> None:
        new = feed.model_dump(exclude_none=True)  # a sparse index counts null as a value
        if feed.kind == "supervisor":
            new["supervisor_id"] = feed.of
        await self._db["feeds"].replace_one({"_id": feed.id}, new, upsert=True, session=self._session)

    async def sessions(self, feed: Feed, since: datetime) -> list[Booked]:
        """The sessions of the feed's supervisor or room that end after `since`, cancelled ones too."""
        field = "venue.room" if feed.kind == "room" else "supervisors"
        wanted = {field: feed.of, "end": {"$gt": since}}
        found = self._db["sessions"].find(wanted, session=self._session).sort("end", ASCENDING).limit(MOST)
        return sorted(map(_booked, await found.to_list(MOST)), key=lambda session: (session.start, session.id))

    async def _feed(self, wanted: Document) -> Feed | None:
        found = await self._db["feeds"].find_one(wanted, session=self._session)
        return Feed.model_validate(found) if found else None


def _booked(document: Document) -> Booked:
    venue = document["venue"]
    place = venue["label"] or venue["address"] or venue["link"]
    cancelled = document["state"] == SessionState.CANCELLED.value
    return Booked.model_validate({"id": document["_id"], **document, "place": place, "cancelled": cancelled})
