"""What rarely changes, read once and kept in this process by its revision.

A document for each subject holds its revision: a value that nobody has had before, written in the transaction that
changes the subject. Whoever decides reads the revisions in its own transaction, all in one read; what is kept counts
only under the very revision that stands there. So no replica goes by what another has changed.
"""

import time
import uuid
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import TypeVar

from shared.store.mongo import Collection, Tx

T = TypeVar("T")
MOST_SUBJECTS = 100


class Revisions:
    """The revisions of some subjects, as one transaction sees them; outside of any, as they are at each look."""

    def __init__(self, tx: Tx) -> None:
        self._revisions: Collection = tx.database["revisions"]
        self._session = tx.session
        self._remembered = tx.remembered
        self._view = tx.view

    async def kept(self, subjects: Sequence[str], key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """What `read` gives, from memory where none of `subjects` has changed since. Never change it: it is shared."""
        if self._view.changed.intersection(subjects):
            return await read()  # what this transaction has written is nobody else's yet
        before, now = await self._of(subjects), time.monotonic()
        found = self._remembered.get(key, before, now)
        if found is not None:
            known: T = found[0]
            return known
        value = await read()
        if self._session is not None or before == await self._of(subjects):
            self._remembered.put(key, before, now, value)
        return value

    async def change(self, *subjects: str) -> None:
        """Say in the transaction that changes them that these subjects are not what they were."""
        for subject in subjects:
            if subject not in self._view.changed:
                fresh = {"$set": {"revision": uuid.uuid4().hex}}
                await self._revisions.update_one({"_id": subject}, fresh, upsert=True, session=self._session)
            if self._session is not None:
                self._view.changed.add(subject)

    async def _of(self, subjects: Sequence[str]) -> tuple[str, ...]:
        seen = self._view.seen
        if seen is None:
            found = await self._revisions.find({}, session=self._session).to_list(MOST_SUBJECTS)
            seen = {each["_id"]: each["revision"] for each in found}
            if self._session is not None:
                self._view.seen = seen
        return tuple(seen.get(subject, "") for subject in subjects)
