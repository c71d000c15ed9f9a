"""Supervisors, in pools.

Candidates are found by pools, so that routing costs the same in a network of a hundred and of a hundred thousand: a
supervisor is in one pool for each kind of request they could answer (language set, region or remote), at a spot of
their own on a ring. A request reads a stretch of the ring, then the next, and never sorts what it does not read. Nobody
counts who is in a pool: whoever leaves it leaves no hole.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from zlib import crc32

from services.booking.directory.model import Supervisor
from services.booking.directory.search import Sought, place_in_order, words_of
from shared.messages.contracts import DebriefingRequested
from shared.store.mongo import ASCENDING, Database, Document, IndexModel, Tx, insert_all
from shared.store.revisions import Revisions

# A ring has so many spots. It is cut into 2**depth stretches, as deep as leaves each about FEW to MANY supervisors.
SPOTS_DEPTH = 16
SPOTS = 1 << SPOTS_DEPTH
DEEPEST = 12
STEP = 2
FEW, MANY = 12, 128
AT_A_TIME = 1_000
# Words are found by their first letters, and those of a search are looked through so many at once, so many times.
LETTERS = 3
READ_AT_ONCE, MOST_READS = 200, 50


@dataclass(frozen=True, slots=True)
class Listed:
    """Supervisors, each with its place in the order; `more`: the place behind which others may follow, None where this
    is all.
    """

    found: tuple[tuple[str, Supervisor], ...]
    more: str | None

    @property
    def people(self) -> list[Supervisor]:
        return [supervisor for _, supervisor in self.found]


class Directory:
    """One document a supervisor."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session
        self._revisions = Revisions(tx)
        self._depths: dict[str, int] = tx.remembered.hints

    @staticmethod
    async def prepare(database: Database) -> None:
        in_pools = IndexModel([("pools", ASCENDING), ("spot", ASCENDING)])
        by_letters = IndexModel([("starts", ASCENDING), ("order", ASCENDING)])
        found_by = [in_pools, by_letters, IndexModel("order")]
        await database["supervisors"].create_indexes([*found_by, IndexModel("email", unique=True)])
        await _bring_into_buckets(database)

    async def named(self, ids: Sequence[str]) -> list[Supervisor]:
        # bounded: by ids
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
        # bounded: by addresses, each of which one has
        found = self._db["supervisors"].find({"email": {"$in": list(emails)}}, {"email": 1}, session=self._session)
        return {document["email"]: document["_id"] async for document in found}

    async def search(self, sought: Sought, after: str, limit: int) -> Listed:
        """Supervisors as the directory lists them, those behind the place `after`."""
        longest = max(sought.words, key=len, default="")
        begins = {"starts": longest[:LETTERS]} if len(longest) >= LETTERS else {}
        found: list[tuple[str, Supervisor]] = []
        for _ in range(MOST_READS):
            wanted = {**begins, "order": {"$gt": after}, **_wanted(sought)}
            ordered = self._db["supervisors"].find(wanted, session=self._session).sort("order", ASCENDING)
            some = await ordered.limit(READ_AT_ONCE).to_list(READ_AT_ONCE)
            found += [(each["order"], _supervisor(each)) for each in some if _has_words(each, sought)]
            if len(found) > limit:
                return Listed(tuple(found[:limit]), found[limit - 1][0])
            if len(some) < READ_AT_ONCE:
                return Listed(tuple(found), None)
            after = some[-1]["order"]
        return Listed(tuple(found), after)

    async def save(self, supervisors: Sequence[Supervisor]) -> None:
        """Add these, or put them in the place of who had their ids. DuplicateKey where another has an address."""
        ids = [supervisor.id for supervisor in supervisors]
        await self._db["supervisors"].delete_many({"_id": {"$in": ids}}, session=self._session)
        documents = [_supervisor_document(supervisor) for supervisor in supervisors]
        await insert_all(self._db["supervisors"], documents, self._session, ordered=False)
        await self._revisions.change("directory")

    async def known(self, ids: Sequence[str]) -> tuple[Supervisor, ...]:
        """These, as `named`, from memory where the directory has not changed: for a few who are asked for often."""

        async def read() -> tuple[Supervisor, ...]:
            return tuple(await self.named(ids))

        return await self._revisions.kept(["directory"], ("known", tuple(ids)), read)

    async def find_candidates(self, need: DebriefingRequested, start: int) -> AsyncIterator[tuple[Supervisor, ...]]:
        """Everybody whose competence, languages and region fit, each once, a stretch of the ring at a time; `start`
        says where to begin, so that requests spread over a large network.
        """
        bucket = bucket_of(need)
        first = await self._stretch(bucket, start)
        yield first
        depth = self._depths.get(bucket, 0)
        begin = _stretch_at(start, depth)
        for n in range(1, 1 << depth):
            yield await self._in_stretch(bucket, depth, (begin + n) % (1 << depth))

    async def _stretch(self, bucket: str, start: int) -> tuple[Supervisor, ...]:
        """The stretch around `start`, as short as holds some; how short that is is learnt on the way."""
        depth = self._depths.get(bucket, DEEPEST)
        found = await self._in_stretch(bucket, depth, _stretch_at(start, depth))
        step = STEP if len(found) > MANY else -STEP
        while len(found) > MANY if step > 0 else len(found) < FEW:
            if not 0 <= depth + step <= DEEPEST:
                break
            depth += step
            found = await self._in_stretch(bucket, depth, _stretch_at(start, depth))
        self._depths[bucket] = depth
        return found

    async def _in_stretch(self, bucket: str, depth: int, nth: int) -> tuple[Supervisor, ...]:
        width = 1 << SPOTS_DEPTH - depth
        wanted = {"pools": bucket, "spot": {"$gte": nth * width, "$lt": (nth + 1) * width}}

        async def read() -> tuple[Supervisor, ...]:
            # bounded: a stretch holds about MANY, and is made shorter where it holds more
            found = self._db["supervisors"].find(wanted, session=self._session)
            return tuple([_supervisor(document) async for document in found])

        return await self._revisions.kept(["directory"], ("pool", bucket, depth, nth), read)


def buckets_of(supervisor: Supervisor) -> list[str]:
    """Every kind of debriefing request that this supervisor could answer: each set of their languages at each of their
    regions, at a distance, and anywhere (for a municipality that isn't known).
    """
    if not supervisor.active or "debriefing" not in supervisor.competences:
        return []
    spoken = sorted(set(supervisor.languages))
    sets = ["+".join(chosen) for size in range(1, len(spoken) + 1) for chosen in combinations(spoken, size)]
    places = [*sorted(set(supervisor.regions)), "anywhere", *(["remote"] if supervisor.remote else [])]
    return [f"{languages}|{place}" for languages in sets for place in places]


def spot_of(supervisor_id: str) -> int:
    """Where on every ring they are: anywhere, and always at the same place."""
    return crc32(supervisor_id.encode()) % SPOTS


def _stretch_at(start: int, depth: int) -> int:
    return start % SPOTS >> SPOTS_DEPTH - depth


def starts_of(words: Iterable[str]) -> list[str]:
    """The first letters of these words, by which they are looked up."""
    return sorted({word[:LETTERS] for word in words if len(word) >= LETTERS})


async def _bring_into_buckets(database: Database) -> None:
    """Whoever was written before there were pools, a thousand at a time."""
    supervisors = database["supervisors"]
    while found := await supervisors.find({"starts": None}).limit(AT_A_TIME).to_list(AT_A_TIME):
        for document in found:
            known = _supervisor(document)
            places = {"pools": buckets_of(known), "spot": spot_of(known.id), "starts": starts_of(words_of(known))}
            await supervisors.update_one({"_id": known.id}, {"$set": places, "$unset": {"shelves": ""}})


def _wanted(sought: Sought) -> dict[str, Any]:
    """What is looked for, but for its words, as the database understands it."""
    place = {"remote": True} if sought.region == "remote" else {"regions": sought.region} if sought.region else {}
    exact = {"languages": sought.language, "competences": sought.competence}
    # Who was written before anybody could be inactive is active.
    active = {"$ne": False} if sought.active else False
    return {**{name: value for name, value in exact.items() if value}, **place, "active": active}


def _has_words(document: Document, sought: Sought) -> bool:
    """Whether each word typed begins a word of theirs."""
    return all(any(known.startswith(word) for known in document["words"]) for word in sought.words)


def bucket_of(need: DebriefingRequested) -> str:
    """The pool of all who could answer this."""
    place = "remote" if need.place.remote else need.place.region or "anywhere"
    return f"{'+'.join(sorted(set(need.languages)))}|{place}"


def _supervisor_document(supervisor: Supervisor) -> Document:
    # Presets are not written out for everybody: a network of a hundred thousand keeps them a hundred thousand times.
    hours = supervisor.model_dump(
        mode="json", include={"working_hours", "urgent_hours"}, by_alias=True, exclude_defaults=True
    )
    words = words_of(supervisor)
    found = {"order": place_in_order(supervisor), "words": words, "starts": starts_of(words)}
    known = supervisor.model_dump(exclude={"id", "working_hours", "urgent_hours"})
    placed = {"pools": buckets_of(supervisor), "spot": spot_of(supervisor.id)}
    return {"_id": supervisor.id, **known, **hours, **found, **placed}


def _supervisor(document: Document) -> Supervisor:
    return Supervisor.model_validate({"id": document["_id"], **document})
