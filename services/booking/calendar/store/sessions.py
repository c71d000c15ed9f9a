"""Sessions, and the claims that make two at once impossible."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from services.booking.calendar.absences import BusyInterval
from services.booking.calendar.model import Room, Session, SessionState
from services.booking.paging import Page, page
from shared.messages.booking import Interval
from shared.store.mongo import ASCENDING, DESCENDING, Database, Document, IndexModel, StaleRevision, Tx, insert_all

# At most: a session's own length, and the way from one to another; as long as the API lets them be.
LONGEST, FARTHEST = timedelta(hours=8), 2 * timedelta(hours=3)

# The embedded store compares every document with every value asked for, so a few at a time are read faster; a stretch
# of supervisors still mostly in one go, for an urgent request waits for it.
AT_ONCE = 160
AT_A_TIME = 1_000
MOST_ROOMS = 500
MOST_OF_PROCESS = 500
A_WEEK = timedelta(weeks=1)
MONTHS_IN_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Workload:
    """What sessions take of somebody's time near a window, and the starts of the debriefings that they lead or led."""

    busy: tuple[Interval, ...] = ()
    led: tuple[datetime, ...] = ()


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
                IndexModel([("end", ASCENDING), ("_id", ASCENDING)]),
                IndexModel("series_id", sparse=True),
                IndexModel("found_by"),
                IndexModel("process_id", sparse=True),
            ]
        )
        await _bring_under_weeks(database)

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
        freed = {"$unset": {"claims": ""}, "$set": {**cancelled, "found_by": []}, "$inc": {"sequence": 1}}
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
        # bounded: a series has sixty sessions at most
        theirs = self._db["sessions"].find({"series_id": series_id}, session=self._session)
        found = [_session(document) async for document in theirs]
        return sorted(found, key=lambda session: (session.start, session.id))

    async def of_process(self, process_id: str) -> list[Session]:
        """A process's sessions, the cancelled ones too, in order; of a very long one the last `MOST_OF_PROCESS`."""
        theirs = self._db["sessions"].find({"process_id": process_id}, session=self._session)
        found = await theirs.sort("start", DESCENDING).limit(MOST_OF_PROCESS).to_list(MOST_OF_PROCESS)
        return sorted(map(_session, found), key=lambda session: (session.start, session.id))

    async def ahead_of_process(self, process_id: str, now: datetime) -> list[Session]:
        """What a process has planned that has not begun, in its order."""
        found = await self.of_process(process_id)
        return [each for each in found if each.state is SessionState.PLANNED and each.start > now]

    async def page(self, window: Interval, after: str, limit: int) -> Page[Session]:
        """Everybody's sessions of the window that were not cancelled, the first to end first: those behind `after`."""
        wanted = {"end": {"$gt": window.start, "$lt": window.end + LONGEST}}
        found = await page(self._db["sessions"], self._session, wanted, "end", after, limit)
        return Page(_within(map(_session, found.rows), window), found.more)

    async def led_by(self, supervisors: Sequence[str], window: Interval) -> list[Session]:
        """The same, of these supervisors; none where they are nobody."""
        return _within(await self._near(supervisors, window), window)

    async def of_each(self, times: Sequence[tuple[str, Interval]]) -> list[list[Session]]:
        """For each supervisor and time what was not cancelled of their sessions then, in order; read in one go."""
        values = dict.fromkeys(f"{who}@{week}" for who, window in times for week in _weeks(_widened(window)))
        theirs: defaultdict[str, dict[str, Session]] = defaultdict(dict)
        async for document in self._found_by(list(values)):
            session = _session(document)
            for who in session.supervisors:
                theirs[who][session.id] = session
        return [
            sorted(
                (each for each in theirs[who].values() if each.start < window.end and window.start < each.end),
                key=lambda each: (each.start, each.id),
            )
            for who, window in times
        ]

    async def held(self, whos: Iterable[str], window: Interval, except_for: Collection[str] = ()) -> list[BusyInterval]:
        """What sessions take of these supervisors and rooms (`room_key`) in a window, and in the hours around it.

        Only what lies near the window is read, so that a full calendar costs what its own hours hold.
        """
        asked = set(whos)
        near = await self._near(sorted(asked), window)
        return [hold for each in near if each.id not in except_for for hold in each.holds if hold.who in asked]

    async def workloads(self, supervisors: Sequence[str], window: Interval, since: datetime) -> dict[str, Workload]:
        """Each one's workload: sessions near the window, debriefings since then. One read for an urgent request."""
        weeks, quarters = _weeks(_widened(window)), _quarters_of_years(since, window.end)
        values = [f"{who}@{week}" for who in supervisors for week in weeks]
        values += [f"{who}!{quarter}" for who in supervisors for quarter in quarters]
        shown = {"start": 1, "end": 1, "supervisors": 1, "travel": 1, "debriefing_id": 1}
        found: dict[str, tuple[set[Interval], set[datetime]]] = {who: (set(), set()) for who in supervisors}
        async for each in self._found_by(values, shown):
            for who in found.keys() & set(each["supervisors"]):
                busy, led = found[who]
                slot = _kept_free(each, who)
                if slot.start < window.end + FARTHEST and window.start - FARTHEST < slot.end:
                    busy.add(slot)
                if each.get("debriefing_id") is not None and each["start"] > since:
                    led.add(each["start"])
        return {
            who: Workload(tuple(sorted(busy, key=_by_start)), tuple(sorted(led))) for who, (busy, led) in found.items()
        }

    async def rooms(self, ids: Sequence[str] | None = None) -> list[Room]:
        """These rooms, or all, by name."""
        wanted: Document = {} if ids is None else {"_id": {"$in": list(ids)}}
        found = await self._db["rooms"].find(wanted, session=self._session).limit(MOST_ROOMS).to_list(MOST_ROOMS)
        return sorted(map(_room, found), key=lambda room: room.name)

    async def save_room(self, room: Room) -> None:
        new = room.model_dump(exclude={"id"})
        await self._db["rooms"].replace_one({"_id": room.id}, new, upsert=True, session=self._session)

    async def _near(self, whos: Sequence[str], window: Interval) -> list[Session]:
        """The sessions near the window that take any of these, each once, in their order."""
        weeks = _weeks(_widened(window))
        found = self._found_by([f"{who}@{week}" for who in whos for week in weeks])
        near = {document["_id"]: _session(document) async for document in found}
        return sorted(near.values(), key=lambda session: (session.start, session.id))

    async def _found_by(self, values: Sequence[str], shown: Document | None = None) -> AsyncIterator[Document]:
        """Everything that is found by one of these, some more than once. A week of one has an end: its quarters."""
        for n in range(0, len(values), AT_ONCE):
            wanted = {"found_by": {"$in": list(values[n : n + AT_ONCE])}}
            # bounded: of a supervisor's week, or a room's, by its quarters, for each is claimed once
            async for document in self._db["sessions"].find(wanted, shown, session=self._session):
                yield document


def _within(sessions: Iterable[Session], window: Interval) -> list[Session]:
    return [each for each in _standing(sessions) if each.start < window.end and window.start < each.end]


def _standing(sessions: Iterable[Session]) -> Iterator[Session]:
    return (each for each in sessions if each.state is not SessionState.CANCELLED)


def _session_document(session: Session) -> Document:
    known: dict[str, Any] = {"_id": session.id, **session.model_dump(exclude={"id"}), "state": session.state.value}
    if session.series_id is None:
        del known["series_id"]  # a sparse index counts null as a value
    if session.process_id is None:
        del known["process_id"]
    if session.state is SessionState.CANCELLED:
        return {**known, "found_by": []}
    return {**known, "claims": session.claims, "found_by": _found_by(session)}


def _found_by(session: Session) -> list[str]:
    """By what a session is found: whom it takes in which week; who leads a debriefing in which quarter of the year."""
    held = [(hold.who, Interval(start=hold.start, end=hold.end)) for hold in session.holds]
    taken = {f"{who}@{week}" for who, time in held for week in _weeks(time)}
    if session.debriefing_id is not None:
        (quarter,) = _quarters_of_years(session.start, session.start)
        taken |= {f"{who}!{quarter}" for who in session.supervisors}
    return sorted(taken)


def _weeks(window: Interval) -> list[str]:
    """The weeks, from Monday to Monday in UTC, of which the window has some part."""
    first, last = window.start.astimezone(UTC), window.end.astimezone(UTC)
    monday = (first - timedelta(days=first.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    found: list[str] = []
    while monday < last or not found:
        found.append(f"{monday:%Y%m%d}")
        monday += A_WEEK
    return found


def _quarters_of_years(since: datetime, until: datetime) -> list[str]:
    """The quarters of years (in UTC) from one moment to the other."""
    first, last = since.astimezone(UTC), until.astimezone(UTC)
    counted = [at.year * 4 + (at.month - 1) // MONTHS_IN_QUARTER for at in (first, last)]
    return [f"{n // 4}Q{n % 4 + 1}" for n in range(counted[0], counted[1] + 1)]


def _widened(window: Interval) -> Interval:
    """The window with the way to it and from it."""
    return Interval(start=window.start - FARTHEST, end=window.end + FARTHEST)


def _kept_free(document: Document, who: str) -> Interval:
    """When a session takes a supervisor's time, with the way there and back."""
    travel = next((each for each in document.get("travel", ()) if each["supervisor_id"] == who), None)
    before, after = (travel["before"], travel["after"]) if travel else (0, 0)
    return Interval(start=document["start"] - timedelta(minutes=before), end=document["end"] + timedelta(minutes=after))


def _by_start(slot: Interval) -> datetime:
    return slot.start


async def _bring_under_weeks(database: Database) -> None:
    """Whatever was written before sessions were found by their weeks, a thousand at a time."""
    sessions = database["sessions"]
    while found := await sessions.find({"found_by": None}).limit(AT_A_TIME).to_list(AT_A_TIME):
        for document in found:
            session = _session(document)
            keys = [] if session.state is SessionState.CANCELLED else _found_by(session)
            known = {"_id": session.id, "sequence": document.get("sequence")}
            await sessions.update_one(known, {"$set": {"found_by": keys}})


def _session(document: Document) -> Session:
    return Session.model_validate({"id": document["_id"], **document})


def _room(document: Document) -> Room:
    return Room.model_validate({"id": document["_id"], **document})
