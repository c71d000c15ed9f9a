"""Who did what, and who looked at what is sensitive: kept for two years, read by the coordinator."""

from collections.abc import Sequence
from datetime import datetime

from shared.i18n import N_
from shared.people.audited import AuditEntry
from shared.people.personal_data import PersonalData
from shared.store.mongo import ASCENDING, DESCENDING, Database, IndexModel, Tx, insert_all

KEPT_SECONDS = 2 * 365 * 24 * 3600


AUDITED = PersonalData(
    collection="audit",
    label=N_("What you did, and what was done with what concerns you"),
    shown={"at": N_("When"), "what": N_("What"), "about": N_("About")},
    by=("who", "about", "changes.before", "changes.after"),
)


class Audit:
    """One document an entry; none is ever changed, but a person who is erased is taken out."""

    def __init__(self, tx: Tx) -> None:
        self._entries = tx.database["audit"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        of_a_kind = IndexModel([("what", ASCENDING), ("at", DESCENDING)])
        await database["audit"].create_indexes([IndexModel("at", expireAfterSeconds=KEPT_SECONDS), of_a_kind])

    async def add(self, entries: Sequence[AuditEntry]) -> None:
        if entries:
            await insert_all(self._entries, [entry.model_dump() for entry in entries], self._session)

    async def before(self, moment: datetime, limit: int) -> list[AuditEntry]:
        """The latest entries before a moment, the latest first."""
        found = self._entries.find({"at": {"$lt": moment}}, session=self._session)
        return [AuditEntry.model_validate(each) async for each in found.sort("at", DESCENDING).limit(limit)]

    async def of(self, what: str, limit: int) -> list[AuditEntry]:
        """The latest entries of one kind, the latest first."""
        found = self._entries.find({"what": what}, session=self._session)
        return [AuditEntry.model_validate(each) async for each in found.sort("at", DESCENDING).limit(limit)]
