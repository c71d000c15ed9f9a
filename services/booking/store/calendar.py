"""Sessions, and the claims that make two at once impossible."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.booking.model.availability import Busy
from services.booking.model.calendar import Room, Session, SessionState
from shared.messages.booking import Slot
from shared.mongo import Database, Document, IndexModel, StaleRevision, Tx, insert_all

CHUNK = 2000


class Calendar:
    """One document a session, one a room."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["sessions"].create_indexes(
            [
                IndexModel("claims", unique=True, name="no_double_booking", sparse=True),
                IndexModel("days"),
                IndexModel("dates"),
                IndexModel("series_id", sparse=True),
            ]
        )

    async def add(self, *sessions: Session) -> None:
        """Take the sessions' times, of all or of none. DuplicateKey when a supervisor or room has another then."""
        documents = [_session_document(each) for each in sessions]
        await insert_all(self._db["sessions"], documents, self._session)

    async def replace(self, session: Session) -> None:
        """Put a debriefing's session in the place of what it was."""
        await self._db["sessions"].replace_one({"_id": session.id}, _session_document(session), session=self._session)

    async def save(self, *sessions: Session) -> None:
        """Write the next sequence of each. StaleRevision when somebody else was first; DuplicateKey as for `add`.

        Their old times are let go of before the new ones are taken, since a series may move onto itself.
        """
        ids = [each.id for each in sessions]
        freed = {"$unset": {"claims": "", "days": ""}}
        await self._db["sessions"].update_many({"_id": {"$in": ids}}, freed, session=self._session)
        for each in sessions:
            known = {"_id": each.id, "sequence": each.sequence - 1}
            done = await self._db["sessions"].replace_one(known, _session_document(each), session=self._session)
            if done.modified_count != 1:
                raise StaleRevision

    async def free(self, session_id: str) -> None:
        """Cancel a debriefing's session: its time is anybody's again."""
        freed = {"$unset": {"claims": "", "days": ""}, "$set": {"state": SessionState.CANCELLED.value}}
        await self._db["sessions"].update_one({"_id": session_id}, freed, session=self._session)

    async def has_coming(self, supervisor_id: str, now: datetime) -> bool:
        """Whether a supervisor has a session that is not over."""
        wanted = {"supervisors": supervisor_id, "end": {"$gt": now}, "claims": {"$exists": True}}
        return await self._db["sessions"].find_one(wanted, {"_id": 1}, session=self._session) is not None

    async def find(self, session_id: str) -> Session | None:
        found = await self._db["sessions"].find_one({"_id": session_id}, session=self._session)
        return _session(found) if found else None

    async def of_series(self, series_id: str) -> list[Session]:
        """The series' sessions, the cancelled ones too, in their order."""
        return await self._sessions({"series_id": series_id})

    async def between(self, window: Slot, *supervisors: str) -> list[Session]:
        """Sessions of the window that were not cancelled, in their order; of these supervisors where some are named."""
        days = _days(window.start, window.end)
        found = (
            await self._filed_under(supervisors, days)
            if supervisors
            else await self._sessions({"dates": {"$in": days}})
        )
        kept = (each for each in found if each.state is not SessionState.CANCELLED)
        return [each for each in kept if each.start < window.end and window.start < each.end]

    async def taking(self, claims: Sequence[str]) -> list[Session]:
        """The sessions that hold any of these claims: as cheap in a full calendar as in an empty one."""
        return await self._sessions({"claims": {"$in": list(claims)}})

    async def held(self, whos: Iterable[str], windows: Iterable[Slot], except_for: Collection[str] = ()) -> list[Busy]:
        """All that sessions take of these supervisors and rooms (`room_key`) within the windows' days."""
        days = sorted({day for window in windows for day in _days(window.start, window.end)})
        asked = set(whos)
        found = await self._filed_under(sorted(asked), days)
        return [hold for each in found if each.id not in except_for for hold in each.holds if hold.who in asked]

    async def rooms(self, ids: Sequence[str] | None = None) -> list[Room]:
        """These rooms, or all, by name."""
        wanted: Document = {} if ids is None else {"_id": {"$in": list(ids)}}
        found = [_room(each) async for each in self._db["rooms"].find(wanted, session=self._session)]
        return sorted(found, key=lambda room: room.name)

    async def save_room(self, room: Room) -> None:
        new = room.model_dump(exclude={"id"})
        await self._db["rooms"].replace_one({"_id": room.id}, new, upsert=True, session=self._session)

    async def _filed_under(self, whos: Iterable[str], days: Iterable[str]) -> list[Session]:
        """The sessions that take time of these on these days, each once, in their order."""
        keys = _filed(whos, days)
        found: dict[str, Session] = {}
        for n in range(0, len(keys), CHUNK):
            found |= {each.id: each for each in await self._sessions({"days": {"$in": keys[n : n + CHUNK]}})}
        return sorted(found.values(), key=lambda session: (session.start, session.id))

    async def _sessions(self, wanted: Document) -> list[Session]:
        found = [_session(each) async for each in self._db["sessions"].find(wanted, session=self._session)]
        return sorted(found, key=lambda session: (session.start, session.id))


def _days(start: datetime, end: datetime) -> list[str]:
    """The days (in UTC) from `start` to `end`, as sessions are filed under."""
    return [f"{(start + timedelta(days=n)):%Y%m%d}" for n in range((end.date() - start.date()).days + 1)]


def _filed(whos: Iterable[str], days: Iterable[str]) -> list[str]:
    return [f"{who}@{day}" for who in whos for day in days]


def _session_document(session: Session) -> Document:
    known: dict[str, Any] = {"_id": session.id, **session.model_dump(exclude={"id"})}
    known |= {"state": session.state.value, "dates": _days(session.start, session.end)}
    if session.series_id is None:
        del known["series_id"]  # a sparse index counts null as a value
    if session.state is SessionState.CANCELLED:
        return known
    days = [key for hold in session.holds for key in _filed([hold.who], _days(hold.start, hold.end))]
    return {**known, "claims": session.claims, "days": days}


def _session(document: Document) -> Session:
    return Session.model_validate({"id": document["_id"], **document})


def _room(document: Document) -> Room:
    return Room.model_validate({"id": document["_id"], **document})
