"""What people do not want to be sent, one document for each person who has said so."""

from collections.abc import Collection, Mapping
from datetime import datetime

from services.notifications.writing.refusable import TOPICS, Topic
from shared.fields import address_key
from shared.store.mongo import Document, Tx


class Preferences:
    """Found by whose they are. Kept until the person is erased, or wants everything again."""

    def __init__(self, tx: Tx) -> None:
        self._preferences = tx.database["preferences"]
        self._session = tx.session

    async def refused_by(self, email: str) -> frozenset[Topic]:
        found = await self._preferences.find_one({"_id": address_key(email)}, session=self._session)
        return _topics(found) if found else frozenset()

    async def refused(self, emails: Collection[str]) -> Mapping[str, frozenset[Topic]]:
        """Of those of these who refuse anything: what."""
        ids = [address_key(each) for each in emails]
        if not ids:
            return {}
        found = self._preferences.find({"_id": {"$in": ids}}, session=self._session).limit(len(ids))
        return {str(each["_id"]): _topics(each) for each in await found.to_list(len(ids))}

    async def save(self, email: str, refused: Collection[Topic], now: datetime) -> None:
        known = {"_id": address_key(email)}
        if refused:
            document = {**known, "refused": sorted(refused), "changed_at": now}
            await self._preferences.replace_one(known, document, upsert=True, session=self._session)
        else:
            await self._preferences.delete_one(known, session=self._session)


def _topics(document: Document) -> frozenset[Topic]:
    return frozenset(each for each in TOPICS if each in document["refused"])
