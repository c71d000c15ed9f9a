"""Rounds' documents, and the sessions that rounds will be about."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.feedback.rounds.model import Meeting, Round
from shared.store.mongo import Database, Document, IndexModel, StaleRevision, Tx

# Nobody is in a round; what is left of it is how many were asked when.
ROUNDS_KEPT_SECONDS = 2 * 365 * 24 * 3600
# A meeting knows whom to ask; once that is over it need not.
MEETINGS_KEPT_SECONDS = 60 * 24 * 3600
DAY_LIMIT = 50


class Rounds:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._rounds = tx.database["rounds"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["rounds"].create_indexes(
            [
                IndexModel("organisation"),
                IndexModel("supervisors"),
                IndexModel("closes", expireAfterSeconds=ROUNDS_KEPT_SECONDS),
            ]
        )

    async def round(self, round_id: str) -> Round | None:
        found = await self._rounds.find_one({"_id": round_id}, session=self._session)
        return _round(found) if found else None

    async def rounds(self, round_ids: Sequence[str]) -> dict[str, Round]:
        """Those that there are, by their ids."""
        found = await self._rounds.find({"_id": {"$in": list(round_ids)}}, session=self._session).to_list(
            len(round_ids) or 1
        )
        return {each["_id"]: _round(each) for each in found}

    async def save(self, found: Round) -> None:
        document = {"_id": found.id, **found.model_dump(exclude={"id"}, exclude_none=True)}
        await self._rounds.replace_one({"_id": found.id}, document, upsert=True, session=self._session)

    async def end(self, found: Round, state: str) -> None:
        """It is closed or void from now on; StaleRevision when it was not open any more."""
        done = await self._rounds.update_one(
            {"_id": found.id, "state": "open"}, {"$set": {"state": state}}, session=self._session
        )
        if done.modified_count != 1:
            raise StaleRevision

    async def remove(self, round_id: str) -> None:
        await self._rounds.delete_one({"_id": round_id}, session=self._session)

    async def still_open(self, wanted: Mapping[str, object], now: datetime) -> list[Round]:
        """Rounds that are open now, those that close first first; `wanted` says whose."""
        query = {**wanted, "state": "open", "opens": {"$lte": now}, "closes": {"$gt": now}}
        found = await self._rounds.find(query, session=self._session).sort("closes").to_list(DAY_LIMIT)
        return [_round(each) for each in found]


class Meetings:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._meetings = tx.database["meetings"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["meetings"].create_indexes(
            [IndexModel("supervisors"), IndexModel("end", expireAfterSeconds=MEETINGS_KEPT_SECONDS)]
        )

    async def meeting(self, session_id: str) -> Meeting | None:
        found = await self._meetings.find_one({"_id": session_id}, session=self._session)
        return _meeting(found) if found else None

    async def save(self, meeting: Meeting) -> None:
        document = {"_id": meeting.id, **meeting.model_dump(exclude={"id"})}
        await self._meetings.replace_one({"_id": meeting.id}, document, upsert=True, session=self._session)

    async def remove(self, session_id: str) -> None:
        await self._meetings.delete_one({"_id": session_id}, session=self._session)

    async def led_by(self, supervisor: str, since: datetime, until: datetime) -> list[Meeting]:
        """A supervisor's meetings that begin in a span, the latest first."""
        wanted = {"supervisors": supervisor, "start": {"$gte": since, "$lt": until}}
        found = await self._meetings.find(wanted, session=self._session).sort("start", -1).to_list(DAY_LIMIT)
        return [_meeting(each) for each in found]


def _round(found: Document) -> Round:
    return Round.model_validate({"id": found["_id"], **found})


def _meeting(found: Document) -> Meeting:
    return Meeting.model_validate({"id": found["_id"], **found})
