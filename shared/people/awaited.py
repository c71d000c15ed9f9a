"""What waits for somebody's answer: its owner tells everybody, and every page shows it until it is answered."""

import contextlib
from datetime import datetime, timedelta

from shared.i18n import N_
from shared.messages.base import Instant, Part
from shared.people.personal_data import PersonalData
from shared.store.mongo import Database, DuplicateKey, IndexModel, Tx

# Whoever has not answered by then is asked no more by a line on every page.
KEPT = timedelta(days=30)
MOST = 20

AWAITED = PersonalData(
    collection="awaited",
    label=N_("What waits for your answer"),
    shown={"until": N_("Until"), "page": N_("Page")},
    by=("people",),
)


class Awaited(Part):
    """So many answers of somebody's; `until`: the first time by which one should come, unless it is past."""

    count: int
    page: str
    until: Instant | None = None


class AwaitedStore:
    """One document for each thing that people are asked about."""

    def __init__(self, tx: Tx) -> None:
        self._awaited = tx.database["awaited"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        forgotten = IndexModel("said_at", expireAfterSeconds=int(KEPT.total_seconds()))
        await database["awaited"].create_indexes([IndexModel("people"), forgotten])

    async def keep(
        self, about: str, revision: int, people: tuple[str, ...], until: datetime | None, page: str, now: datetime
    ) -> None:
        """Who is awaited now: the whole of it, unless something later is known."""
        new = {"revision": revision, "people": list(people), "until": until, "page": page, "said_at": now}
        older = {"_id": about, "revision": {"$lt": revision}}
        with contextlib.suppress(DuplicateKey):  # something as late or later is known
            await self._awaited.update_one(older, {"$set": new}, upsert=True, session=self._session)

    async def waits_for(self, about: str, email: str) -> bool:
        """Whether somebody has still to answer what is asked about one thing."""
        known = {"_id": about, "people": email}
        return await self._awaited.find_one(known, {"_id": 1}, session=self._session) is not None

    async def of(self, email: str, now: datetime) -> Awaited | None:
        """What waits for somebody; None where nothing does."""
        found = await self._awaited.find({"people": email}, session=self._session).limit(MOST).to_list(MOST)
        if not found:
            return None
        ahead = [each["until"] for each in found if each["until"] is not None and each["until"] > now]
        return Awaited(count=len(found), page=found[0]["page"], until=min(ahead, default=None))
