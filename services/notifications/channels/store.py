"""Who can be woken how, one document for each person; and each step, one document."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.notifications.channels.model import Channel, Reachable, Wake, WakeState
from shared.fields import address_key
from shared.store.mongo import (
    ASCENDING,
    DESCENDING,
    Database,
    Document,
    DuplicateKey,
    IndexModel,
    Session,
    StaleRevision,
    Tx,
    at_once,
    insert_all,
)

MOST_PEOPLE = 5000
AT_A_TIME = 20
MOST_STEPS = 500
# What came of a step is evidence as long as that of letters is looked for.
KEPT = timedelta(days=90)


class Channels:
    """Found by whose they are."""

    def __init__(self, tx: Tx) -> None:
        self._channels = tx.database["channels"]
        self._session = tx.session
        self._database = tx.database

    async def of(self, email: str) -> Reachable | None:
        found = await self._channels.find_one({"_id": address_key(email)}, session=self._session)
        return _reachable(found) if found else None

    async def of_all(self, emails: Collection[str]) -> list[Reachable]:
        wanted = {"_id": {"$in": [address_key(each) for each in emails]}}
        found = self._channels.find(wanted, session=self._session).limit(len(emails) or 1)
        return [_reachable(each) for each in await found.to_list(len(emails))]

    async def page(self, after: str, limit: int) -> list[Reachable]:
        """Those behind `after` in the order of their addresses."""
        found = self._channels.find({"_id": {"$gt": after}}, session=self._session).sort("_id", ASCENDING).limit(limit)
        return [_reachable(each) for each in await found.to_list(limit)]

    async def everybody(self) -> frozenset[str]:
        """The addresses of all who have channels: of a network, hundreds."""
        found = self._channels.find({}, {"_id": 1}, session=self._session).limit(MOST_PEOPLE)
        return frozenset(str(each["_id"]) for each in await found.to_list(MOST_PEOPLE))

    async def save(self, person: Reachable) -> None:
        """Write the next revision; StaleRevision when another was first."""
        document = {"_id": person.email, **person.model_dump(exclude={"email"})}
        try:
            known = {"_id": person.email, "revision": person.revision - 1}
            done = await self._channels.replace_one(known, document, upsert=True, session=self._session)
        except DuplicateKey as other:
            raise StaleRevision from other
        if done.matched_count + (done.upserted_id is not None) != 1:
            raise StaleRevision

    async def note(self, email: str, channel: Channel) -> None:
        """What came of the last try, beside whatever else is changed meanwhile."""
        last = channel.last.model_dump() if channel.last else None

        async def write(session: Session) -> int:
            at = {"_id": email, "channels.id": channel.id}
            told = {"$set": {"channels.$.last": last, "channels.$.gone": channel.gone}, "$inc": {"revision": 1}}
            return int((await self._channels.update_one(at, told, session=session)).modified_count)

        await at_once(self._database, write)


class Wakes:
    """Steps: each is taken by one process, and settled once."""

    def __init__(self, tx: Tx) -> None:
        self._wakes = tx.database["wakes"]
        self._session = tx.session
        self._database = tx.database

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["wakes"].create_indexes(
            [
                IndexModel([("state", ASCENDING), ("due_at", ASCENDING)]),
                IndexModel([("email", ASCENDING), ("due_at", DESCENDING)]),
                IndexModel([("asked", ASCENDING)]),
                IndexModel([("about", ASCENDING)]),
                IndexModel("due_at", expireAfterSeconds=int(KEPT.total_seconds())),
            ]
        )

    async def add(self, wakes: Sequence[Wake]) -> None:
        """Those that are there already stay as they are."""
        ids = [each.id for each in wakes]
        found = self._wakes.find({"_id": {"$in": ids}}, {"_id": 1}, session=self._session).limit(len(ids) or 1)
        there = {each["_id"] for each in await found.to_list(len(ids))}
        if new := [_document(each) for each in wakes if each.id not in there]:
            await insert_all(self._wakes, new, self._session)

    async def due(self, now: datetime) -> list[Wake]:
        """Whose turn has come and whom no process has in hand, the earliest first."""
        wanted = {"state": WakeState.WAITING.value, "due_at": {"$lte": now}, "lease": {"$lte": now}}
        found = self._wakes.find(wanted, session=self._session).sort("due_at", ASCENDING).limit(AT_A_TIME)
        return [_wake(each) for each in await found.to_list(AT_A_TIME)]

    async def next_due(self) -> datetime | None:
        wanted = {"state": WakeState.WAITING.value}
        found = await self._wakes.find_one(wanted, {"due_at": 1}, sort=[("due_at", ASCENDING)], session=self._session)
        at: datetime | None = found["due_at"] if found else None
        return at

    async def claim(self, wake: Wake, now: datetime, until: datetime) -> bool:
        """Take it; False where another process was first."""
        known = {"_id": wake.id, "state": WakeState.WAITING.value, "lease": {"$lte": now}}
        return await self._change(known, {"$set": {"lease": until}})

    async def settle(self, wake: Wake, state: WakeState, said: str, at: datetime) -> bool:
        """What came of it; its link is a secret, and gone."""
        told = {"state": state.value, "said": said, "settled_at": at, "link": ""}
        return await self._change({"_id": wake.id, "state": WakeState.WAITING.value}, {"$set": told})

    async def hasten(self, wake: Wake, at: datetime) -> bool:
        """Its turn has come."""
        return await self._change(
            {"_id": wake.id, "state": WakeState.WAITING.value}, {"$set": {"due_at": at, "lease": at}}
        )

    async def of_asked(self, asked: str) -> list[Wake]:
        """All steps of one request to one person."""
        found = self._wakes.find({"asked": asked}, session=self._session).limit(AT_A_TIME)
        return [_wake(each) for each in await found.to_list(AT_A_TIME)]

    async def of_about(self, about: str) -> list[Wake]:
        """All steps that were taken for one thing, whoever was woken."""
        found = self._wakes.find({"about": about}, session=self._session).sort("due_at", ASCENDING).limit(MOST_STEPS)
        return [_wake(each) for each in await found.to_list(MOST_STEPS)]

    async def end(self, about: str, email: str, at: datetime) -> None:
        """Somebody has answered: what waits is not needed any more."""
        waiting = {"about": about, "email": email, "state": WakeState.WAITING.value}
        over = {"state": WakeState.NOT_NEEDED.value, "settled_at": at, "link": ""}
        await self._wakes.update_many(waiting, {"$set": over}, session=self._session)

    async def latest(self, email: str, limit: int) -> list[Wake]:
        found = self._wakes.find({"email": email}, session=self._session).sort("due_at", DESCENDING).limit(limit)
        return [_wake(each) for each in await found.to_list(limit)]

    async def _change(self, known: Document, change: Document) -> bool:
        async def write(session: Session) -> int:
            return int((await self._wakes.update_one(known, change, session=session)).modified_count)

        return await at_once(self._database, write) == 1


def _reachable(document: Document) -> Reachable:
    return Reachable.model_validate({"email": document["_id"], **document})


def _document(wake: Wake) -> dict[str, Any]:
    return {"_id": wake.id, **wake.model_dump(exclude={"id"}), "state": wake.state.value, "lease": wake.due_at}


def _wake(document: Document) -> Wake:
    return Wake.model_validate({"id": document["_id"], **document})
