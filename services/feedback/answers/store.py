"""Ballots, pools, cells and what they are made of. Nothing in here leads to an invitation.

A ballot is readable only with the service's secret, and an answer lies in the open only as one of a cell's.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from services.feedback.answers import ballots
from services.feedback.answers.model import Cell, Pool, Values
from services.feedback.answers.tally import Tally, additions, half_year, scopes_of, tally_id
from services.feedback.questionnaires.model import Questionnaire
from shared.store.mongo import Database, IndexModel, Tx, insert_all

CELL_LIMIT = 2000
# More than there are questionnaires, half-years and sizes of cells together.
TALLY_LIMIT = 5000
TEXT_LIMIT = 500


class Ballots:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._ballots = tx.database["ballots"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["ballots"].create_indexes([IndexModel("box")])

    async def cast(self, box: str, sealed: bytes) -> None:
        """Put a ballot into its box, under a random id."""
        await self._ballots.insert_one(
            {"_id": secrets.token_hex(16), "box": box, "sealed": sealed}, session=self._session
        )

    async def count(self, box: str) -> int:
        # bounded: of one round
        return int(await self._ballots.count_documents({"box": box}, session=self._session))

    async def taken_out(self, secret: str, boxes: Sequence[str]) -> list[Values]:
        """Empty these boxes; what was in them, in no order."""
        wanted = {"box": {"$in": list(boxes)}}
        # bounded: of one cell's rounds
        found = await self._ballots.find(wanted, session=self._session).to_list(None)
        await self._ballots.delete_many(wanted, session=self._session)
        values = [
            ballots.unseal(secret, each["sealed"]) if "sealed" in each else ballots.as_values(each["values"])
            for each in found
        ]
        secrets.SystemRandom().shuffle(values)
        return values

    async def unreadable(self, secret: str, boxes: Sequence[str]) -> frozenset[str]:
        """Those of the boxes in which something can't be read."""
        # bounded: of one cell's rounds
        found = await self._ballots.find({"box": {"$in": list(boxes)}}, session=self._session).to_list(None)
        sealed = [each for each in found if "sealed" in each]
        return frozenset(each["box"] for each in sealed if not ballots.is_readable(secret, each["sealed"]))

    async def destroy(self, box: str) -> None:
        await self._ballots.delete_many({"box": box}, session=self._session)


class Cells:
    """Pools and cells. Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._pools = tx.database["pools"]
        self._cells = tx.database["cells"]
        self._answers = tx.database["answers"]
        self._texts = tx.database["texts"]
        self._tallies = tx.database["tallies"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["cells"].create_indexes(
            [
                IndexModel("process"),
                IndexModel("organisation_id"),
                IndexModel("organisation"),
                IndexModel("supervisors"),
            ]
        )
        await database["answers"].create_indexes([IndexModel("cell")])
        await database["tallies"].create_indexes([IndexModel("scope")])
        await database["texts"].create_indexes([IndexModel("cell")])
        await database["pools"].create_indexes([IndexModel([("level", 1), ("since", 1)])])

    async def pool(self, empty: Pool) -> Pool:
        """The pool as it stands; the empty one where there is none yet."""
        found = await self._pools.find_one({"_id": empty.id}, session=self._session)
        return Pool.model_validate(found) if found else empty

    async def save_pool(self, pool: Pool) -> None:
        await self._pools.replace_one({"_id": pool.id}, pool.model_dump(), upsert=True, session=self._session)

    async def remove_pool(self, pool: Pool) -> None:
        await self._pools.delete_one({"_id": pool.id}, session=self._session)

    async def waiting_since(self, level: str, before: datetime, limit: int) -> list[Pool]:
        """Pools of a level to which nothing has come since."""
        wanted = {"level": level, "since": {"$lt": before}}
        found = await self._pools.find(wanted, session=self._session).sort("since").to_list(limit)
        return [Pool.model_validate(each) for each in found]

    async def pools(self, wanted: Mapping[str, object]) -> list[Pool]:
        """Pools that wait for more."""
        found = await self._pools.find(dict(wanted), session=self._session).to_list(CELL_LIMIT)
        return [Pool.model_validate(each) for each in found]

    async def add(self, cell: Cell, asked: Questionnaire, answers: Sequence[Values]) -> None:
        """Keep a cell, and what it is made of: the marks, and apart from them each text by itself."""
        texts = {item.id for item in asked.items if item.kind == "text"}
        marks = [{name: value for name, value in each.items() if name not in texts} for each in answers]
        said = [(name, value) for each in answers for name, value in each.items() if name in texts]
        secrets.SystemRandom().shuffle(said)
        document = {"_id": cell.id, **cell.model_dump(exclude={"id"})}
        await self._cells.insert_one(document, session=self._session)
        for scope in scopes_of(cell):
            known = {"_id": tally_id(scope, cell)}
            facts = {"scope": scope, "questionnaire": cell.questionnaire, "size": cell.n}
            change = {"$inc": additions(cell), "$setOnInsert": {**facts, "half_year": half_year(cell.last_week)}}
            await self._tallies.update_one(known, change, upsert=True, session=self._session)
        rows = [{"_id": secrets.token_hex(16), "cell": cell.id, "values": each} for each in marks]
        await insert_all(self._answers, rows, self._session)
        if said:
            lines = [{"_id": secrets.token_hex(16), "cell": cell.id, "item": name, "text": text} for name, text in said]
            await insert_all(self._texts, lines, self._session)

    async def tallies(self, scope: str) -> list[Tally]:
        """What the cells of a scope have shown, added up."""
        found = await self._tallies.find({"scope": scope}, session=self._session).sort("_id").to_list(TALLY_LIMIT)
        return [Tally.model_validate(each) for each in found]

    async def cells(self, wanted: Mapping[str, object]) -> list[Cell]:
        """The cells of a process, an organisation, a supervisor, or all; as they were closed."""
        found = await self._cells.find(dict(wanted), session=self._session).sort("last_week", -1).to_list(CELL_LIMIT)
        return [Cell.model_validate({"id": each["_id"], **each}) for each in found]

    async def answers(self, cell_id: str) -> list[Values]:
        """What a cell was made of."""
        # bounded: of one cell
        found = await self._answers.find({"cell": cell_id}, session=self._session).to_list(None)
        return [ballots.as_values(each["values"]) for each in found]

    async def texts_of_many(self, cells: Sequence[Cell], item: str, fewest: int) -> list[str]:
        """What was written in those cells in which enough people have written; of each cell all or nothing."""
        found: list[str] = []
        for cell in cells:
            texts = await self.texts([cell.id], item)
            found += texts if len(texts) >= max(fewest, cell.min_answers) else []
        return sorted(found)

    async def texts(self, cell_ids: Sequence[str], item: str) -> list[str]:
        """What was written in these cells, by the alphabet: in no order that tells of who wrote it."""
        wanted = {"cell": {"$in": list(cell_ids)}, "item": item}
        found = await self._texts.find(wanted, session=self._session).to_list(TEXT_LIMIT)
        return sorted(each["text"] for each in found)
