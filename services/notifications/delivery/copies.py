"""What settled letters said, sealed, for some days: so that the coordinator can send one again.

Links in a letter are secrets, so a reader of the database can read none of it (Fernet: AES, HMAC); links for signing in
are not kept at all. Where anybody is erased all copies go, since nobody can tell who is named in one.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken

from services.notifications.settings import NotificationsSettings
from services.notifications.writing.model import Kind, Letter
from shared.app.settings import Settings
from shared.store.mongo import ASCENDING, Database, IndexModel, ReplaceOne, Tx, write_all
from shared.tokens import derive

NEVER: frozenset[Kind] = frozenset({"sign_in", "verify_first"})
# Between two of one letter: a button is easily pressed twice.
BETWEEN = timedelta(minutes=1)


class Copies:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx, settings: Settings) -> None:
        self._copies = tx.database["copies"]
        self._session = tx.session
        self._key = _key(settings.service_key)
        self._kept = timedelta(days=NotificationsSettings.of(settings).letters_resent_days)

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["copies"].create_indexes([IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0)])

    async def keep(self, letters: Sequence[Letter], now: datetime) -> None:
        """What these say, but for those of which no copy is kept."""
        rows = [
            ReplaceOne({"_id": each.id}, self._document(each, now), upsert=True)
            for each in letters
            if self._kept and each.kind not in NEVER
        ]
        if rows:
            await write_all(self._copies, rows, self._session)

    async def take(self, letter_id: str, now: datetime) -> Letter | None:
        """The letter, to be sent again: not twice within a minute, nor where its copy is gone."""
        wanted = {"_id": letter_id, "free_at": {"$lte": now}}
        found = await self._copies.find_one(wanted, session=self._session)
        if found is None:
            return None
        await self._copies.update_one(wanted, {"$set": {"free_at": now + BETWEEN}}, session=self._session)
        try:
            return Letter.model_validate_json(self._key.decrypt(found["sealed"]))
        except InvalidToken:  # sealed by the key before
            return None

    async def there(self, ids: Collection[str]) -> frozenset[str]:
        """Of which of these letters there are copies."""
        found = self._copies.find({"_id": {"$in": list(ids)}}, {"_id": 1}, session=self._session).limit(len(ids) or 1)
        return frozenset(str(each["_id"]) for each in await found.to_list(len(ids))) if ids else frozenset()

    async def forget_all(self) -> None:
        await self._copies.delete_many({}, session=self._session)

    def _document(self, letter: Letter, now: datetime) -> dict[str, object]:
        sealed = self._key.encrypt(letter.model_dump_json().encode())
        return {"_id": letter.id, "to": letter.to, "sealed": sealed, "free_at": now, "expires_at": now + self._kept}


@lru_cache(maxsize=4)
def _key(secret: str) -> Fernet:
    return Fernet(derive(secret, "what letters said", "key") + "=")
