"""Organisations with their contacts."""

import re
from collections.abc import Iterable, Sequence

from services.contracts.organisations.model import Organisation
from services.contracts.organisations.orderers import folded
from shared.store.mongo import ASCENDING, Database, Document, IndexModel, Tx, insert_all, replace_next


class Organisations:
    """One document an organisation. `folded` is the name as it is compared and sorted."""

    def __init__(self, tx: Tx) -> None:
        self._organisations = tx.database["organisations"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["organisations"].create_indexes(
            [IndexModel("folded", unique=True, sparse=True), IndexModel("contacts.email")]
        )

    async def find(self, organisation_id: str) -> Organisation | None:
        return await self._one({"_id": organisation_id})

    async def named(self, name: str) -> Organisation | None:
        """The organisation with this name, however it is written."""
        return await self._one({"folded": folded(name)})

    async def all_named(self, names: Iterable[str]) -> dict[str, Organisation]:
        """Those of these names that are known, by their folded names."""
        wanted = {"folded": {"$in": [folded(name) for name in names]}}
        # bounded: by the names, each of which one organisation has
        found = self._organisations.find(wanted, session=self._session)
        return {document["folded"]: _organisation(document) async for document in found}

    async def with_contact(self, email: str) -> list[Organisation]:
        """Those among whose contacts this address (in lower case) is, by name."""
        # bounded: by the organisations of which somebody is a contact, entered by hand
        found = self._organisations.find({"contacts.email": email}, session=self._session).sort("folded", ASCENDING)
        return [_organisation(document) async for document in found]

    async def everybody(self, limit: int = 500) -> list[Organisation]:
        """To choose from, by name."""
        return await self.page("", limit)

    async def page(self, after: str, limit: int, search: str = "") -> list[Organisation]:
        """At most `limit` by name, those after the name `after` whose names hold `search`."""
        holds = {"$regex": re.escape(folded(search))} if search else {}
        wanted = {"folded": {"$gt": folded(after), **holds}}
        found = self._organisations.find(wanted, session=self._session).sort("folded", ASCENDING).limit(limit)
        return [_organisation(document) async for document in found]

    async def add(self, organisation: Organisation) -> None:
        """DuplicateKey where another has the name."""
        await self._organisations.insert_one(_document(organisation), session=self._session)

    async def save(self, organisation: Organisation) -> None:
        """Write the next revision; StaleRevision when another was first, DuplicateKey where another has the name."""
        await replace_next(self._organisations, _document(organisation), self._session)

    async def put(self, organisations: Sequence[Organisation]) -> None:
        """Add these, or put them in the place of their earlier revisions, many at once."""
        earlier = [each.id for each in organisations if each.revision > 1]
        if earlier:
            await self._organisations.delete_many({"_id": {"$in": earlier}}, session=self._session)
        await insert_all(self._organisations, [_document(each) for each in organisations], self._session)

    async def _one(self, wanted: Document) -> Organisation | None:
        found = await self._organisations.find_one(wanted, session=self._session)
        return _organisation(found) if found else None


def _organisation(document: Document) -> Organisation:
    return Organisation.model_validate({**document, "id": document["_id"]})


def _document(organisation: Organisation) -> Document:
    return {"_id": organisation.id, "folded": folded(organisation.name), **organisation.model_dump(exclude={"id"})}
