"""Supervisors, on shelves.

Candidates are found by shelves, so that routing costs the same in a network of a hundred and of a hundred thousand: a
supervisor stands on one shelf for each kind of request they could answer (language set, region or remote), and a shelf
holds about as many as one wave may need. A request reads whole shelves and never sorts what it does not read.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from typing import Any

from services.booking.model.directory import Supervisor
from services.booking.rules.listing import Sought, place_in_order, words_of
from shared.messages.contracts import DebriefingRequested
from shared.mongo import ASCENDING, Database, Document, IndexModel, Tx

SHELF = 32


class Directory:
    """One document a supervisor."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        found_by = [IndexModel(name) for name in ("shelves", "order", "words")]
        await database["supervisors"].create_indexes([*found_by, IndexModel("email", unique=True)])

    async def named(self, ids: Sequence[str]) -> list[Supervisor]:
        found = self._db["supervisors"].find({"_id": {"$in": list(ids)}}, session=self._session)
        return [_supervisor(document) async for document in found]

    async def with_email(self, email: str) -> Supervisor | None:
        found = await self._db["supervisors"].find_one({"email": email}, session=self._session)
        return _supervisor(found) if found else None

    async def page(self, after: str, limit: int) -> list[Supervisor]:
        found = self._db["supervisors"].find({"_id": {"$gt": after}}).sort("_id", ASCENDING).limit(limit)
        return [_supervisor(document) async for document in found]

    async def emails(self, emails: Sequence[str]) -> dict[str, str]:
        """Which of these addresses are somebody's already, and whose."""
        found = self._db["supervisors"].find({"email": {"$in": list(emails)}}, {"email": 1}, session=self._session)
        return {document["email"]: document["_id"] async for document in found}

    async def search(self, sought: Sought, after: str, limit: int) -> list[tuple[str, Supervisor]]:
        """Supervisors as the directory lists them, each with its place in the order; those behind the place `after`."""
        if sought.words:
            found = await self._with_words(sought, after)
        else:
            wanted = {**_wanted(sought), **({"order": {"$gt": after}} if after else {})}
            ordered = self._db["supervisors"].find(wanted, session=self._session).sort("order", ASCENDING)
            found = await ordered.limit(limit).to_list(None)
        return [(document["order"], _supervisor(document)) for document in found[:limit]]

    async def _with_words(self, sought: Sought, after: str) -> list[Document]:
        """Who has a word that begins so, from the index alone: any other condition would make the database look through
        the whole directory.
        """
        longest = max(sought.words, key=len)
        begins = {"words": {"$gte": longest, "$lt": f"{longest}\uffff"}}
        found = [d async for d in self._db["supervisors"].find(begins, session=self._session) if _fits(d, sought)]
        return sorted((d for d in found if d["order"] > after), key=lambda d: str(d["order"]))

    async def save(self, supervisors: Sequence[Supervisor]) -> None:
        """Add these, or put them in the place of who had their ids, keeping the load they carry. Each stands on the
        shelves where requests look: the same as before, where they could answer the same requests.
        """
        known = await self._known([s.id for s in supervisors])
        if known:
            await self._db["supervisors"].delete_many({"_id": {"$in": list(known)}}, session=self._session)
        moved = [s for s in supervisors if shelf_keys(s) != _keys_of(known.get(s.id))]
        heights = await self._heights(moved)
        shelves = {s.id: _put(s, heights) for s in moved}
        documents = []
        for supervisor in supervisors:
            before = known.get(supervisor.id, {})
            document = {**_supervisor_document(supervisor), "taken": before.get("taken", list(supervisor.taken))}
            stands = shelves.get(supervisor.id, before.get("shelves", []))
            documents.append({**document, **({"shelves": stands} if stands else {})})
        await self._db["supervisors"].insert_many(documents, ordered=False, session=self._session)
        for key, height in heights.items():
            await self._db["shelves"].replace_one({"_id": key}, {"height": height}, upsert=True, session=self._session)

    async def note_taken(self, supervisor_id: str, start: datetime) -> None:
        """Count a debriefing to a supervisor's load."""
        push = {"$push": {"taken": {"$each": [start], "$slice": -50}}}
        await self._db["supervisors"].update_one({"_id": supervisor_id}, push, session=self._session)

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

    async def _known(self, ids: Sequence[str]) -> dict[str, Document]:
        kept = {"shelves": 1, "taken": 1}
        found = self._db["supervisors"].find({"_id": {"$in": list(ids)}}, kept, session=self._session)
        return {document["_id"]: document async for document in found}

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
    if not supervisor.active or "debriefing" not in supervisor.competences:
        return []
    spoken = sorted(set(supervisor.languages))
    sets = ["+".join(chosen) for size in range(1, len(spoken) + 1) for chosen in combinations(spoken, size)]
    places = [*sorted(set(supervisor.regions)), "anywhere", *(["remote"] if supervisor.remote else [])]
    return [f"{languages}|{place}" for languages in sets for place in places]


def _keys_of(document: Document | None) -> list[str]:
    """The kinds of request for which a supervisor stands on shelves already."""
    return [shelf.rpartition("|")[0] for shelf in document.get("shelves", [])] if document else []


def _put(supervisor: Supervisor, heights: dict[str, int]) -> list[str]:
    """Put a supervisor on top of each of their shelves, which grow by that."""
    shelves = []
    for key in shelf_keys(supervisor):
        shelves.append(f"{key}|{heights[key] // SHELF}")
        heights[key] += 1
    return shelves


def _wanted(sought: Sought) -> dict[str, Any]:
    """What is looked for, but for its words, as the database understands it."""
    place = {"remote": True} if sought.region == "remote" else {"regions": sought.region} if sought.region else {}
    exact = {"languages": sought.language, "competences": sought.competence}
    # Who was written before anybody could be inactive is active.
    active = {"$ne": False} if sought.active else False
    return {**{name: value for name, value in exact.items() if value}, **place, "active": active}


def _fits(document: Document, sought: Sought) -> bool:
    """Whether all that is looked for holds; each word typed must begin a word of theirs."""
    reached = (sought.region == "remote" and document["remote"]) or sought.region in document["regions"]
    return (
        all(any(known.startswith(word) for known in document["words"]) for word in sought.words)
        and document.get("active", True) is sought.active
        and (not sought.language or sought.language in document["languages"])
        and (not sought.competence or sought.competence in document["competences"])
        and (not sought.region or reached)
    )


def _wanted_key(need: DebriefingRequested) -> str:
    place = "remote" if need.place.remote else need.place.region or "anywhere"
    return f"{'+'.join(sorted(set(need.languages)))}|{place}"


def _supervisor_document(supervisor: Supervisor) -> Document:
    # Presets are not written out for everybody: a network of a hundred thousand keeps them a hundred thousand times.
    hours = supervisor.model_dump(
        mode="json", include={"working_hours", "urgent_hours"}, by_alias=True, exclude_defaults=True
    )
    found = {"order": place_in_order(supervisor), "words": words_of(supervisor)}
    known = supervisor.model_dump(exclude={"id", "working_hours", "urgent_hours"})
    return {"_id": supervisor.id, **known, **hours, **found}


def _supervisor(document: Document) -> Supervisor:
    return Supervisor.model_validate({"id": document["_id"], **document})
