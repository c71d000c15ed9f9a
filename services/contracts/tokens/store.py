"""Tokens of organisations' systems, found by their digests."""

from datetime import datetime

from services.contracts.organisations.orderers import folded
from services.contracts.tokens.model import Token
from shared.store.mongo import ASCENDING, Database, Document, IndexModel, Session, Tx, at_once


class Tokens:
    """One document a token; a revoked one is gone."""

    def __init__(self, tx: Tx) -> None:
        self._database = tx.database
        self._tokens = tx.database["tokens"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        names = [("organisation", ASCENDING), ("folded", ASCENDING)]
        await database["tokens"].create_indexes([IndexModel(names, unique=True)])

    async def add(self, token: Token) -> None:
        """DuplicateKey where another of the same owner's has the name."""
        document = {"_id": token.key, "folded": folded(token.name), **token.model_dump(exclude={"key"})}
        await self._tokens.insert_one(document, session=self._session)

    async def find(self, key: str) -> Token | None:
        found = await self._tokens.find_one({"_id": key}, session=self._session)
        return _token(found) if found else None

    async def of(self, organisation: str | None) -> list[Token]:
        """An organisation's tokens, or the network's own, by name."""
        # bounded: a person makes each of them by hand
        found = self._tokens.find({"organisation": organisation}, session=self._session)
        return [_token(document) async for document in found.sort("folded", ASCENDING)]

    async def remove(self, key: str) -> None:
        await self._tokens.delete_one({"_id": key}, session=self._session)

    async def use(self, key: str, day: datetime) -> None:
        """Note the day; if somebody holds the document just now, the next use will."""

        async def note(session: Session) -> int:
            done = await self._tokens.update_one({"_id": key}, {"$set": {"used": day}}, session=session)
            return int(done.modified_count)

        await at_once(self._database, note)


def _token(document: Document) -> Token:
    return Token.model_validate({**document, "key": document["_id"]})
