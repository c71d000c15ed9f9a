"""A client's words are public with their written consent, and gone the moment it ends."""

import json
import re
from datetime import timedelta
from typing import Any, get_args

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feedback.references import consent, handlers
from services.feedback.references.model import Consenter, NotPossibleError, Place, Reference, ReferenceState
from services.feedback.references.store import References
from shared.messages.booking import PersonErased
from shared.people.person import Person
from tests import parts
from tests.feedback.answers.test_answers import dump
from tests.feedback.asked import Running, heard
from tests.notifications import build

COORDINATOR = Person(email="koordinaattori@example.org", name="", coordinator=True)
SUPERVISOR = Person(email="aino@verkosto.example", name="Aino", supervisor="aino")
HERE = "/feedback/consents"
JSON = {"Accept": "application/json"}
QUOTE = "Saimme työnohjauksesta <b>uutta</b> voimaa."
SAID_BY = "Lastensuojelun esihenkilö, Raisio"


def form(running: Running, **changes: Any) -> dict[str, Any]:
    _, _, weeks = running
    return {
        "quote": QUOTE,
        "said_by": SAID_BY,
        "where": ["web", "print"],
        "until": (weeks.now + timedelta(days=400)).date().isoformat(),
        "name": "Maria Koskela",
        "email": "maria@raisio.example",
        "language": "fi",
        **changes,
    }


@pytest.fixture
async def desk(feedback: Running) -> httpx.AsyncClient:
    """The coordinator's."""
    runtime, http, _ = feedback
    http.cookies.set(*parts.signed_in(runtime.settings, COORDINATOR))
    return http


async def asked(feedback: Running, desk: httpx.AsyncClient, **changes: Any) -> tuple[str, str]:
    """A consent is asked for: the reference's id, and the link that is mailed."""
    runtime, _, _ = feedback
    sent = await desk.post(HERE, data=form(feedback, **changes))
    assert sent.status_code == 303, sent.text
    reference_id = sent.headers["location"].rpartition("/")[2].partition("?")[0]
    found = await References(runtime.tx).find(reference_id)
    assert found is not None
    return reference_id, handlers.consent_link(runtime.settings, found)


async def everywhere(http: httpx.AsyncClient, reference_id: str) -> list[httpx.Response]:
    """Everything that everybody may read of a reference."""
    paths = ("", f"/{reference_id}", "/feed.json")
    return [await http.get(f"/feedback/references{path}") for path in paths]


async def test_nothing_is_public_before_it_is_consented_to_and_everything_is_gone_when_withdrawn(
    feedback: Running, desk: httpx.AsyncClient
) -> None:
    runtime, http, _ = feedback
    reference_id, link = await asked(feedback, desk)
    http.cookies.clear()
    before = await everywhere(http, reference_id)
    assert all("voimaa" not in each.text for each in before)
    assert [each.status_code for each in before] == [200, 404, 200]
    page = (await http.get(link)).text
    assert "Saammeko näyttää sanasi?" in page
    assert "&lt;b&gt;uutta&lt;/b&gt;" in page
    assert (await http.post(link, data={"answer": "consent", "name": " "})).status_code == 422
    assert "Olet suostunut" in (await http.post(link, data={"answer": "consent", "name": "Maria Koskela"})).text
    shown = await everywhere(http, reference_id)
    assert all("voimaa" in each.text and each.headers["cache-control"] == "no-store" for each in shown)
    assert 'itemtype="https://schema.org/Review"' in shown[1].text
    assert 'itemprop="reviewBody"' in shown[1].text
    assert "Maria Koskela" not in "".join(each.text for each in shown)
    assert shown[2].json()["items"][0]["authors"] == [{"name": SAID_BY}]
    assert "Sanojasi ei näytetä" in (await http.post(link, data={"answer": "withdraw"})).text
    assert "voimaa" not in (await http.get(link)).text
    gone = await everywhere(http, reference_id)
    assert [each.status_code for each in gone] == [200, 410, 200]
    assert all("voimaa" not in each.text and each.headers["cache-control"] == "no-store" for each in gone)
    assert gone[1].headers["x-robots-tag"] == "noindex"
    assert (await http.post(link, data={"answer": "consent", "name": "Maria"})).status_code == 409
    http.cookies.set(*parts.signed_in(runtime.settings, COORDINATOR))
    kept = (await desk.get(f"{HERE}/{reference_id}")).text
    assert "suostuttu: Maria Koskela" in kept
    assert kept.index("pyydetty") < kept.index("suostuttu:") < kept.index("peruttu")


async def test_who_is_asked_is_mailed_a_link_without_the_words_and_the_coordinator_hears_of_the_end(
    feedback: Running, desk: httpx.AsyncClient
) -> None:
    runtime, _, _ = feedback
    _, link = await asked(feedback, desk)
    await desk.post(link, data={"answer": "consent", "name": "Maria Koskela"})
    await desk.post(link, data={"answer": "withdraw"})
    audit = json.dumps((await dump(runtime)).get("audit", []), default=str)
    assert "voimaa" not in audit
    said: list[str] = []

    async def again(unit: Any) -> None:
        from services.feedback.references.schemas import NewReference  # noqa: PLC0415

        made = await handlers.propose(unit, NewReference.model_validate(form(feedback)), "x")
        given = await handlers.answer(unit, handlers._token(unit.settings, made.id), "given", "Maria")
        await handlers.withdraw(unit, given.id, "x")
        said.extend(message.body.decode() for row in unit.rows for message in row.messages)
        unit.rows.clear()

    await runtime.run(again)
    assert len(said) == 2
    assert "voimaa" not in "".join(said)
    assert '"elsewhere":["print"]' in said[1]


async def test_its_day_ends_it_and_the_coordinator_takes_it_down(feedback: Running, desk: httpx.AsyncClient) -> None:
    _, http, weeks = feedback
    first, link = await asked(feedback, desk)
    second, other = await asked(feedback, desk, quote="Toiset sanat voimaa")
    for each in (link, other):
        await desk.post(each, json={"answer": "consent", "name": "Maria"}, headers=JSON)
    assert (await desk.post(f"{HERE}/{second}/withdraw")).status_code == 303
    assert (await desk.post(f"{HERE}/{second}/withdraw")).status_code == 409
    assert "Toiset" not in (await http.get("/feedback/references")).text
    assert "voimaa" in (await http.get("/feedback/references")).text
    weeks.now += timedelta(days=402)
    assert [each.status_code for each in await everywhere(http, first)] == [200, 410, 200]
    assert "voimaa" not in (await http.get("/feedback/references")).text


async def test_who_is_forgotten_takes_their_words_with_them(feedback: Running, desk: httpx.AsyncClient) -> None:
    runtime, http, _ = feedback
    reference_id, link = await asked(feedback, desk)
    await desk.post(link, data={"answer": "consent", "name": "Maria Koskela"})
    await heard(runtime, PersonErased(email="maria@raisio.example", name="", supervisor=None, erased_at=build.NOW))
    kept = json.dumps((await dump(runtime))["references"], default=str, ensure_ascii=False)
    assert "Maria" not in kept
    assert "voimaa" not in kept
    assert [each.status_code for each in await everywhere(http, reference_id)] == [200, 410, 200]
    assert (await http.get(link)).status_code == 404
    assert (await desk.get(f"{HERE}/{reference_id}")).status_code == 200
    assert (await desk.get(HERE)).status_code == 200


async def test_declined_is_declined(feedback: Running, desk: httpx.AsyncClient) -> None:
    _, http, _ = feedback
    reference_id, link = await asked(feedback, desk)
    assert (await http.post(link, json={"answer": "decline"}, headers=JSON)).json()["state"] == "declined"
    again = await http.post(link, json={"answer": "consent", "name": "Maria"}, headers=JSON)
    assert again.status_code == 409
    assert (await http.get(f"/feedback/references/{reference_id}")).status_code == 404
    bodies: tuple[Any, ...] = ({}, {"answer": "yes"}, [], {"answer": "consent"})
    for wrong in bodies:
        assert (await http.post(link, json=wrong, headers=JSON)).status_code == 422
    assert (await http.get("/feedback/references/consent/guess")).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [{"quote": " "}, {"where": ["moon"]}, {"until": "2020-01-01"}, {"email": "maria"}, {"language": "de"}],
    ids=str,
)
async def test_what_is_missing_is_said_and_what_was_typed_stays(
    feedback: Running, desk: httpx.AsyncClient, changes: dict[str, Any]
) -> None:
    refused = await desk.post(HERE, data=form(feedback, **changes))
    assert refused.status_code == 422
    assert SAID_BY in refused.text
    (field,) = changes
    assert re.search(f'id="error-{field}"', refused.text)


async def test_programs_do_the_same_and_nobody_else(feedback: Running, desk: httpx.AsyncClient) -> None:
    runtime, http, _ = feedback
    http.cookies.clear()
    token = {"Authorization": f"Bearer {runtime.settings.coordinator_token.get_secret_value()}", **JSON}
    made = (await http.post("/feedback/api/references", json=form(feedback), headers=token)).json()
    assert made["state"] == "asked"
    past = await http.post("/feedback/api/references", json=form(feedback, until="2020-01-01"), headers=token)
    assert (past.status_code, list(past.json()["fields"])) == (422, ["until"])
    gone = await http.post(f"/feedback/api/references/{made['id']}/withdraw", headers=token)
    assert [each["what"] for each in gone.json()["history"]] == ["asked", "withdrawn"]
    assert (await http.post(f"/feedback/api/references/{made['id']}/withdraw", headers=token)).status_code == 409
    assert len((await http.get("/feedback/api/references", headers=token)).json()["references"]) == 1
    assert (await http.get("/feedback/api/references")).status_code == 401
    http.cookies.set(*parts.signed_in(runtime.settings, SUPERVISOR))
    assert (await http.get(HERE)).status_code == 403
    assert (await http.post(HERE, data=form(feedback))).status_code == 403


STATES = st.sampled_from(get_args(ReferenceState))
PLACES = st.lists(st.sampled_from(get_args(Place)), min_size=1).map(tuple)


@given(st.lists(STATES, max_size=6), PLACES, st.integers(-3, 3), st.sampled_from(["kept", "erased"]))
def test_what_is_public_was_consented_to_and_not_withdrawn(
    steps: list[ReferenceState], where: tuple[Place, ...], days: int, became: str
) -> None:
    who = Consenter(name="Maria", email="maria@raisio.example", language="fi")
    until = build.NOW + timedelta(days=days)
    made: Reference = consent.proposed("r", "k", "Sanat", "Maria", where, until, who, build.NOW)
    for state in steps:
        try:
            made = made.transition(state, build.NOW)
        except NotPossibleError:
            continue
    if became == "erased":
        made = made.model_copy(update={"quote": "", "said_by": "", "history": ()})
    history = [event.what for event in made.history]
    if consent.is_public(made, build.NOW):
        assert history == ["asked", "given"]
        assert "web" in where
        assert days > 0
        assert became == "kept"
        assert consent.was_public(made)
    assert became == "kept" or not consent.is_public(made, build.NOW)
