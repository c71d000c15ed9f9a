"""Links mailed for signing in, and the devices that are signed in. Both go by themselves when they run out."""

from datetime import datetime

from services.booking.model.people import Device, SignInLink
from shared.mongo import DESCENDING, Database, Document, IndexModel, Tx


class People:
    """One document a link, one a device."""

    def __init__(self, tx: Tx) -> None:
        self._links = tx.database["sign_in_links"]
        self._devices = tx.database["devices"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["sign_in_links"].create_indexes(
            [IndexModel("expires_at", expireAfterSeconds=0), IndexModel([("email", 1), ("sent_at", 1)])]
        )
        await database["devices"].create_indexes(
            [IndexModel("until", expireAfterSeconds=0), IndexModel("person.email")]
        )

    async def add_link(self, link: SignInLink) -> None:
        await self._links.insert_one(_document(link), session=self._session)

    async def links_since(self, email: str, moment: datetime) -> int:
        wanted = {"email": email, "sent_at": {"$gte": moment}}
        return int(await self._links.count_documents(wanted, session=self._session))

    async def link(self, key: str) -> SignInLink | None:
        found = await self._links.find_one({"_id": key}, session=self._session)
        return SignInLink.model_validate({**found, "key": found["_id"]}) if found else None

    async def use(self, key: str, now: datetime) -> bool:
        """Spend a link; False where it has been spent, has run out, or never was."""
        unspent = {"_id": key, "used": False, "expires_at": {"$gt": now}}
        done = await self._links.update_one(unspent, {"$set": {"used": True}}, session=self._session)
        return bool(done.modified_count)

    async def add_device(self, device: Device) -> None:
        await self._devices.insert_one(_document(device), session=self._session)

    async def device(self, key: str, email: str) -> Device | None:
        """Somebody's own device; another's is as if it were not there."""
        found = await self._devices.find_one({"_id": key, "person.email": email}, session=self._session)
        return _device(found) if found else None

    async def devices(self, email: str) -> list[Device]:
        """Somebody's devices, the latest first."""
        found = self._devices.find({"person.email": email}, session=self._session)
        return [_device(document) async for document in found.sort("since", DESCENDING)]

    async def remove_device(self, key: str) -> None:
        await self._devices.delete_one({"_id": key}, session=self._session)


def _device(document: Document) -> Device:
    return Device.model_validate({**document, "key": document["_id"]})


def _document(part: SignInLink | Device) -> Document:
    return {"_id": part.key, **part.model_dump(exclude={"key"})}
