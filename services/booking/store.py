"""Booking's documents: the only place that knows the database.

Candidates are found by shelves, so that routing costs the same in a network of a hundred and of a hundred thousand: a
supervisor stands on one shelf for each kind of request they could answer (language set, region or remote), and a shelf
holds about as many as one wave may need. A request reads whole shelves and never sorts what it does not read.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from services.booking.model import Case, CaseOffer, Considered, Duty, Glance, Network, OfferState, Session, Supervisor
from shared.messages.booking import Slot
from shared.messages.contracts import DebriefingRequested, Window
from shared.mongo import ASCENDING, Database, Document, IndexModel, StaleRevision, Tx

SHELF = 32
LONGEST_DUTY = timedelta(days=31)
_NOT_READ = {"considered": 0}


class Store:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["cases"].create_indexes([IndexModel("offers.key"), IndexModel("state")])
        await database["sessions"].create_indexes(
            [IndexModel("claims", unique=True, name="no_double_booking", sparse=True), IndexModel("days")]
        )
        await database["supervisors"].create_indexes([IndexModel("shelves"), IndexModel("email", unique=True)])
        await database["duties"].create_indexes([IndexModel([("until", ASCENDING)])])

    # The network's settings

    async def network(self) -> Network:
        found = await self._db["network"].find_one({"_id": "network"}, session=self._session)
        return Network.model_validate(found or {})

    async def save_network(self, network: Network) -> None:
        new = network.model_dump(mode="json")
        await self._db["network"].replace_one({"_id": "network"}, new, upsert=True, session=self._session)

    # Debriefing cases

    async def case(self, case_id: str) -> Case | None:
        found = await self._db["cases"].find_one({"_id": case_id}, _NOT_READ, session=self._session)
        return _case(found) if found else None

    async def considered(self, case_id: str) -> list[Considered]:
        """Everybody looked at for a case, wave by wave, and why they were or weren't asked."""
        found = await self._db["cases"].find_one({"_id": case_id}, {"considered": 1}, session=self._session)
        return [Considered.model_validate(each) for each in found["considered"]] if found else []

    async def glance(self, key: str) -> Glance | None:
        """A case as the supervisor sees it who was sent the link with this digest."""
        own = {"$eq": ["$$offer.key", key]}
        leads = {"$eq": ["$$offer.state", OfferState.ACCEPTED.value]}
        kept = {"$filter": {"input": "$offers", "as": "offer", "cond": {"$or": [own, leads]}}}
        shown = {"need": 1, "slot": 1, "answer_by": 1, "contact_made": 1, "offers": kept}
        steps: list[Document] = [{"$match": {"offers.key": key}}, {"$project": shown}]
        found = await self._db["cases"].aggregate(steps, session=self._session).to_list(1)
        return _glance(found[0], key) if found else None

    async def case_of_offer(self, key: str) -> Case | None:
        """The case in which somebody was sent the link with this digest."""
        found = await self._db["cases"].find_one({"offers.key": key}, _NOT_READ, session=self._session)
        return _case(found) if found else None

    async def cases(self, state: str | None, after: str, limit: int) -> list[Case]:
        wanted: Document = {"_id": {"$gt": after}} | ({"state": state} if state else {})
        found = await self._db["cases"].find(wanted, _NOT_READ).sort("_id", ASCENDING).limit(limit).to_list(None)
        return [_case(document) for document in found]

    async def add_case(self, case: Case) -> None:
        await self._db["cases"].insert_one(_case_document(case), session=self._session)

    async def save_case(self, case: Case) -> None:
        """Write a case's next revision; StaleRevision when somebody else was first."""
        known = {"_id": case.id, "revision": case.revision - 1}
        new = {name: value for name, value in _case_document(case).items() if name not in ("_id", "considered")}
        looked = [each.model_dump() for each in case.considered]
        change = {"$set": new} | ({"$push": {"considered": {"$each": looked}}} if looked else {})
        done = await self._db["cases"].update_one(known, change, session=self._session)
        if done.modified_count != 1:
            raise StaleRevision

    # The calendar

    async def add_session(self, session: Session) -> None:
        """Take the session's time. DuplicateKey when one of its supervisors has a session then."""
        await self._db["sessions"].insert_one(_session_document(session), session=self._session)

    async def replace_session(self, session: Session) -> None:
        await self._db["sessions"].replace_one({"_id": session.id}, _session_document(session), session=self._session)

    async def free_session(self, session_id: str) -> None:
        """Cancel a session: its time is anybody's again."""
        freed = {"$unset": {"claims": "", "days": ""}, "$set": {"cancelled": True}}
        await self._db["sessions"].update_one({"_id": session_id}, freed, session=self._session)

    async def busy(self, supervisors: Iterable[str], window: Window) -> dict[str, list[Slot]]:
        """The times within the window's days at which each of these supervisors has a session."""
        days = _days(window.opens, window.closes)
        keys = [f"{who}@{day}" for who in supervisors for day in days]
        busy: defaultdict[str, list[Slot]] = defaultdict(list)
        async for session in self._db["sessions"].find({"days": {"$in": keys}}, session=self._session):
            for who in session["supervisors"]:
                busy[who].append(Slot(start=session["start"], end=session["end"]))
        return busy

    # Supervisors and their duties

    async def supervisors(self, ids: Sequence[str]) -> list[Supervisor]:
        found = self._db["supervisors"].find({"_id": {"$in": list(ids)}}, session=self._session)
        return [_supervisor(document) async for document in found]

    async def list_supervisors(self, after: str, limit: int) -> list[Supervisor]:
        found = self._db["supervisors"].find({"_id": {"$gt": after}}).sort("_id", ASCENDING).limit(limit)
        return [_supervisor(document) async for document in found]

    async def emails(self, emails: Sequence[str]) -> dict[str, str]:
        """Which of these addresses are somebody's already, and whose."""
        found = self._db["supervisors"].find({"email": {"$in": list(emails)}}, {"email": 1}, session=self._session)
        return {document["email"]: document["_id"] async for document in found}

    async def save_supervisors(self, supervisors: Sequence[Supervisor]) -> None:
        """Add these, or put them in the place of who had their ids; each on the shelves where requests look."""
        known = {s["_id"] for s in await self._ids([s.id for s in supervisors])}
        if known:
            await self._db["supervisors"].delete_many({"_id": {"$in": list(known)}}, session=self._session)
        heights = await self._heights(supervisors)
        documents = []
        for supervisor in supervisors:
            keys = shelf_keys(supervisor)
            shelves = [f"{key}|{heights[key] // SHELF}" for key in keys]
            for key in keys:
                heights[key] += 1
            documents.append({**_supervisor_document(supervisor), **({"shelves": shelves} if shelves else {})})
        await self._db["supervisors"].insert_many(documents, ordered=False, session=self._session)
        for key, height in heights.items():
            await self._db["shelves"].replace_one({"_id": key}, {"height": height}, upsert=True, session=self._session)

    async def note_taken(self, supervisor_id: str, start: datetime) -> None:
        """Count a debriefing to a supervisor's load."""
        push = {"$push": {"taken": {"$each": [start], "$slice": -50}}}
        await self._db["supervisors"].update_one({"_id": supervisor_id}, push, session=self._session)

    async def on_duty(self, at: datetime) -> list[Duty]:
        """Who is on call at this instant, the first in line before the backups."""
        wanted = {"until": {"$gt": at, "$lte": at + LONGEST_DUTY}, "since": {"$lte": at}}
        found = [Duty.model_validate(d) async for d in self._db["duties"].find(wanted, session=self._session)]
        return sorted(found, key=lambda duty: (duty.backup, duty.since, duty.supervisor_id))

    async def save_duties(self, duties: Sequence[Duty]) -> None:
        documents = [{"_id": f"{d.supervisor_id}@{d.since:%Y%m%dT%H%M%S}", **d.model_dump()} for d in duties]
        ids = [document["_id"] for document in documents]
        await self._db["duties"].delete_many({"_id": {"$in": ids}}, session=self._session)
        await self._db["duties"].insert_many(documents, session=self._session)

    async def duties(self, since: datetime, limit: int) -> list[Duty]:
        found = self._db["duties"].find({"until": {"$gt": since}}).sort("until", ASCENDING).limit(limit)
        return [Duty.model_validate(document) async for document in found]

    async def able(self, need: DebriefingRequested, start: int, most: int) -> list[Supervisor]:
        """About `most` supervisors whose competence, languages and region fit, from whole shelves; `start` says with
        which shelf to begin, so that requests spread over a large network.
        """
        key = _wanted_key(need)
        shelf = await self._db["shelves"].find_one({"_id": key}, session=self._session)
        count = -(-(shelf["height"] if shelf else 0) // SHELF)
        found: list[Supervisor] = []
        for n in range(count):
            name = f"{key}|{(start + n) % count}"
            shelved = self._db["supervisors"].find({"shelves": name}, session=self._session)
            found += [_supervisor(document) async for document in shelved]
            if len(found) >= most:
                break
        return found

    async def _ids(self, ids: Sequence[str]) -> list[Document]:
        return (
            await self._db["supervisors"]
            .find({"_id": {"$in": list(ids)}}, {"_id": 1}, session=self._session)
            .to_list(None)
        )

    async def _heights(self, supervisors: Sequence[Supervisor]) -> defaultdict[str, int]:
        keys = sorted({key for supervisor in supervisors for key in shelf_keys(supervisor)})
        heights: defaultdict[str, int] = defaultdict(int)
        for n in range(0, len(keys), 500):
            async for shelf in self._db["shelves"].find({"_id": {"$in": keys[n : n + 500]}}, session=self._session):
                heights[shelf["_id"]] = shelf["height"]
        return heights


def shelf_keys(supervisor: Supervisor) -> list[str]:
    """Every kind of debriefing request that this supervisor could answer: each set of their languages at each of their
    regions, at a distance, and anywhere (for a municipality that isn't known).
    """
    if "debriefing" not in supervisor.competences:
        return []
    spoken = sorted(set(supervisor.languages))
    sets = ["+".join(chosen) for size in range(1, len(spoken) + 1) for chosen in combinations(spoken, size)]
    places = [*sorted(set(supervisor.regions)), "anywhere", *(["remote"] if supervisor.remote else [])]
    return [f"{languages}|{place}" for languages in sets for place in places]


def _wanted_key(need: DebriefingRequested) -> str:
    place = "remote" if need.place.remote else need.place.region or "anywhere"
    return f"{'+'.join(sorted(set(need.languages)))}|{place}"


def _days(start: datetime, end: datetime) -> list[str]:
    """The days (in UTC) from `start` to `end`, as sessions are filed under."""
    return [f"{(start + timedelta(days=n)):%Y%m%d}" for n in range((end.date() - start.date()).days + 1)]


def _session_document(session: Session) -> Document:
    days = [f"{who}@{day}" for who in session.supervisors for day in _days(session.start, session.end)]
    return {"_id": session.id, **session.model_dump(exclude={"id"}), "claims": session.claims, "days": days}


def _case_document(case: Case) -> Document:
    return {"_id": case.id, **_plain(case.model_dump(exclude={"id"}))}


def _case(document: Document) -> Case:
    return Case.model_validate({"id": document["_id"], **document})


def _glance(document: Document, key: str) -> Glance:
    offers = [CaseOffer.model_validate(each) for each in document["offers"]]
    return Glance.model_validate(
        {
            **document,
            "offer": next(offer for offer in offers if offer.key == key),
            "leaders": [offer for offer in offers if offer.state is OfferState.ACCEPTED],
        }
    )


def _supervisor_document(supervisor: Supervisor) -> Document:
    # Presets are not written out for everybody: a network of a hundred thousand keeps them a hundred thousand times.
    hours = supervisor.model_dump(
        mode="json", include={"working_hours", "urgent_hours"}, by_alias=True, exclude_defaults=True
    )
    return {"_id": supervisor.id, **supervisor.model_dump(exclude={"id", "working_hours", "urgent_hours"}), **hours}


def _supervisor(document: Document) -> Supervisor:
    return Supervisor.model_validate({"id": document["_id"], **document})


def _plain(value: Any) -> Any:
    """Enumerations as their values: the driver knows none."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, str) else value
