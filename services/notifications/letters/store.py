"""What people were told of each thing, and how many letters each address outside the network was sent of late: notes in
one collection, so that those of an event are read at once, and written at once.

What this process has written itself it still knows: a note is written only where its version is the one that was known,
so whoever decided by an older one decides again, on what is read anew.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.notifications.letters.bounds import Recipient
from services.notifications.letters.model import Thing
from shared.store.mongo import (
    ASCENDING,
    Database,
    Document,
    DuplicateKey,
    IndexModel,
    ReplaceOne,
    StaleRevision,
    Tx,
    write_all,
)
from shared.store.store_time import steady

FORGOTTEN_AFTER = timedelta(days=2)  # an address: longer than any letter waits


@dataclass(frozen=True, slots=True)
class Known:
    """Those of the things and addresses asked for of which anything is known, by their id."""

    things: dict[str, Thing] = field(default_factory=dict)
    recipients: dict[str, Recipient] = field(default_factory=dict)


class Notes:
    """Reads and writes in one transaction, or outside of any. Addresses are hidden before they come here."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._notes = tx.database["things"]

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["things"].create_indexes([IndexModel([("forget_after", ASCENDING)], expireAfterSeconds=0)])

    async def find(self, things: Collection[str], recipients: Collection[str]) -> Known:
        """What is known of these, in one read of those that this process does not remember."""
        found = {each: note for each in (*things, *recipients) if (note := self._remembered(each)) is not None}
        if missing := [each for each in (*things, *recipients) if each not in found]:
            rows = self._notes.find({"_id": {"$in": missing}}, session=self._tx.session)
            found |= {row["_id"]: row for row in await rows.to_list(len(missing))}
        return Known(
            {each: Thing.model_validate({"id": each, **found[each]}) for each in things if each in found},
            {each: Recipient.model_validate({"who": each, **found[each]}) for each in recipients if each in found},
        )

    async def save(self, things: Iterable[Thing], recipients: Iterable[Recipient], now: datetime) -> list[Document]:
        """Write them all; to be remembered once they are committed (`remember`). StaleRevision where one of them has
        been written since it was known: neither what was told nor a count must be lost.
        """
        notes: list[Document] = [*map(_told, things), *(_counted(each, now) for each in recipients)]
        if notes:
            try:
                done = await write_all(self._notes, [_in_place(each) for each in notes], self._tx.session)
            except DuplicateKey as another:
                raise StaleRevision from another
            if done != len(notes):
                raise StaleRevision
        return notes

    def remember(self, notes: Iterable[Document]) -> None:
        """These are committed."""
        for each in notes:
            self._tx.remembered.put(("note", each["_id"]), "", steady(), each)

    def _remembered(self, note: str) -> Document | None:
        if self._tx.is_retry:  # what was known is no longer true
            return None
        found = self._tx.remembered.get(("note", note), "", steady())
        return found[0] if found else None


def _told(thing: Thing) -> Document:
    return {"_id": thing.id, **thing.model_dump(exclude={"id"})}


def _counted(recipient: Recipient, now: datetime) -> Document:
    return {
        "_id": recipient.who,
        "version": recipient.version + 1,
        "times": list(recipient.times),
        "forget_after": now + FORGOTTEN_AFTER,
    }


def _in_place(note: Document) -> ReplaceOne[Any]:
    """In the place of the version before, or anew where there was none."""
    return ReplaceOne({"_id": note["_id"], "version": note["version"] - 1}, note, upsert=True)
