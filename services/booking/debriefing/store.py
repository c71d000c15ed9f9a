"""Debriefing cases, with every offer and why each supervisor looked at was or wasn't asked."""

from datetime import datetime, timedelta
from typing import Any

from services.booking.debriefing.model import Case, CaseOffer, CaseState, Evaluation, OfferState, OfferView, own_offer
from shared.store.mongo import ASCENDING, DESCENDING, Database, Document, IndexModel, StaleRevision, Tx

MOST_COUNTED = 10_000
_NOT_READ = {"considered": 0}


class Cases:
    """One document a case."""

    def __init__(self, tx: Tx) -> None:
        self._db = tx.database
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["cases"].create_indexes(
            [
                IndexModel("offers.key"),
                IndexModel([("state", ASCENDING), ("_id", ASCENDING)]),
                IndexModel("confirmed_at"),
                IndexModel("need.requested_at"),
            ]
        )

    async def find(self, case_id: str) -> Case | None:
        found = await self._db["cases"].find_one({"_id": case_id}, _NOT_READ, session=self._session)
        return _case(found) if found else None

    async def considered(self, case_id: str) -> list[Evaluation]:
        """Everybody looked at for a case, wave by wave, and why they were or weren't asked."""
        found = await self._db["cases"].find_one({"_id": case_id}, {"considered": 1}, session=self._session)
        return [Evaluation.model_validate(each) for each in found["considered"]] if found else []

    async def glance(self, key: str) -> OfferView | None:
        """A case as the supervisor sees it who was sent the link with this digest."""
        own = {"$eq": ["$$offer.key", key]}
        leads = {"$eq": ["$$offer.state", OfferState.ACCEPTED.value]}
        # Who leads by a later offer is shown that one.
        kept = {"$filter": {"input": "$offers", "as": "offer", "cond": {"$or": [own, leads]}}}
        shown = {"state": 1, "need": 1, "slot": 1, "answer_by": 1, "contact_made": 1, "offers": kept}
        shown |= {"room": 1, "meeting_link": 1}
        steps: list[Document] = [{"$match": {"offers.key": key}}, {"$project": shown}]
        found = await self._db["cases"].aggregate(steps, session=self._session).to_list(1)
        return _glance(found[0], key) if found else None

    async def of_offer(self, key: str) -> Case | None:
        """The case in which somebody was sent the link with this digest."""
        found = await self._db["cases"].find_one({"offers.key": key}, _NOT_READ, session=self._session)
        return _case(found) if found else None

    async def count_on(self, email: str, supervisor_id: str | None, now: datetime) -> bool:
        """Whether a case that is not over has this person: who asked for it, or somebody who leads it."""
        theirs: list[Document] = [{"need.contact.email": email}]
        if supervisor_id is not None:
            leads = {"supervisor_id": supervisor_id, "state": OfferState.ACCEPTED.value}
            theirs.append({"offers": {"$elemMatch": leads}})
        on = [{"state": {"$in": ["searching", "needs_coordinator"]}}, {"state": "confirmed", "slot.end": {"$gt": now}}]
        wanted = {"$and": [{"$or": theirs}, {"$or": on}]}
        return await self._db["cases"].find_one(wanted, {"_id": 1}, session=self._session) is not None

    async def count(self, state: CaseState) -> int:
        """How many are in a state; MOST_COUNTED stands for that many and more."""
        return await self._db["cases"].count_documents({"state": state.value}, limit=MOST_COUNTED)

    async def asking(self, supervisor_id: str) -> list[Case]:
        """The cases in which this supervisor has still to answer."""
        open_offer = {"$elemMatch": {"supervisor_id": supervisor_id, "state": OfferState.OPEN.value}}
        wanted: Document = {"state": {"$in": ["searching", "needs_coordinator", "confirmed"]}, "offers": open_offer}
        found = self._db["cases"].find(wanted, _NOT_READ, session=self._session)  # bounded: one has few open offers
        return [_case(document) async for document in found]

    async def page(self, state: str | None, after: str, limit: int) -> list[Case]:
        wanted: Document = {"_id": {"$gt": after}} | ({"state": state} if state else {})
        found = await self._db["cases"].find(wanted, _NOT_READ).sort("_id", ASCENDING).limit(limit).to_list(limit)
        return [_case(document) for document in found]

    async def in_state(self, state: CaseState, limit: int) -> list[Case]:
        """The cases in this state that have waited longest; keep to states that few cases are in."""
        found = self._db["cases"].find({"state": state.value}, _NOT_READ, session=self._session)
        longest = found.sort("need.requested_at", ASCENDING).limit(limit)
        return [_case(document) for document in await longest.to_list(limit)]

    async def on_desk(self, since: datetime, limit: int) -> tuple[tuple[str, int], ...]:
        """The id and revision of every case that has no leader yet or found its last since then: what the desk shows
        has not changed while these haven't.
        """
        cases, shown = self._db["cases"], {"revision": 1}
        unled = {"state": {"$in": [CaseState.NEEDS_COORDINATOR.value, CaseState.SEARCHING.value]}}
        found = await cases.find(unled, shown, session=self._session).limit(limit).to_list(limit)
        led = cases.find({"confirmed_at": {"$gte": since}}, shown, session=self._session)
        found += await led.limit(limit).to_list(limit)
        return tuple(sorted((each["_id"], each["revision"]) for each in found))

    async def confirmed(self, since: datetime, limit: int) -> list[Case]:
        """The latest cases whose last leader was found since then, the latest first."""
        found = self._db["cases"].find({"confirmed_at": {"$gte": since}}, _NOT_READ, session=self._session)
        latest = found.sort("confirmed_at", DESCENDING).limit(limit)
        return [_case(document) for document in await latest.to_list(limit)]

    async def waits(self, since: datetime, limit: int) -> list[timedelta]:
        """From request to the last leader, of the latest cases confirmed since then."""
        shown = {"need.requested_at": 1, "confirmed_at": 1}
        found = self._db["cases"].find({"confirmed_at": {"$gte": since}}, shown, session=self._session)
        latest = await found.sort("confirmed_at", DESCENDING).limit(limit).to_list(limit)
        return [document["confirmed_at"] - document["need"]["requested_at"] for document in latest]

    async def remove_over(self, before: datetime, limit: int) -> int:
        """Forget cases whose session, or time wanted, ended before a moment; how many, at most `limit`."""
        ended: list[Document] = [{"slot.end": {"$lt": before}}, {"slot": None, "need.window.closes": {"$lt": before}}]
        wanted = {"need.requested_at": {"$lt": before}, "$or": ended}
        found = self._db["cases"].find(wanted, {"_id": 1}, session=self._session).limit(limit)
        ids = [document["_id"] async for document in found]
        if ids:
            await self._db["cases"].delete_many({"_id": {"$in": ids}}, session=self._session)
        return len(ids)

    async def add(self, case: Case) -> None:
        await self._db["cases"].insert_one(_case_document(case), session=self._session)

    async def save(self, case: Case) -> None:
        """Write a case's next revision; StaleRevision when somebody else was first."""
        known = {"_id": case.id, "revision": case.revision - 1}
        new = {name: value for name, value in _case_document(case).items() if name not in ("_id", "considered")}
        looked = [each.model_dump() for each in case.considered]
        change = {"$set": new} | ({"$push": {"considered": {"$each": looked}}} if looked else {})
        done = await self._db["cases"].update_one(known, change, session=self._session)
        if done.modified_count != 1:
            raise StaleRevision


def _case_document(case: Case) -> Document:
    return {"_id": case.id, **_plain(case.model_dump(exclude={"id"})), "confirmed_at": case.confirmed_at}


def _case(document: Document) -> Case:
    return Case.model_validate({"id": document["_id"], **document})


def _glance(document: Document, key: str) -> OfferView:
    offers = [CaseOffer.model_validate(each) for each in document["offers"]]
    return OfferView.model_validate(
        {
            **document,
            "offer": own_offer(offers, key),
            "leaders": [offer for offer in offers if offer.state is OfferState.ACCEPTED],
        }
    )


def _plain(value: Any) -> Any:
    """Enumerations as their values: the driver knows none."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, str) else value
