"""Sessions, and the claims that make two at once impossible."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.booking.model.availability import Busy
from services.booking.model.calendar import ROOM, Room, Session, SessionState
from shared.messages.booking import Slot
from shared.mongo import ASCENDING, Database, Document, IndexModel, StaleRevision, Tx, insert_all

# At most: a session's own length, and the way from one to another; as long as the API lets them be.
LONGEST, FARTHEST = timedelta(hours=8), 2 * timedelta(hours=3)

# The embedded store compares every document with every value asked for, so a few at a time are read faster; a shelf of
# supervisors still in one go, for an urgent request waits for it.
AT_ONCE = 40


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
                IndexModel([("supervisors", ASCENDING), ("end", ASCENDING)]),
                IndexModel([("venue.room", ASCENDING), ("end", ASCENDING)]),
                IndexModel("end"),
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
        freed = {"$unset": {"claims": ""}}
        await self._db["sessions"].update_many({"_id": {"$in": ids}}, freed, session=self._session)
        for each in sessions:
            known = {"_id": each.id, "sequence": each.sequence - 1}
            done = await self._db["sessions"].replace_one(known, _session_document(each), session=self._session)
            if done.modified_count != 1:
                raise StaleRevision

    async def free(self, session_id: str, now: datetime) -> None:
        """Cancel a debriefing's session: its time is anybody's again."""
        cancelled = {"state": SessionState.CANCELLED.value, "changed_at": now}
        freed = {"$unset": {"claims": ""}, "$set": cancelled, "$inc": {"sequence": 1}}
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
        found = await (
            self._near("supervisors", supervisors, window) if supervisors else self._sessions(_ending(window))
        )
        return [each for each in _standing(found) if each.start < window.end and window.start < each.end]

    async def held(self, whos: Iterable[str], window: Slot, except_for: Collection[str] = ()) -> list[Busy]:
        """What sessions take of these supervisors and rooms (`room_key`) in a window, and in the hours around it.

        Only what ends near the window is read, so that a full calendar costs what its own hours hold.
        """
        asked = set(whos)
        rooms = sorted(who.removeprefix(ROOM) for who in asked if who.startswith(ROOM))
        people = sorted(who for who in asked if not who.startswith(ROOM))
        near = [*await self._near("supervisors", people, window), *await self._near("venue.room", rooms, window)]
        kept = {each.id: each for each in _standing(near) if each.id not in except_for}
        return [hold for each in kept.values() for hold in each.holds if hold.who in asked]

    async def rooms(self, ids: Sequence[str] | None = None) -> list[Room]:
        """These rooms, or all, by name."""
        wanted: Document = {} if ids is None else {"_id": {"$in": list(ids)}}
        found = [_room(each) async for each in self._db["rooms"].find(wanted, session=self._session)]
        return sorted(found, key=lambda room: room.name)

    async def save_room(self, room: Room) -> None:
        new = room.model_dump(exclude={"id"})
        await self._db["rooms"].replace_one({"_id": room.id}, new, upsert=True, session=self._session)

    async def _near(self, field: str, values: Sequence[str], window: Slot) -> list[Session]:
        """The sessions near the window with any of these values, each once, in their order."""
        found: dict[str, Session] = {}
        for n in range(0, len(values), AT_ONCE):
            some = {field: {"$in": list(values[n : n + AT_ONCE])}, **_ending(window)}
            found |= {each.id: each for each in await self._sessions(some)}
        return sorted(found.values(), key=lambda session: (session.start, session.id))

    async def _sessions(self, wanted: Document) -> list[Session]:
        found = [_session(each) async for each in self._db["sessions"].find(wanted, session=self._session)]
        return sorted(found, key=lambda session: (session.start, session.id))


def _ending(window: Slot) -> Document:
    """Every session that comes near the window, with the way to it and from it, ends so."""
    return {"end": {"$gt": window.start - FARTHEST, "$lt": window.end + FARTHEST + LONGEST}}


def _standing(sessions: Iterable[Session]) -> Iterator[Session]:
    return (each for each in sessions if each.state is not SessionState.CANCELLED)


def _session_document(session: Session) -> Document:
    known: dict[str, Any] = {"_id": session.id, **session.model_dump(exclude={"id"}), "state": session.state.value}
    if session.series_id is None:
        del known["series_id"]  # a sparse index counts null as a value
    return known if session.state is SessionState.CANCELLED else {**known, "claims": session.claims}


def _session(document: Document) -> Session:
    return Session.model_validate({"id": document["_id"], **document})


def _room(document: Document) -> Room:
    return Room.model_validate({"id": document["_id"], **document})
