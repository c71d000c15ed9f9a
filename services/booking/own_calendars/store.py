"""Own calendars of supervisors: where each is read, and the times at which it says that they are busy."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from services.booking.own_calendars.model import OwnCalendar
from shared.messages.booking import Interval
from shared.store.mongo import Database, Document, IndexModel, Session, StaleRevision, Tx, at_once, insert_all
from shared.store.revisions import Revisions


class OwnCalendars:
    """One document a calendar, and one for each month in which it has busy times: whoever looks at a week reads one."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session
        self._revisions = Revisions(tx)

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["own_calendars"].create_indexes([IndexModel("next_at")])
        await database["own_busy"].create_indexes([IndexModel("who")])

    async def find(self, supervisor_id: str) -> OwnCalendar | None:
        found = await self._db["own_calendars"].find_one({"_id": supervisor_id}, session=self._session)
        return OwnCalendar.model_validate(found) if found else None

    async def add(self, calendar: OwnCalendar) -> None:
        """Read this one from now on, in the place of the supervisor's earlier one."""
        known = {"_id": calendar.supervisor_id}
        await self._db["own_calendars"].replace_one(known, calendar.model_dump(), upsert=True, session=self._session)
        await self._revisions.change("own_calendars")

    async def connected(self, supervisors: Sequence[str]) -> frozenset[str]:
        """Who of these has a calendar that is read."""

        async def read() -> frozenset[str]:
            # bounded: by who is asked for
            found = self._db["own_calendars"].find(
                {"_id": {"$in": list(supervisors)}}, {"_id": 1}, session=self._session
            )
            return frozenset([each["_id"] async for each in found])

        return await self._revisions.kept(["own_calendars"], ("connected", tuple(supervisors)), read)

    async def save(self, calendar: OwnCalendar) -> None:
        """Write the next revision; StaleRevision when somebody else was first, or it is there no more."""
        known = {"_id": calendar.supervisor_id, "revision": calendar.revision - 1}
        done = await self._db["own_calendars"].update_one(known, {"$set": calendar.model_dump()}, session=self._session)
        if done.modified_count != 1:
            raise StaleRevision

    async def remove(self, supervisor_id: str) -> None:
        """Read it no more, and forget its times."""
        await self._db["own_calendars"].delete_one({"_id": supervisor_id}, session=self._session)
        await self._db["own_busy"].delete_many({"who": supervisor_id}, session=self._session)
        await self._revisions.change("own_calendars")

    async def due(self, now: datetime, limit: int) -> list[OwnCalendar]:
        """Calendars that it is time to read."""
        found = self._db["own_calendars"].find({"next_at": {"$lte": now}}).limit(limit)
        return [OwnCalendar.model_validate(document) async for document in found]

    async def claim(self, calendar: OwnCalendar, until: datetime) -> bool:
        """Have it to oneself until then; False when another replica was quicker."""
        known = {"_id": calendar.supervisor_id, "revision": calendar.revision, "next_at": calendar.next_at}

        async def write(session: Session) -> int:
            change = {"$set": {"next_at": until}}
            done = await self._db["own_calendars"].update_one(known, change, session=session)
            return int(done.modified_count)

        return await at_once(self._db, write) == 1

    async def set_busy(self, supervisor_id: str, slots: Sequence[Interval]) -> None:
        """Their busy times are these and no others."""
        months: defaultdict[str, list[Interval]] = defaultdict(list)
        for slot in slots:
            for month in _months(slot.start, slot.end):
                months[month].append(slot)
        await self._db["own_busy"].delete_many({"who": supervisor_id}, session=self._session)
        new = [_month_document(supervisor_id, month, found) for month, found in months.items()]
        if new:
            await insert_all(self._db["own_busy"], new, self._session)

    async def busy(self, whos: Iterable[str], start: datetime, end: datetime) -> dict[str, list[Interval]]:
        """The times that reach into [start, end) at which each of these has something in their own calendar."""
        ids = [f"{who}@{month}" for who in whos for month in _months(start, end)]
        found: defaultdict[str, set[tuple[datetime, datetime]]] = defaultdict(set)
        # bounded: by ids
        async for month in self._db["own_busy"].find({"_id": {"$in": ids}}, session=self._session):
            pairs = zip(month["starts"], month["ends"], strict=True)
            found[month["who"]] |= {(opens, closes) for opens, closes in pairs if opens < end and start < closes}
        return {who: [Interval(start=a, end=b) for a, b in sorted(times)] for who, times in found.items() if times}


def _months(start: datetime, end: datetime) -> list[str]:
    """The months (in UTC) from `start` to `end`, as busy times are filed under."""
    at, last = start.astimezone(UTC).replace(day=1), end.astimezone(UTC)
    months = []
    while (at.year, at.month) <= (last.year, last.month):
        months.append(f"{at:%Y%m}")
        at = (at + timedelta(days=32)).replace(day=1)
    return months


def _month_document(who: str, month: str, slots: Sequence[Interval]) -> Document:
    """Two lists of times side by side are half as large as a list of pairs with names."""
    starts, ends = [slot.start for slot in slots], [slot.end for slot in slots]
    return {"_id": f"{who}@{month}", "who": who, "starts": starts, "ends": ends}
