"""Who is on call: the plan (rotations, agreed swaps, what was told), duties set by hand, and swaps asked for."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from services.booking.roster.model import LONGEST_DUTY, Duty, Plan, PublishedShift, Swap, SwapState
from shared.store.mongo import (
    ASCENDING,
    DESCENDING,
    Database,
    Document,
    DuplicateKey,
    IndexModel,
    StaleRevision,
    Tx,
    insert_all,
)
from shared.store.revisions import Revisions

A_DAY = timedelta(days=1)
# Swaps that one supervisor asked for or was asked for, the newest; what is older is over.
MOST_OF_ONE = 1_000
# What a calendar program is told of at most, the first to end first.
MOST_PUBLISHED = 5_000
WITH_TIMES = {"substitutions", "told", "gaps", "looked_until"}


class Roster:
    """One document for the plan, one for each duty set by hand, one for each swap."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session
        self._revisions = Revisions(tx)

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["duties"].create_indexes(
            [IndexModel([("until", ASCENDING)]), IndexModel([("supervisor_id", ASCENDING), ("until", ASCENDING)])]
        )
        await database["swaps"].create_indexes(
            [
                IndexModel("key", unique=True),
                IndexModel([("asked_at", ASCENDING), ("_id", ASCENDING)]),
                IndexModel("group"),
                IndexModel("asker_id"),
                IndexModel("asked_id"),
            ]
        )

    async def plan(self) -> Plan:
        return await self._revisions.kept(["roster"], "plan", self._plan)

    async def _plan(self) -> Plan:
        found = await self._db["roster"].find_one({"_id": "roster"}, session=self._session)
        return Plan.model_validate(found or {})

    async def save_plan(self, plan: Plan) -> None:
        """Write the plan's next revision; StaleRevision when somebody else was first."""
        new = {**plan.model_dump(mode="json", exclude=WITH_TIMES), **_with_times(plan)}
        if plan.revision == 1:
            await self._first(new)
        else:
            known = {"_id": "roster", "revision": plan.revision - 1}
            done = await self._db["roster"].update_one(known, {"$set": new}, session=self._session)
            if done.modified_count != 1:
                raise StaleRevision
        await self._revisions.change("roster")

    async def _first(self, new: Document) -> None:
        try:
            await self._db["roster"].insert_one({"_id": "roster", **new}, session=self._session)
        except DuplicateKey as other:
            raise StaleRevision from other

    async def overrides(self, start: datetime, end: datetime) -> list[Duty]:
        """Duties set by hand that reach into [start, end]."""
        wanted = {"until": {"$gt": start, "$lte": end + LONGEST_DUTY}, "since": {"$lte": end}}
        # bounded: by the time that is asked for; one left out would be a gap that isn't, or somebody not on call
        found = self._db["duties"].find(wanted, session=self._session)
        return [Duty.model_validate(document) async for document in found]

    async def overrides_around(self, at: datetime) -> list[Duty]:
        """Duties set by hand that reach into the day (of UTC) of `at`, whoever stands at that instant among them."""
        day = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return await self._revisions.kept(["roster"], ("duties", day), lambda: self.overrides(day, day + A_DAY))

    async def save(self, duties: Sequence[Duty]) -> None:
        """Set these; one with the id of an earlier one takes its place."""
        documents = [{"_id": duty.id, **duty.model_dump()} for duty in {each.id: each for each in duties}.values()]
        ids = [document["_id"] for document in documents]
        await self._db["duties"].delete_many({"_id": {"$in": ids}}, session=self._session)
        await insert_all(self._db["duties"], documents, self._session)
        await self._revisions.change("roster")

    async def remove(self, duty_id: str) -> bool:
        """Take back a duty set by hand; False where there is none."""
        done = await self._db["duties"].delete_one({"_id": duty_id}, session=self._session)
        await self._revisions.change("roster")
        return bool(done.deleted_count)

    async def coming(self, since: datetime, limit: int) -> list[Duty]:
        found = self._db["duties"].find({"until": {"$gt": since}}).sort("until", ASCENDING).limit(limit)
        return [Duty.model_validate(document) async for document in found]

    async def coming_of(self, supervisor_id: str, since: datetime) -> list[Duty]:
        """A supervisor's duties set by hand that end after `since`, the first to end first."""
        wanted = {"supervisor_id": supervisor_id, "until": {"$gt": since}}
        # bounded: by the time that one person has
        found = self._db["duties"].find(wanted, session=self._session).sort("until", ASCENDING)
        return [Duty.model_validate(document) async for document in found]

    async def has_coming(self, supervisor_id: str, now: datetime) -> bool:
        """Whether a supervisor is on call now or later, or takes turns in a rotation or has agreed to."""
        wanted = {"supervisor_id": supervisor_id, "until": {"$gt": now}}
        if await self._db["duties"].find_one(wanted, {"_id": 1}, session=self._session) is not None:
            return True
        plan = await self.plan()
        turns = any(supervisor_id in rotation.supervisors for rotation in plan.rotations)
        return turns or any(swap.by == supervisor_id and swap.until > now for swap in plan.substitutions)

    async def add_swap(self, swap: Swap) -> None:
        await self._db["swaps"].insert_one(_swap_document(swap), session=self._session)

    async def save_swap(self, swap: Swap) -> None:
        """Write a swap's next revision; StaleRevision when somebody else was first."""
        known = {"_id": swap.id, "revision": swap.revision - 1}
        done = await self._db["swaps"].update_one(known, {"$set": _swap_document(swap)}, session=self._session)
        if done.modified_count != 1:
            raise StaleRevision

    async def swap_of(self, key: str) -> Swap | None:
        """The swap that is answered with the link of this digest."""
        return await self._swap({"key": key})

    async def swap(self, swap_id: str) -> Swap | None:
        return await self._swap({"_id": swap_id})

    async def swaps_asked(self, group: str) -> list[Swap]:
        """Those of one time that was asked of several at once, and that nobody has answered."""
        wanted = {"group": group, "state": SwapState.ASKED.value}
        found = self._db["swaps"].find(wanted, session=self._session)  # bounded: so many are asked at once
        return [_swap(document) async for document in found]

    async def swaps(self, since: datetime, after: str, limit: int) -> list[Swap]:
        """Swaps asked for since then, the first first; those after the one whose id is `after`."""
        wanted: Document = {"asked_at": {"$gte": since}}
        if last := await self.swap(after) if after else None:
            later = [{"asked_at": {"$gt": last.asked_at}}, {"asked_at": last.asked_at, "_id": {"$gt": last.id}}]
            wanted = {**wanted, "$or": later}
        found = self._db["swaps"].find(wanted).sort([("asked_at", ASCENDING), ("_id", ASCENDING)]).limit(limit)
        return [_swap(document) async for document in found]

    async def swaps_of(self, supervisor_id: str, now: datetime) -> list[Swap]:
        """Swaps that a supervisor asked for or was asked for, of times to come, the first asked first."""
        wanted = {"$or": [{"asker_id": supervisor_id}, {"asked_id": supervisor_id}], "given.end": {"$gt": now}}
        found = self._db["swaps"].find(wanted).sort([("asked_at", DESCENDING), ("_id", DESCENDING)]).limit(MOST_OF_ONE)
        return [_swap(document) async for document in found][::-1]

    async def remove_swaps_over(self, before: datetime, limit: int) -> int:
        """Forget swaps asked for, and of times that ended, before a moment; how many, at most `limit`."""
        wanted = {"asked_at": {"$lt": before}, "given.end": {"$lt": before}}
        found = self._db["swaps"].find(wanted, {"_id": 1}, session=self._session).limit(limit)
        ids = [document["_id"] async for document in found]
        if ids:
            await self._db["swaps"].delete_many({"_id": {"$in": ids}}, session=self._session)
        return len(ids)

    async def _swap(self, wanted: Document) -> Swap | None:
        found = await self._db["swaps"].find_one(wanted, session=self._session)
        return _swap(found) if found else None


def _with_times(plan: Plan) -> Document:
    """The parts that hold instants, which the database keeps as such (a date or an hour of the clock it can't)."""
    return plan.model_dump(include=WITH_TIMES)


def _swap_document(swap: Swap) -> Document:
    return {"_id": swap.id, **swap.model_dump(exclude={"id"}), "state": swap.state.value}


def _swap(document: Document) -> Swap:
    return Swap.model_validate({"id": document["_id"], **document})


class PublishedShifts:
    """One document a shift, as calendars elsewhere were told of it."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["told_duties"].create_indexes([IndexModel("until")])

    async def entries(self, since: datetime, supervisor_id: str | None = None) -> list[PublishedShift]:
        """Duties told that end after `since`, of one supervisor or of all, the first to begin first."""
        wanted: Document = {"until": {"$gt": since}}
        if supervisor_id is not None:
            wanted = {**wanted, "supervisor_id": supervisor_id}
        told = (
            await self._db["told_duties"]
            .find(wanted, session=self._session)
            .sort("until", ASCENDING)
            .limit(MOST_PUBLISHED)
            .to_list(MOST_PUBLISHED)
        )
        return sorted(map(_published, told), key=lambda entry: (entry.since, entry.backup, entry.id))

    async def save_entries(self, entries: Sequence[PublishedShift]) -> None:
        """Write these, new or in their earlier state's place."""
        if not entries:
            return
        ids = [entry.id for entry in entries]
        await self._db["told_duties"].delete_many({"_id": {"$in": ids}}, session=self._session)
        new = [{"_id": entry.id, **entry.model_dump(exclude={"id"})} for entry in entries]
        await insert_all(self._db["told_duties"], new, self._session)

    async def forget_entries(self, before: datetime) -> None:
        """Forget duties that ended so long ago that no feed tells of them."""
        await self._db["told_duties"].delete_many({"until": {"$lte": before}}, session=self._session)


def _published(document: Document) -> PublishedShift:
    return PublishedShift.model_validate({"id": document["_id"], **document})
