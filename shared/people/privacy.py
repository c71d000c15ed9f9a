"""Shows people what a service keeps about them, and forgets them."""

import re
from collections.abc import Sequence
from typing import Any

from shared.mongo import Document, Tx
from shared.people.kept import Kept, Whom, shown, without


class Privacy:
    """Reads and writes what one service's table names, in one transaction or outside of any."""

    def __init__(self, tx: Tx, table: Sequence[Kept]) -> None:
        self._db = tx.database
        self._session = tx.session
        self._table = table

    async def held(self, whom: Whom) -> dict[Kept, list[dict[str, list[Any]]]]:
        """All that is kept about somebody, document by document."""
        found = {kept: [shown(each, kept, whom) for each in await self._about(kept, whom)] for kept in self._table}
        return {kept: documents for kept, documents in found.items() if documents}

    async def erase(self, whom: Whom) -> None:
        """Forget somebody; again it changes nothing."""
        for kept in self._table:
            for document in await self._about(kept, whom):
                known = {"_id": document["_id"]}
                if kept.erasing == "remove":
                    await self._db[kept.collection].delete_one(known, session=self._session)
                else:
                    left = {name: value for name, value in document.items() if name not in (*kept.drops, "_id")}
                    blank = {**without(left, whom), **known}
                    await self._db[kept.collection].replace_one(known, blank, session=self._session)

    async def _about(self, kept: Kept, whom: Whom) -> list[Document]:
        # People write their addresses in capitals, too.
        address = {"$regex": f"^{re.escape(whom.email)}$", "$options": "i"}
        wanted: list[Document] = [{field: address} for field in kept.by]
        if whom.supervisor is not None:
            wanted += [{field: whom.supervisor} for field in kept.by_id]
            wanted += [{field: whom.name} for field in kept.by_name if whom.name]
        if not wanted:
            return []
        # bounded: of one person; all of it is told, and erased
        found = self._db[kept.collection].find({"$or": wanted}, session=self._session)
        documents: list[Document] = await found.to_list(None)  # bounded: as said
        return documents
