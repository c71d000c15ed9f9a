"""Feedback to the orderer is theme areas picked from a list: nothing else goes in, and nothing else comes out."""

import json
from typing import Any, get_args

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feedback.closings import handlers
from services.feedback.closings.model import Closing
from services.feedback.closings.picking import NotOnTheListError, ThemeArea, picked
from shared.messages.booking import Interval, Occurrence, SessionHeld
from shared.messages.contracts import OrdererAdmitted
from shared.messaging.unit_of_work import Unit
from shared.people.person import Person
from tests import parts
from tests.feedback.answers.test_answers import dump, words_of
from tests.feedback.asked import Running, heard
from tests.feedback.processes.test_processes import NOW, contract, ended

AINO = Person(email="aino@verkosto.example", name="Aino", supervisor="aino")
MIKAEL = Person(email="mikael@verkosto.example", name="Mikael", supervisor="mikael")
ORDERER = Person(email="maria@x.example", name="Maria", organisations=("kallio",))
JSON = {"Accept": "application/json"}
HERE = "/feedback/closings/process"
SECRET = "Oppilas kertoi isästään"


def held(n: int, *themes: str) -> SessionHeld:
    occurrence = Occurrence(
        session_id=f"s{n}",
        sequence=1,
        debriefing_id=None,
        contract_id="contract",
        series_id="series",
        organisation="Kallion koulu",
        slot=Interval(start=NOW, end=NOW),
        supervisors=("aino",),
        process_id="process",
    )
    return SessionHeld(occurrence=occurrence, themes=themes, marked_at=NOW)


@pytest.fixture
async def over(feedback: Running) -> httpx.AsyncClient:
    """A process with two held sessions that has come to its end; its supervisor looks back."""
    runtime, http, _ = feedback
    await heard(runtime, ended())
    await heard(runtime, contract())
    await heard(runtime, held(0, "Työnjako"))
    await heard(runtime, held(1, "Työnjako", "Palaute"))
    facts = {"email": "maria@x.example", "name": "Maria", "language": "fi", "organisation": "Kallion koulu"}
    await heard(runtime, OrdererAdmitted.model_validate({**facts, "organisation_id": "kallio", "revision": 1}))
    http.cookies.set(*parts.signed_in(runtime.settings, AINO))
    return http


async def as_seen_by(feedback: Running, person: Person, path: str) -> str:
    runtime, http, _ = feedback
    http.cookies.clear()
    http.cookies.set(*parts.signed_in(runtime.settings, person))
    return (await http.get(path)).text


async def test_what_is_picked_is_what_the_orderer_reads(feedback: Running, over: httpx.AsyncClient) -> None:
    assert "Kallio, ryhmä 2" in (await over.get("/feedback/closings")).text
    told = (await over.get(HERE, headers=JSON)).json()
    assert told["areas"] == [
        {"name": "Työnjako", "sessions": 2},
        {"name": "Palaute", "sessions": 1},
        {"name": "Kuormitus", "sessions": 0},
    ]
    done = await over.post(HERE, data={"handled": ["Palaute", "Työnjako"], "onwards": ["Kuormitus"]})
    assert done.status_code == 303
    assert "Tilaaja näkee sen nyt" in (await over.get(done.headers["location"])).text
    report = await as_seen_by(feedback, ORDERER, "/feedback/reports/kallio")
    assert "<dd>Työnjako, Palaute</dd>" in report
    assert "<dd>Kuormitus</dd>" in report
    assert "Sovituista tapaamisista on pidetty 2/5." in report
    assert "2 / 2" in report
    alone = await as_seen_by(feedback, ORDERER, "/feedback/reports/kallio?process=process")
    assert "Kallio, ryhmä 2" in alone
    runtime, http, _ = feedback
    token = {"Authorization": f"Bearer {runtime.settings.coordinator_token.get_secret_value()}", **JSON}
    api = (await http.get("/feedback/api/reports?organisation=Kallion koulu", headers=token)).json()
    (process,) = api["processes"]
    assert process["supervisor_says"] == {"handled": ["Työnjako", "Palaute"], "onwards": ["Kuormitus"]}
    assert (process["sessions"]["held"], process["themes"]["Työnjako"]) == (2, 2)


SENT: tuple[dict[str, Any], ...] = (
    {"handled": [SECRET]},
    {"handled": ["Työnjako"], "onwards": [SECRET]},
    {"handled": ["Työnjako " + SECRET]},
    {"handled": []},
    {"handled": SECRET},
    {"handled": [{"Työnjako": SECRET}]},
    {"handled": 5},
)


@pytest.mark.parametrize("sent", SENT, ids=str)
async def test_nothing_that_is_not_on_the_list_is_taken(
    feedback: Running, over: httpx.AsyncClient, sent: dict[str, Any]
) -> None:
    runtime, _, _ = feedback
    assert (await over.post(HERE, json=sent, headers=JSON)).status_code == 422
    as_form = {name: value for name, value in sent.items() if isinstance(value, list | str)}
    if all(isinstance(each, str) for value in as_form.values() for each in value):
        assert (await over.post(HERE, data=as_form)).status_code == 422
    assert (await dump(runtime))["closings"] == [] if "closings" in await dump(runtime) else True


async def test_there_is_no_place_for_words_in_schema_database_or_page(
    feedback: Running, over: httpx.AsyncClient
) -> None:
    runtime, _, _ = feedback
    fields = {name: field.annotation for name, field in Closing.model_fields.items()}
    assert set(fields) == {"process", "handled", "onwards", "given_at"}
    assert all(get_args(fields[name])[-1] is Ellipsis for name in ("handled", "onwards"))
    page = (await over.get(HERE)).text
    assert "<textarea" not in page
    assert 'type="text"' not in page
    inputs = [each.split(">")[0] for each in page.split("<input")[1:]]
    assert inputs
    assert all('type="checkbox"' in each for each in inputs)
    more = {"handled": ["Työnjako"], "words": SECRET, "note": SECRET, "process": SECRET}
    assert (await over.post(HERE, data=more)).status_code == 303
    assert (await over.post(HERE, json={**more, "handled": ["Palaute"]}, headers=JSON)).status_code == 200
    kept = await dump(runtime)
    assert SECRET not in json.dumps(kept, default=str, ensure_ascii=False)
    (closing,) = kept["closings"]
    assert words_of(closing) == {"process", "Palaute"}
    assert SECRET not in await as_seen_by(feedback, ORDERER, "/feedback/reports/kallio")


async def test_it_is_given_at_the_end_by_who_led_it(feedback: Running, over: httpx.AsyncClient) -> None:
    runtime, _, _ = feedback
    await heard(runtime, contract(process_id="other", title="Toinen"))
    assert (await over.get("/feedback/closings/other")).status_code == 409
    assert (await over.post("/feedback/closings/other", data={"handled": "Työnjako"})).status_code == 409
    over.cookies.clear()
    over.cookies.set(*parts.signed_in(runtime.settings, MIKAEL))
    assert (await over.get(HERE)).status_code == 404
    assert (await over.post(HERE, data={"handled": "Työnjako"})).status_code == 404
    assert (await over.get("/feedback/closings/none")).status_code == 404


async def test_the_orderer_is_told_once_and_not_what(feedback: Running, over: httpx.AsyncClient) -> None:
    runtime, _, _ = feedback
    said: list[str] = []

    async def give(unit: Unit) -> None:
        for sent in ({"handled": ["Palaute"]}, {"handled": ["Työnjako"]}):
            await handlers.give(unit, "process", "aino", "aino@verkosto.example", sent)
        said.extend(message.body.decode() for row in unit.rows for message in row.messages)
        unit.rows.clear()

    await runtime.run(give)
    (told,) = said
    assert "/feedback/reports/kallio?process=process" in told
    assert "Palaute" not in told + "".join(said)


NAMES = st.text(min_size=1, max_size=8)


@given(st.lists(NAMES, unique=True, max_size=6), st.lists(NAMES, max_size=6), st.lists(NAMES, max_size=6))
def test_what_comes_out_stood_on_the_list(there: list[str], handled: list[str], onwards: list[str]) -> None:
    areas = [ThemeArea(name, 0) for name in there]
    try:
        made = picked(areas, {"handled": handled, "onwards": onwards})
    except NotOnTheListError:
        assert not handled or not set(handled) | set(onwards) <= set(there)
    else:
        assert set(made[0]) | set(made[1]) <= set(there)
        assert made[0]
