"""Links mailed for signing in, the devices that are signed in, and who orders for organisations.

Links and devices go by themselves when they run out. Of somebody who orders no more a key and a number stay for a
month, so that older news, when it comes late, is known to be old.
"""

from datetime import datetime, timedelta

from services.booking.accounts.model import Device, Orderer, SignInLink
from shared.store.mongo import DESCENDING, Database, Document, DuplicateKey, IndexModel, StaleRevision, Tx

# Longer than a message can be late.
LATE = timedelta(days=30)


class People:
    """One document a link, one a device, one for each person at each organisation."""

    def __init__(self, tx: Tx) -> None:
        self._links = tx.database["sign_in_links"]
        self._counts = tx.database["sign_in_counts"]
        self._touched = tx.database["sign_ins"]
        self._guests = tx.database["guest_counts"]
        self._devices = tx.database["devices"]
        self._orderers = tx.database["orderers"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["sign_in_links"].create_indexes([IndexModel("expires_at", expireAfterSeconds=0)])
        await database["sign_in_counts"].create_indexes([IndexModel("until", expireAfterSeconds=0)])
        await database["sign_ins"].create_indexes([IndexModel("until", expireAfterSeconds=0)])
        await database["guest_counts"].create_indexes([IndexModel("until", expireAfterSeconds=0)])
        await database["devices"].create_indexes(
            [IndexModel("until", expireAfterSeconds=0), IndexModel("person.email")]
        )
        await database["orderers"].create_indexes(
            [IndexModel("email", sparse=True), IndexModel("until", expireAfterSeconds=0)]
        )
        # What stayed of those who had left was a digest of their address, for ever.
        await database["orderers"].delete_many({"email": {"$exists": False}, "until": {"$exists": False}})

    async def add_link(self, link: SignInLink) -> None:
        await self._links.insert_one(_document(link), session=self._session)

    async def count_link(self, email: str, now: datetime, within: timedelta, most: int) -> bool:
        """Count one more link to an address; False, and nothing is counted, where it has had so many within that time.

        Asked for at the same moment, one waits for the other: StaleRevision.
        """
        found = await self._counts.find_one({"_id": email}, session=self._session)
        sent = [moment for moment in found["sent"] if moment > now - within] if found else []
        if len(sent) >= most:
            return False
        new = {"sent": [*sent, now], "revision": found["revision"] + 1 if found else 1, "until": now + within}
        try:
            if found is None:
                await self._counts.insert_one({"_id": email, **new}, session=self._session)
                return True
        except DuplicateKey as other:
            raise StaleRevision from other
        known = {"_id": email, "revision": found["revision"]}
        if (await self._counts.update_one(known, {"$set": new}, session=self._session)).modified_count != 1:
            raise StaleRevision
        return True

    async def count_guest(self, supervisor_id: str, email: str, now: datetime, most: int) -> bool:
        """Count a person whom a supervisor invites, once a day; False, and nothing is counted, where it has been so
        many. Asked for at the same moment, one waits for the other: StaleRevision.
        """
        key = {"_id": f"{supervisor_id}@{now:%Y%m%d}"}
        found = await self._guests.find_one(key, session=self._session)
        emails = found["emails"] if found else []
        if email in emails:
            return True
        if len(emails) >= most:
            return False
        until = now + timedelta(days=2)
        new = {"supervisor_id": supervisor_id, "emails": [*emails, email], "until": until}
        try:
            if found is None:
                await self._guests.insert_one({**key, **new}, session=self._session)
                return True
        except DuplicateKey as other:
            raise StaleRevision from other
        done = await self._guests.update_one({**key, "emails": emails}, {"$set": new}, session=self._session)
        if done.modified_count != 1:
            raise StaleRevision
        return True

    async def link(self, key: str) -> SignInLink | None:
        found = await self._links.find_one({"_id": key}, session=self._session)
        return SignInLink.model_validate({**found, "key": found["_id"]}) if found else None

    async def use(self, key: str, now: datetime) -> bool:
        """Spend a link; False where it has been spent, has run out, or never was."""
        unspent = {"_id": key, "used": False, "expires_at": {"$gt": now}}
        done = await self._links.update_one(unspent, {"$set": {"used": True}}, session=self._session)
        return bool(done.modified_count)

    async def touch(self, email: str, until: datetime) -> None:
        """Whoever signs somebody in and whoever signs them out write this one document of theirs: of two at the same
        moment one comes after the other, and sees what it did. StaleRevision.
        """
        change = {"$inc": {"changes": 1}, "$set": {"until": until}}
        try:
            await self._touched.update_one({"_id": email}, change, upsert=True, session=self._session)
        except DuplicateKey as other:
            raise StaleRevision from other

    async def add_device(self, device: Device) -> None:
        await self._devices.insert_one(_document(device), session=self._session)

    async def device(self, key: str, email: str) -> Device | None:
        """Somebody's own device; another's is as if it were not there."""
        found = await self._devices.find_one({"_id": key, "person.email": email}, session=self._session)
        return _device(found) if found else None

    async def devices(self, email: str) -> list[Device]:
        """Somebody's devices, the latest first."""
        # bounded: a device ends within weeks, and links to sign in are few; all of them must end together
        found = self._devices.find({"person.email": email}, session=self._session)
        return [_device(document) async for document in found.sort("since", DESCENDING)]

    async def remove_device(self, key: str) -> None:
        await self._devices.delete_one({"_id": key}, session=self._session)

    async def orders(self, email: str) -> list[Orderer]:
        """What is known of somebody at each organisation that they order for, by its id."""
        # bounded: by the organisations that one person orders for
        found = self._orderers.find({"email": email}, session=self._session)
        return sorted([Orderer.model_validate(each) async for each in found], key=lambda each: each.organisation)

    async def admit(self, orderer: Orderer, key: str) -> bool:
        """Keep what was said, unless something later is known; whether it was news. `key` is of this person at this
        organisation, and can't be made by who guesses addresses.
        """
        return await self._hear(key, orderer.email, orderer.organisation, orderer.revision, orderer.model_dump())

    async def dismiss(self, email: str, organisation: str, revision: int, key: str, now: datetime) -> bool:
        """They order for it no more, unless something later is known; whether it was news."""
        gone = {"revision": revision, "until": now + LATE}
        return await self._hear(key, email, organisation, revision, gone)

    async def _hear(self, key: str, email: str, organisation: str, revision: int, kept: Document) -> bool:
        known = await self._orderers.find_one({"_id": key}, {"revision": 1}, session=self._session)
        # Written before keys were secret: under a digest of the address.
        theirs = {"email": email, "organisation": organisation, "_id": {"$ne": key}}
        earlier = await self._orderers.find_one(theirs, {"revision": 1}, session=self._session)
        if any(each is not None and each["revision"] >= revision for each in (known, earlier)):
            return False
        if earlier is not None:
            await self._orderers.delete_one({"_id": earlier["_id"]}, session=self._session)
        await self._orderers.replace_one({"_id": key}, kept, upsert=True, session=self._session)
        return True


def _device(document: Document) -> Device:
    return Device.model_validate({**document, "key": document["_id"]})


def _document(part: SignInLink | Device) -> Document:
    return {"_id": part.key, **part.model_dump(exclude={"key"})}
