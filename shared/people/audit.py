"""Who did what, and who looked at what is sensitive: kept for two years, read by the coordinator."""

from collections.abc import Sequence
from datetime import datetime

from shared.i18n import N_, Msgid
from shared.messages.base import Instant, Part
from shared.people.personal_data import PersonalData
from shared.store.mongo import ASCENDING, DESCENDING, Database, IndexModel, Tx

KEPT_SECONDS = 2 * 365 * 24 * 3600


# As whom programs and links were written down before `who_coded`: no address and no token's name reads so.
UNNAMED = frozenset({"the coordinator's token", "the link of a leader"})


class Change(Part):
    """One field of it; values as they are shown to people, never of what happened or was said. `coded`: they are texts
    of ours, one of a few, and no data.
    """

    field: Msgid
    before: str = ""
    after: str = ""
    coded: bool = False

    @property
    def said_before(self) -> str:
        """The value for `say`: marked where it is a text of ours."""
        return Msgid(self.before) if self.coded and self.before else self.before

    @property
    def said_after(self) -> str:
        return Msgid(self.after) if self.coded and self.after else self.after


class Entry(Part):
    """`who` is an e-mail address, or which token or link it was (`who_coded`: a text of ours); `about` names the thing
    by its id or its public name.
    """

    at: Instant
    who: str
    what: Msgid
    about: str = ""
    changes: tuple[Change, ...] = ()
    who_coded: bool = False

    @property
    def said_who(self) -> str:
        """Who it was, for `say`: an address and a token's name are shown as they are."""
        return Msgid(self.who) if self.who_coded or self.who in UNNAMED else self.who


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

    async def add(self, entries: Sequence[Entry]) -> None:
        if entries:
            await self._entries.insert_many([entry.model_dump() for entry in entries], session=self._session)

    async def before(self, moment: datetime, limit: int) -> list[Entry]:
        """The latest entries before a moment, the latest first."""
        found = self._entries.find({"at": {"$lt": moment}}, session=self._session)
        return [Entry.model_validate(each) async for each in found.sort("at", DESCENDING).limit(limit)]

    async def of(self, what: str, limit: int) -> list[Entry]:
        """The latest entries of one kind, the latest first."""
        found = self._entries.find({"what": what}, session=self._session)
        return [Entry.model_validate(each) async for each in found.sort("at", DESCENDING).limit(limit)]
