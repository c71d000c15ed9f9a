"""Sessions that people are to be reminded of, one document each."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from services.notifications.reminders.model import Reminder
from shared.store.mongo import ASCENDING, Database, IndexModel, ReplaceOne, Tx, write_all


class Reminders:
    """Reads and writes in one transaction."""

    def __init__(self, tx: Tx) -> None:
        self._reminders = tx.database["reminders"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["reminders"].create_indexes([IndexModel([("forget_at", ASCENDING)], expireAfterSeconds=0)])

    async def of(self, sessions: Collection[str]) -> list[Reminder]:
        """Those that are known of these sessions."""
        if not sessions:
            return []
        found = self._reminders.find({"_id": {"$in": list(sessions)}}, session=self._session).limit(len(sessions))
        rows = await found.to_list(len(sessions))
        return [Reminder.model_validate({"session_id": each["_id"], **each}) for each in rows]

    async def save(self, reminders: Sequence[tuple[Reminder, datetime]]) -> None:
        """Write each, to be forgotten at its time."""
        if reminders:
            rows: list[ReplaceOne[Any]] = [
                ReplaceOne({"_id": each.session_id}, _document(each, until), upsert=True) for each, until in reminders
            ]
            await write_all(self._reminders, rows, self._session)


def _document(reminder: Reminder, until: datetime) -> dict[str, Any]:
    return {"_id": reminder.session_id, **reminder.model_dump(exclude={"session_id"}), "forget_at": until}
