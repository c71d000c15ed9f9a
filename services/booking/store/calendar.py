"""Sessions, and the claims that make two at once impossible."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from services.booking.model.calendar import Session
from shared.messages.booking import Slot
from shared.messages.contracts import Window
from shared.mongo import Database, Document, IndexModel, Tx


class Calendar:
    """One document a session."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["sessions"].create_indexes(
            [IndexModel("claims", unique=True, name="no_double_booking", sparse=True), IndexModel("days")]
        )

    async def add(self, session: Session) -> None:
        """Take the session's time. DuplicateKey when one of its supervisors has a session then."""
        await self._db["sessions"].insert_one(_session_document(session), session=self._session)

    async def replace(self, session: Session) -> None:
        await self._db["sessions"].replace_one({"_id": session.id}, _session_document(session), session=self._session)

    async def free(self, session_id: str) -> None:
        """Cancel a session: its time is anybody's again."""
        freed = {"$unset": {"claims": "", "days": ""}, "$set": {"cancelled": True}}
        await self._db["sessions"].update_one({"_id": session_id}, freed, session=self._session)

    async def has_coming(self, supervisor_id: str, now: datetime) -> bool:
        """Whether a supervisor has a session that is not over."""
        wanted = {"supervisors": supervisor_id, "end": {"$gt": now}, "claims": {"$exists": True}}
        return await self._db["sessions"].find_one(wanted, {"_id": 1}, session=self._session) is not None

    async def busy(self, supervisors: Iterable[str], window: Window) -> dict[str, list[Slot]]:
        """The times within the window's days at which each of these supervisors has a session."""
        days = _days(window.opens, window.closes)
        keys = [f"{who}@{day}" for who in supervisors for day in days]
        busy: defaultdict[str, list[Slot]] = defaultdict(list)
        async for session in self._db["sessions"].find({"days": {"$in": keys}}, session=self._session):
            for who in session["supervisors"]:
                busy[who].append(Slot(start=session["start"], end=session["end"]))
        return busy


def _days(start: datetime, end: datetime) -> list[str]:
    """The days (in UTC) from `start` to `end`, as sessions are filed under."""
    return [f"{(start + timedelta(days=n)):%Y%m%d}" for n in range((end.date() - start.date()).days + 1)]


def _session_document(session: Session) -> Document:
    days = [f"{who}@{day}" for who in session.supervisors for day in _days(session.start, session.end)]
    return {"_id": session.id, **session.model_dump(exclude={"id"}), "claims": session.claims, "days": days}
