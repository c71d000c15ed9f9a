"""An answer is kept once, without its person, and where nobody finds it."""

import re
from datetime import timedelta

import pytest

from services.feedback.answers.model import Answer
from services.feedback.answers.store import Answers
from tests.feedback.asked import Running, planned
from tests.notifications import build


async def test_an_answer_is_kept_once_and_without_its_person(feedback: Running) -> None:
    runtime, http, weeks = feedback
    link = await planned(runtime)
    weeks.now = build.SLOT.end + timedelta(days=29)
    assert "Auttoiko" in (await http.get(link)).text
    assert (await http.post(link, data={"mark": "4"})).status_code == 200
    assert (await http.post(link, data={"mark": "1"})).status_code == 410
    kept = await Answers(runtime.tx)._answers.find({}).to_list(None)
    assert [{name: each[name] for name in each if name != "_id"} for each in kept] == [
        {"about": "debriefing", "month": "2026-12", "mark": 4}
    ]


async def test_neither_ids_nor_the_order_on_the_disk_tell_when_an_answer_came(feedback: Running) -> None:
    runtime, _, _ = feedback
    for n in range(40):
        await Answers(runtime.tx).add(Answer(about="x", month="2026-12", mark=1 + n // 8))
    kept = await Answers(runtime.tx)._answers.find({"about": "x"}).to_list(None)
    assert sorted(each["mark"] for each in kept) == sorted(1 + n // 8 for n in range(40))
    assert all(re.fullmatch("[0-9a-f]{32}", each["_id"]) for each in kept)
    by_id = [each["mark"] for each in sorted(kept, key=lambda each: str(each["_id"]))]
    as_stored = [each["mark"] for each in kept]
    assert by_id != sorted(by_id)
    assert as_stored != sorted(as_stored)


@pytest.mark.parametrize("mark", ["0", "6", "many", ""])
async def test_a_mark_outside_the_scale_is_refused(feedback: Running, mark: str) -> None:
    runtime, http, weeks = feedback
    link = await planned(runtime)
    weeks.now = build.SLOT.end + timedelta(days=29)
    assert (await http.post(link, data={"mark": mark})).status_code == 422
    assert (await http.post(link, data={"mark": "5"})).status_code == 200
