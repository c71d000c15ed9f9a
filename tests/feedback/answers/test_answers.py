"""An answer is taken once, kept apart from whose it is, and counted when its round closes."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from services.feedback.answers import publishing
from services.feedback.answers.model import PoolsPassOn
from services.feedback.answers.store import Cells
from services.feedback.answers.tally import tallies
from services.feedback.questionnaires.library import questionnaire
from services.feedback.service import SERVICE
from shared.app.service import App
from shared.messages.booking import PersonErased
from tests.feedback.asked import Running, cells, closed, heard, invitations, links, opened, people, planned
from tests.notifications import build

JSON = {"Accept": "application/json"}
FIVE = [5, 5, 4, 2, 3]


async def dump(app: App) -> dict[str, list[Any]]:
    """Everything in the database, as its administrator has it."""
    names = await app.tx.database.list_collection_names()
    return {name: await app.tx.database[name].find({}).to_list(None) for name in names}


async def test_an_answer_is_taken_once_and_its_person_stands_nowhere_beside_it(feedback: Running) -> None:
    runtime, http, weeks = feedback
    link = await planned(runtime)
    weeks.now = build.SLOT.end + timedelta(days=29)
    assert "Auttoiko" in (await http.get(link)).text
    assert (await http.post(link, data={"helped": "4"})).status_code == 200
    assert (await http.post(link, data={"helped": "1"})).status_code == 410
    assert "Jo vastattu" in (await http.get(link)).text
    kept = await dump(runtime)
    (ballot,) = kept["ballots"]
    assert set(ballot) == {"_id", "box", "sealed"}
    assert re.fullmatch("[0-9a-f]{32}", ballot["_id"])


async def test_a_round_closes_when_everybody_has_answered_and_its_figures_stand_still(feedback: Running) -> None:
    runtime, http, _ = feedback
    round_ = await opened(runtime, "pulse", people(5))
    for n, link in enumerate(await links(runtime, round_)):
        assert await cells(runtime) == []
        assert (await http.post(link, data={"heard": str(FIVE[n]), "mattered": "5"})).status_code == 200
    (cell,) = await cells(runtime)
    assert (cell.n, cell.process, cell.items["heard"].n) == (5, "p", 5)
    assert cell.items["heard"].model_dump()["mean"] == 3.8
    assert cell.items["mattered"].model_dump()["nearly"] == 5
    assert "carried" not in cell.items
    assert (await dump(runtime))["ballots"] == []


async def test_what_too_few_have_answered_waits_for_others_and_is_seen_by_nobody(feedback: Running) -> None:
    runtime, http, weeks = feedback
    for process in ("a", "b"):
        round_ = await opened(runtime, "pulse", people(4), process)
        for link in (await links(runtime, round_))[:3]:
            await http.post(link, data={"heard": "4"})
        await closed(runtime, round_)
    assert await cells(runtime) == []
    weeks.now += timedelta(days=121)
    await runtime.run(lambda unit: SERVICE.timers[PoolsPassOn](PoolsPassOn(), unit))
    (cell,) = await cells(runtime)
    assert (cell.level, cell.organisation, cell.process, cell.n) == ("organisation", "Liedon koulu", None, 6)


async def test_the_same_four_people_are_four_however_often_they_answer(feedback: Running) -> None:
    runtime, http, _ = feedback
    for nth in range(3):
        round_ = await opened(runtime, "pulse", people(4), nth=nth)
        for link in await links(runtime, round_):
            await http.post(link, data={"heard": "4"})
    assert await cells(runtime) == []
    round_ = await opened(runtime, "pulse", people(5), nth=3)
    for link in await links(runtime, round_):
        await http.post(link, data={"heard": "4"})
    (cell,) = await cells(runtime)
    assert (cell.n, cell.rounds) == (17, 4)


async def test_what_is_kept_as_shown_is_what_the_answers_give(feedback: Running) -> None:
    runtime, http, _ = feedback
    round_ = await opened(runtime, "benefit", people(6))
    for n, link in enumerate(await links(runtime, round_)):
        sent = {"benefits": ["peers", "trust"][: 1 + n % 2], "trust": str(1 + n % 5), "words": f"Sana {n}"}
        assert (await http.post(link, data=sent)).status_code == 200
    (cell,) = await cells(runtime)
    answers = await Cells(runtime.tx).answers(cell.id)
    assert publishing.published(questionnaire(cell.questionnaire), answers, cell.min_answers) == cell.items
    for scope in ("network", "organisation:Liedon koulu", "network|process:p"):
        assert await Cells(runtime.tx).tallies(scope) == tallies([cell])
    assert await Cells(runtime.tx).texts([cell.id], "words") == [f"Sana {n}" for n in range(6)]
    assert all("words" not in each for each in answers)


async def test_whoever_has_the_whole_database_can_t_join_who_with_what(feedback: Running) -> None:
    runtime, http, _ = feedback
    rounds = [await opened(runtime, "benefit", people(size), f"process{size}") for size in (1, 3, 6)]
    for round_ in rounds:
        for n, link in enumerate(await links(runtime, round_)):
            sent = {"trust": str(1 + n % 5), "benefits": ["peers"], "words": f"Kirje {n}"}
            assert (await http.post(link, data=sent)).status_code == 200
    kept = await dump(runtime)
    of_people = ("invitations", "rounds", "meetings", "timers", "outbox", "inbox")
    who = words_of([rows for name, rows in kept.items() if name in of_people])
    for name in ("ballots", "answers", "texts"):
        common = words_of(kept[name]) & who
        assert common <= {"p", "trust", "peers"}, name
    assert len(kept["ballots"]) == 4
    assert len({len(ballot["sealed"]) for ballot in kept["ballots"]}) == 1
    assert all(set(row) == {"_id", "cell", "values"} for row in kept["answers"])
    sizes: dict[str, int] = {}
    for row in kept["answers"]:
        sizes[row["cell"]] = sizes.get(row["cell"], 0) + 1
    assert min(sizes.values()) >= 5
    elsewhere = {name for name, rows in kept.items() if "Kirje" in str(rows)}
    assert elsewhere == {"texts"}


def words_of(value: Any) -> set[str]:
    """Every text in a document by which it could be joined with another."""
    if isinstance(value, dict):
        return set().union(*(words_of(each) for each in value.values()), set())
    if isinstance(value, list | tuple):
        return set().union(*(words_of(each) for each in value), set())
    return {value} if isinstance(value, str) else set()


async def test_the_order_in_which_answers_lie_is_not_that_in_which_they_came(feedback: Running) -> None:
    runtime, http, _ = feedback
    round_ = await opened(runtime, "pulse", people(20))
    for n, link in enumerate(await links(runtime, round_)):
        await http.post(link, data={"heard": str(1 + n // 4)})
    rows = (await dump(runtime))["answers"]
    as_stored = [row["values"]["heard"] for row in rows]
    by_id = [row["values"]["heard"] for row in sorted(rows, key=lambda row: str(row["_id"]))]
    assert sorted(as_stored) == [1 + n // 4 for n in range(20)]
    assert as_stored != sorted(as_stored)
    assert by_id != sorted(by_id)


@pytest.mark.parametrize("mark", ["0", "6", "many", "", "4.0", "-1"])
async def test_a_mark_outside_the_scale_is_refused_and_the_page_is_still_open(feedback: Running, mark: str) -> None:
    runtime, http, weeks = feedback
    link = await planned(runtime)
    weeks.now = build.SLOT.end + timedelta(days=29)
    refused = await http.post(link, data={"helped": mark})
    assert refused.status_code == 422
    assert "Lähetä vastaus" in refused.text
    assert (await http.post(link, data={"helped": "5"})).status_code == 200


async def test_edited_fields_and_scripts_do_no_harm(feedback: Running) -> None:
    runtime, http, _ = feedback
    round_ = await opened(runtime, "benefit", people(5))
    first, *others = await links(runtime, round_)
    script = "<script>alert(1)</script>"
    refused = await http.post(first, data={"benefits": ["trust", "gold"], "words": script})
    assert refused.status_code == 422
    assert script not in refused.text
    assert "&lt;script&gt;" in refused.text
    sent = {"benefits": ["trust", "-"], "words": script, "invitation": "x", "cell": "y", "trust": ["3"]}
    assert (await http.post(first, data=sent)).status_code == 200
    for link in others:
        assert (await http.post(link, data={"trust": "0", "words": "x" * 1000, "limits": "1"})).status_code == 200
    (cell,) = await cells(runtime)
    assert "trust" not in cell.items
    for row in await Cells(runtime.tx).answers(cell.id):
        assert set(row) <= {"benefits", "trust", "limits"}
    too_long = await opened(runtime, "benefit", people(1), "other")
    (link,) = await links(runtime, too_long)
    assert (await http.post(link, data={"words": "x" * 1001})).status_code == 422


async def test_the_same_as_json(feedback: Running) -> None:
    runtime, http, _ = feedback
    round_ = await opened(runtime, "benefit", people(2))
    link, other = await links(runtime, round_)
    asked = (await http.get(link, headers={**JSON, "Accept-Language": "sv"})).json()
    assert asked["state"] == "open"
    assert asked["questionnaire"]["title"] == "Vilken nytta hade du av handledningen?"
    assert asked["questionnaire"]["items"][0]["options"]["peers"] == "Kollegialt stöd"
    wrong: list[Any] = [{"answers": {"trust": 9}}, {"answers": {"trust": True}}, {"answers": []}, [], {"answers": {}}]
    for body in wrong:
        assert (await http.post(link, json=body, headers=JSON)).status_code == 422
    nonsense = await http.post(link, content=b"{", headers={**JSON, "Content-Type": "application/json"})
    assert nonsense.status_code == 422
    given = {"answers": {"trust": 4, "benefits": ["peers"], "decisive": [], "limits": None}}
    assert (await http.post(link, json=given, headers=JSON)).json()["state"] == "thanks"
    again = await http.post(link, json=given, headers=JSON)
    assert (again.status_code, again.json()["state"]) == (410, "answered")
    await closed(runtime, round_)
    over = await http.post(other, json=given, headers=JSON)
    assert (over.status_code, over.json()["state"]) == (410, "over")


async def test_what_was_sealed_with_another_secret_is_left_out_and_the_rest_counts(feedback: Running) -> None:
    runtime, http, _ = feedback
    before = await opened(runtime, "pulse", people(5), min_answers=6)
    for link in await links(runtime, before):
        await http.post(link, data={"heard": "1"})
    await runtime.tx.database["ballots"].update_many({}, {"$set": {"sealed": b"x" * 1100}})
    after = await opened(runtime, "pulse", people(6), nth=1)
    for link in await links(runtime, after):
        await http.post(link, data={"heard": "4"})
    (cell,) = await cells(runtime)
    assert (cell.n, cell.rounds) == (6, 1)
    assert (await dump(runtime))["ballots"] == []


async def test_nobody_else_s_link_and_no_guessed_one_opens_anything(feedback: Running) -> None:
    _, http, _ = feedback
    assert (await http.get("/feedback/answers/guess")).status_code == 404
    assert (await http.post("/feedback/answers/guess", data={"helped": "5"})).status_code == 404


async def test_who_is_forgotten_is_asked_no_more_and_what_they_answered_stays(feedback: Running) -> None:
    runtime, http, _ = feedback
    round_ = await opened(runtime, "pulse", people(2))
    link, other = await links(runtime, round_)
    await http.post(link, data={"heard": "4"})
    for n in range(2):
        await heard(runtime, PersonErased(email=f"p{n}@x.example", name="", supervisor=None, erased_at=build.NOW))
    assert (await http.get(link)).status_code == 404
    assert (await http.get(other)).status_code == 404
    kept = await dump(runtime)
    assert "x.example" not in json.dumps(kept["invitations"], default=str)
    assert len(kept["ballots"]) == 1


async def test_the_summary_of_debriefings_moves_only_by_five(feedback: Running) -> None:
    runtime, http, weeks = feedback
    weeks.now = build.SLOT.end + timedelta(days=29)
    told = []
    for n in range(10):
        await heard(runtime, build.confirmed().model_copy(update={"debriefing_id": f"case{n}"}))
        (link,) = await invitations(runtime, f"case{n}")
        assert (await http.post(link, data={"helped": str(5 - n % 2 if n < 5 else 1 + n % 2)})).status_code == 200
        token = runtime.settings.coordinator_token.get_secret_value()
        answer = await http.get("/feedback/api/summary", headers={"Authorization": f"Bearer {token}"})
        told.append(answer.json().get("mean"))
    assert told == [None] * 4 + [4.6] * 5 + [3.1]
