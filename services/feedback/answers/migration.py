"""Takes over what was answered before there were rounds: one question after debriefings, a mark from 1 to 5 each.

What was shown stays shown, as a cell of all of them; what had come since goes on waiting for more.
"""

import secrets
from collections import Counter
from datetime import UTC, datetime
from functools import partial

from services.feedback.answers import publishing
from services.feedback.answers.model import Pool, Share
from services.feedback.answers.pooling import week
from services.feedback.answers.store import Cells
from services.feedback.questionnaires.library import questionnaire
from services.feedback.rounds.lifecycle import min_answers
from shared.store.mongo import Database, Document, Tx, insert_all, server_time, transaction

ITEM, ASKED = "helped", "follow_up@1"


async def take_over(database: Database) -> None:
    """Once, whichever replica is first; at each start, since a replica of the older program may have added some."""
    if await database["answers"].find_one({"mark": {"$exists": True}}) is not None:
        await transaction(database.client, database, partial(_take_over, database))


async def _take_over(database: Database, tx: Tx) -> None:
    wanted = {"mark": {"$exists": True}}
    # bounded: one question's answers, once for a database
    old = await tx.database["answers"].find(wanted, session=tx.session).to_list(None)
    await tx.database["answers"].delete_many(wanted, session=tx.session)
    figures = await tx.database["figures"].find_one({"_id": "debriefing"}, session=tx.session)
    network = await tx.database["network"].find_one({"_id": "network"}, session=tx.session)
    await tx.database["figures"].delete_many({}, session=tx.session)
    weeks = sorted(_week(each["month"]) for each in old)
    fewest = min_answers(network["fewest"] if network else None)
    shown = Counter({int(mark): n for mark, n in figures["marks"].items()}) if figures else Counter()
    rest = Counter(each["mark"] for each in old) - shown
    now = await server_time(database)
    first, last = (weeks[0], weeks[-1]) if weeks else (week(now), week(now))
    if shown:
        pool = _pool(shown, fewest, (first, last), now)
        answers = [{ITEM: mark} for mark in shown.elements()]
        cell = publishing.cell(secrets.token_hex(16), pool, questionnaire(ASKED), answers)
        await Cells(tx).add(cell, questionnaire(ASKED), answers)
    if rest:
        waiting = _pool(rest, fewest, (first, last), now)
        known = await Cells(tx).pool(waiting.model_copy(update={"shares": ()}))
        await Cells(tx).save_pool(waiting.model_copy(update={"shares": (*known.shares, *waiting.shares)}))
        await insert_all(tx.database["ballots"], _ballots(waiting, rest), tx.session)


def _pool(marks: Counter[int], fewest: int, weeks: tuple[str, str], now: datetime) -> Pool:
    """One debriefing's contact each: as many people as answers."""
    boxes = [secrets.token_hex(16) for _ in marks.elements()]
    shares = [
        Share(box=box, process=box, n=1, min_answers=fewest, week=weeks[min(n, 1)]) for n, box in enumerate(boxes)
    ]
    return Pool(questionnaire=ASKED, level="network", key="network", shares=tuple(shares), since=now)


def _ballots(pool: Pool, marks: Counter[int]) -> list[Document]:
    shuffled = list(marks.elements())
    secrets.SystemRandom().shuffle(shuffled)
    pairs = zip(pool.shares, shuffled, strict=True)
    return [{"_id": secrets.token_hex(16), "box": share.box, "values": {ITEM: mark}} for share, mark in pairs]


def _week(month: str) -> str:
    """The first week of a month (2026-12), for all that was kept of the time."""
    return week(datetime.strptime(f"{month}-01", "%Y-%m-%d").replace(tzinfo=UTC))
