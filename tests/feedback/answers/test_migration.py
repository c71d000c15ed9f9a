"""What was stored before there were rounds is still understood: links in mails, answers, figures that were shown."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.feedback.answers.store import Cells
from services.feedback.invitations.store import Invitations
from services.feedback.reports.figures import summary
from services.feedback.rounds.store import Rounds
from services.feedback.service import SERVICE
from shared.store import mongo
from shared.tokens import derive, digest

MARKS = [5, 4, 4, 3, 5, 2, 1]


async def old_database(database: mongo.Database, shown: int, *, object_ids: bool = False) -> None:
    """As the program of before has left it."""
    documents: list[dict[str, Any]] = [{"about": "debriefing", "month": "2026-11", "mark": mark} for mark in MARKS]
    if not object_ids:
        documents = [{"_id": f"{n:032x}", **each} for n, each in enumerate(documents)]
    await database["answers"].insert_many(documents)
    if shown:
        marks = Counter(str(mark) for mark in MARKS[:shown])
        await database["figures"].insert_one({"_id": "debriefing", "answers": shown, "marks": dict(marks)})


@pytest.mark.parametrize("object_ids", [False, True])
async def test_what_was_shown_stays_shown_and_what_came_since_waits(
    database: mongo.Database, *, object_ids: bool
) -> None:
    await old_database(database, 5, object_ids=object_ids)
    for _ in range(2):
        await SERVICE.prepare(database)
    store = Cells(mongo.Tx(database))
    (cell,) = await store.cells({})
    assert cell.n == 5
    assert summary(await store.tallies("network"), "helped", 5)["mean"] == 4.2
    assert sorted(each["helped"] for each in await store.answers(cell.id)) == sorted(MARKS[:5])
    (pool,) = await store.pools({})
    assert sum(share.n for share in pool.shares) == 2
    waiting = await store_ballots(database, [share.box for share in pool.shares])
    assert sorted(waiting) == sorted(MARKS[5:])


async def test_where_nothing_was_shown_everything_waits(database: mongo.Database) -> None:
    await old_database(database, 0)
    await SERVICE.prepare(database)
    store = Cells(mongo.Tx(database))
    assert await store.cells({}) == []
    (pool,) = await store.pools({})
    assert sorted(await store_ballots(database, [share.box for share in pool.shares])) == sorted(MARKS)
    assert await database["answers"].count_documents({}) == 0


async def store_ballots(database: mongo.Database, boxes: list[str]) -> list[Any]:
    rows = await database["ballots"].find({"box": {"$in": boxes}}).to_list(None)
    return [row["values"]["helped"] for row in rows]


async def test_a_link_mailed_before_opens_the_question_still(database: mongo.Database) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    key = digest(derive("secret", "feedback", "case"))
    old = {
        "_id": "case",
        "debriefing_id": "case",
        "organisation": "Liedon koulu",
        "contact": {"name": "Maija", "email": "maija@x.example", "phone": "+358401234567", "language": "fi"},
        "key": key,
        "due": now - timedelta(days=1),
        "until": now + timedelta(days=29),
        "answered": False,
        "revision": 3,
    }
    await database["invitations"].insert_one(old)
    for _ in range(2):
        await SERVICE.prepare(database)
    found = await Invitations(mongo.Tx(database)).invitation_of(key)
    assert found is not None
    assert found.contact.phone == "+358401234567"
    round_ = await Rounds(mongo.Tx(database)).round(found.round_id)
    assert round_ is not None
    assert (round_.questionnaire, round_.opens, round_.closes) == ("follow_up@1", found.due, found.until)
