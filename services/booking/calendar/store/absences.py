"""Absences, and days with other hours."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from services.booking.calendar.absences import Absence, OtherHours
from services.booking.paging import Page, page
from shared.messages.booking import Interval
from shared.store.mongo import ASCENDING, Database, Document, IndexModel, Tx
from shared.store.revisions import Revisions

# Later than any.
LATEST = datetime(9999, 1, 1, tzinfo=UTC)


class Availability:
    """One document an absence, one a day with other hours."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session
        self._revisions = Revisions(tx)

    @staticmethod
    async def prepare(database: Database) -> None:
        for collection, at in (("absences", "end"), ("other_hours", "day")):
            theirs, everybodys = [("supervisor_id", ASCENDING), (at, ASCENDING)], [(at, ASCENDING), ("_id", ASCENDING)]
            await database[collection].create_indexes([IndexModel(theirs), IndexModel(everybodys)])

    async def absences(self, supervisors: Iterable[str], window: Interval) -> list[Absence]:
        """Absences of these supervisors that overlap the window."""
        wanted = {"supervisor_id": {"$in": list(supervisors)}, "end": {"$gt": window.start}}
        # bounded: what these are away; none may be missed, for they decide
        found = self._db["absences"].find(wanted, session=self._session)
        absences = [Absence.model_validate({"id": each["_id"], **each}) async for each in found]
        return sorted((each for each in absences if each.start < window.end), key=lambda absence: absence.start)

    async def page(self, supervisors: Sequence[str] | None, since: datetime, after: str, limit: int) -> Page[Absence]:
        """Absences that end after `since`, of these or (None) of everybody, the first to end first."""
        wanted = {"end": {"$gt": since}, **_of(supervisors)}
        found = await page(self._db["absences"], self._session, wanted, "end", after, limit)
        absences = [Absence.model_validate({"id": each["_id"], **each}) for each in found.rows]
        return Page(sorted(absences, key=lambda each: each.start), found.more)

    async def hours_page(
        self, supervisors: Sequence[str] | None, first: date, after: str, limit: int
    ) -> Page[OtherHours]:
        """Days with other hours from `first` on, of these or (None) of everybody, in order."""
        wanted = {"day": {"$gte": first.isoformat()}, **_of(supervisors)}
        found = await page(self._db["other_hours"], self._session, wanted, "day", after, limit)
        return Page([OtherHours.model_validate(each) for each in found.rows], found.more)

    async def coming(self, supervisors: Sequence[str], since: datetime) -> tuple[Absence, ...]:
        """What is under way or to come of these supervisors' absences, and what has ended since the day's beginning."""
        day = since.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

        async def read() -> tuple[Absence, ...]:
            return tuple(await self.absences(supervisors, Interval(start=day, end=LATEST)))

        return await self._revisions.kept(["absences"], ("absences", day, tuple(supervisors)), read)

    async def add_absence(self, absence: Absence) -> None:
        known = {"_id": absence.id, **absence.model_dump(exclude={"id"})}
        await self._db["absences"].insert_one(known, session=self._session)
        await self._revisions.change("absences")

    async def absence(self, absence_id: str) -> Absence | None:
        found = await self._db["absences"].find_one({"_id": absence_id}, session=self._session)
        return Absence.model_validate({"id": absence_id, **found}) if found else None

    async def end_absence(self, absence_id: str) -> None:
        await self._db["absences"].delete_one({"_id": absence_id}, session=self._session)
        await self._revisions.change("absences")

    async def other_hours(self, supervisors: Iterable[str], first: date, last: date) -> list[OtherHours]:
        """These supervisors' days with other hours, from `first` to `last`, in their order."""
        days = {"$gte": first.isoformat(), "$lte": last.isoformat()}
        wanted = {"supervisor_id": {"$in": list(supervisors)}, "day": days}
        # bounded: one a day for each of these
        found = self._db["other_hours"].find(wanted, session=self._session)
        return sorted([OtherHours.model_validate(each) async for each in found], key=lambda each: (each.day, each.id))

    async def set_other_hours(self, days: Sequence[OtherHours]) -> None:
        """Set these days' hours, in the place of what was set for them."""
        for each in days:
            known = each.model_dump(mode="json", by_alias=True)
            await self._db["other_hours"].replace_one({"_id": each.id}, known, upsert=True, session=self._session)

    async def end_other_hours(self, day: OtherHours) -> None:
        """On this day the weekly hours hold again."""
        await self._db["other_hours"].delete_one({"_id": day.id}, session=self._session)


def _of(supervisors: Sequence[str] | None) -> Document:
    if supervisors is None:
        return {}
    return {"supervisor_id": supervisors[0] if len(supervisors) == 1 else {"$in": list(supervisors)}}
