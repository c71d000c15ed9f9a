"""The network's own questionnaires: made on a page, never changed once asked, and never added up with other words."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feedback.questionnaires import drafting
from services.feedback.questionnaires.drafting import Draft, DraftItem, Said, UnfinishedError
from services.feedback.questionnaires.library import newest
from services.feedback.questionnaires.schemas import typed
from services.feedback.questionnaires.store import Questionnaires
from services.feedback.rounds.store import Rounds
from shared.people.person import Person
from tests import parts
from tests.feedback.asked import Running, cells, closed, heard, links, opened, people
from tests.feedback.rounds.test_rounds import SESSION, marked
from tests.notifications import build

COORDINATOR = Person(email="koordinaattori@example.org", name="", coordinator=True)
SUPERVISOR = Person(email="aino@verkosto.example", name="Aino", supervisor="aino")
HERE = "/feedback/questionnaires"
JSON = {"Accept": "application/json"}
WHOLE = {"title-fi": "Omamme", "title-sv": "Vår egen", "title-en": "Our own", "rights": "yes"}


def three(name: str, text: str) -> dict[str, str]:
    return {f"{name}-{language}": f"{text} {language}" for language in ("fi", "sv", "en")}


@pytest.fixture
async def desk(feedback: Running) -> httpx.AsyncClient:
    """The coordinator's."""
    runtime, http, _ = feedback
    http.cookies.set(*parts.signed_in(runtime.settings, COORDINATOR))
    return http


async def begun(desk: httpx.AsyncClient, occasion: str, *, copy: bool = False) -> str:
    sent = await desk.post(HERE, data={"occasion": occasion, **({"from_asked": "yes"} if copy else {})})
    return str(sent.headers["location"])


async def test_one_is_made_on_the_page_and_asked_from_the_next_round_on(
    feedback: Running, desk: httpx.AsyncClient
) -> None:
    runtime, _, _ = feedback
    page = await begun(desk, "pulse")
    await desk.post(page, data={**WHOLE, "do": "add-scale"})
    await desk.post(page, data={**three("item-0-text", "Jaksoin"), "do": "add-choices"})
    lines = {f"item-1-options-{language}": f"Yksi {language}\n\nKaksi {language}\n" for language in ("fi", "sv", "en")}
    await desk.post(page, data={**three("item-1-text", "Valitse"), **lines, "do": "up-1"})
    before = await opened(runtime, "pulse", people(1))
    used = await desk.post(page, data={**WHOLE, "do": "use"})
    assert used.headers["location"] == f"{HERE}?used=1"
    await heard(runtime, build.scheduled())
    await heard(runtime, marked())
    round_ = await Rounds(runtime.tx).round(f"pulse:{SESSION}")
    assert round_ is not None
    assert round_.questionnaire.startswith("own-")
    (link,) = await links(runtime, round_)
    asked = (await desk.get(link, headers={**JSON, "Accept-Language": "sv"})).json()["questionnaire"]
    assert asked["title"] == "Vår egen"
    assert [each["text"] for each in asked["items"]] == ["Valitse sv", "Jaksoin sv"]
    assert list(asked["items"][0]["options"].values()) == ["Yksi sv", "Kaksi sv"]
    (old,) = await links(runtime, before)
    assert "Minua kuunneltiin" in (await desk.get(old)).text


async def test_figures_of_an_own_one_are_shown_and_the_original_can_be_asked_again(
    feedback: Running, desk: httpx.AsyncClient
) -> None:
    runtime, _, _ = feedback
    page = await begun(desk, "evaluation", copy=True)
    await desk.post(page, data={**WHOLE, "do": "use"})
    own = await Questionnaires(runtime.tx).asked_on("evaluation")
    round_ = await opened(runtime, "evaluation", people(5), questionnaire=own.id, supervisors=("aino",))
    for n, link in enumerate(await links(runtime, round_)):
        await desk.post(link, data={own.items[0].id: str(1 + n), "words": f"Sana {n}"})
    (cell,) = await cells(runtime)
    assert cell.questionnaire == own.id
    report = (await desk.get("/feedback/reports/network")).text
    assert "Omamme" in report
    assert "Ohjelman mukana tullut" not in (await desk.get(HERE)).text.split("Prosessin aikana")[1].split("</li>")[0]
    await desk.post(f"{HERE}/occasions/evaluation")
    assert (await Questionnaires(runtime.tx).asked_on("evaluation")).id == newest("evaluation").id
    assert "Omamme" in (await desk.get("/feedback/reports/network")).text


async def test_a_version_that_was_asked_never_changes(feedback: Running, desk: httpx.AsyncClient) -> None:
    runtime, _, _ = feedback
    page = await begun(desk, "pulse", copy=True)
    await desk.post(page, data={**WHOLE, "do": "use"})
    first = await Questionnaires(runtime.tx).asked_on("pulse")
    round_ = await opened(runtime, "pulse", people(2), questionnaire=first.id)
    await desk.post(page, data={**three("item-1-text", "Muu väite"), "do": "save"})
    assert (await Questionnaires(runtime.tx).asked_on("pulse")) == first
    await desk.post(page, data={**WHOLE, "do": "use"})
    second = await Questionnaires(runtime.tx).asked_on("pulse")
    assert (await Questionnaires(runtime.tx).one(first.id)) == first
    assert (first.version, second.version) == (1, 2)
    assert first.items[0] == second.items[0]
    assert first.items[1].id != second.items[1].id
    (link, _) = await links(runtime, round_)
    assert "Muu väite" not in (await desk.get(link)).text
    await closed(runtime, round_)


@pytest.mark.parametrize(
    ("occasion", "sent", "says"),
    [
        ("pulse", {}, "Lisää ainakin yksi kohta"),
        ("evaluation", {"add": "add-scale"}, "Kirjoita suomeksi, ruotsiksi ja englanniksi"),
        ("evaluation", {"add": "add-choices"}, "2–15 vaihtoehtoa"),
        ("pulse", {"add": "add-text"}, "ei kysytä omin sanoin"),
    ],
)
async def test_what_is_not_finished_is_said_and_nobody_is_asked_by_it(
    feedback: Running, desk: httpx.AsyncClient, occasion: str, sent: dict[str, str], says: str
) -> None:
    runtime, _, _ = feedback
    page = await begun(desk, occasion)
    if sent:
        await desk.post(page, data={"do": sent["add"]})
    refused = await desk.post(page, data={**WHOLE, "do": "use"})
    assert (refused.status_code, says in refused.text) == (422, True)
    assert (await Questionnaires(runtime.tx).asked_on(occasion)).id == newest(occasion).id
    without = await desk.post(page, data={**WHOLE, "rights": "", "do": "use"})
    assert without.status_code == 422


async def test_it_is_said_whose_words_they_are_before_it_is_asked(desk: httpx.AsyncClient) -> None:
    page = await begun(desk, "pulse", copy=True)
    refused = await desk.post(page, data={"title-fi": "Omamme", "do": "use"})
    assert (refused.status_code, "omianne" in refused.text) == (422, True)
    assert 'value="Omamme"' in (await desk.get(page)).text


async def test_the_preview_shows_what_is_typed_and_keeps_nothing(feedback: Running, desk: httpx.AsyncClient) -> None:
    page = await begun(desk, "benefit", copy=True)
    script = "<script>alert(1)</script>"
    form = {"title-sv": "Ny rubrik", "item-0-text-sv": script, "shown": "sv"}
    seen = (await desk.post(f"{page}/preview", data=form)).text
    assert "Ny rubrik" in seen
    assert script not in seen
    assert "&lt;script&gt;" in seen
    assert "Kollegialt stöd" in seen
    assert "Ny rubrik" not in (await desk.get(page)).text


async def test_a_licensed_scale_comes_in_by_the_api_and_is_whole_or_refused(
    feedback: Running, desk: httpx.AsyncClient
) -> None:
    runtime, http, _ = feedback
    http.cookies.clear()
    token = {"Authorization": f"Bearer {runtime.settings.coordinator_token.get_secret_value()}", **JSON}
    words = {"fi": "Väite", "sv": "Påstående", "en": "Statement"}
    body: dict[str, Any] = {"occasion": "evaluation", "title": words, "items": [{"kind": "scale", "text": words}]}
    made = (await http.post("/feedback/api/questionnaires", json=body, headers=token)).json()
    used = await http.post(f"/feedback/api/questionnaires/{made['id']}/use", headers=token)
    assert used.json() == {"questionnaire": f"own-{made['id']}@1", "occasion": "evaluation"}
    told = (await http.get("/feedback/api/questionnaires", headers=token)).json()
    assert told["asked"]["evaluation"]["title"] == words
    body["items"][0]["kind"] = "choices"
    unfinished = (await http.post("/feedback/api/questionnaires", json=body, headers=token)).json()
    refused = await http.post(f"/feedback/api/questionnaires/{unfinished['id']}/use", headers=token)
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["item-0-options"])
    for wrong in ({}, {**body, "occasion": "follow_up"}, {**body, "title": {"fi": "x"}}):
        assert (await http.post("/feedback/api/questionnaires", json=wrong, headers=token)).status_code == 422
    assert (await http.post("/feedback/api/questionnaires", json=body)).status_code == 401
    assert (await http.post("/feedback/api/questionnaires/none/use", headers=token)).status_code == 404


async def test_only_the_coordinator_makes_them(feedback: Running, desk: httpx.AsyncClient) -> None:
    runtime, http, _ = feedback
    page = await begun(desk, "pulse")
    assert (await desk.post(page, data={"do": "drop"})).status_code == 303
    assert (await desk.get(page)).status_code == 404
    assert (await desk.post(f"{HERE}/occasions/follow_up")).status_code == 404
    assert (await desk.post(HERE, data={"occasion": "follow_up"})).status_code == 422
    http.cookies.clear()
    http.cookies.set(*parts.signed_in(runtime.settings, SUPERVISOR))
    assert (await http.get(HERE)).status_code == 403
    assert (await http.post(HERE, data={"occasion": "pulse"})).status_code == 403


TEXT = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
SAID = st.builds(Said, fi=TEXT, sv=TEXT, en=TEXT)
ITEMS = st.builds(
    DraftItem,
    id=st.integers(0, 10**9).map(lambda n: f"own_{n}"),
    kind=st.sampled_from(["scale", "choices"]),
    text=SAID,
    options=st.lists(SAID, min_size=2, max_size=4).map(tuple),
)
DRAFTS = st.builds(
    Draft,
    id=st.just("d"),
    occasion=st.just("evaluation"),
    title=SAID,
    items=st.lists(ITEMS, min_size=1, max_size=6, unique_by=lambda item: item.id).map(tuple),
)


def ids() -> Any:
    counter = iter(range(10**6))
    return lambda: f"{next(counter):x}-new"


@given(DRAFTS, st.data())
def test_an_item_has_one_wording_for_ever(draft: Draft, data: st.DataObject) -> None:
    new_id = ids()
    first = drafting.version(draft, [], new_id)
    n = data.draw(st.integers(0, len(draft.items) - 1))
    other = draft.items[n].model_copy(update={"text": data.draw(SAID)})
    items = (*draft.items[:n], other, *draft.items[n + 1 :])
    second = drafting.version(draft.model_copy(update={"items": items, "versions": 1}), [first], new_id)
    wordings: dict[str, set[str]] = {}
    for item in (*first.items, *second.items):
        wordings.setdefault(item.id, set()).add(item.model_dump_json())
    assert all(len(each) == 1 for each in wordings.values())
    assert (first.items[n].id == second.items[n].id) == (first.items[n] == second.items[n])


@given(DRAFTS, st.lists(st.sampled_from(["up", "down", "remove", "save", "add", ""]), max_size=6), st.integers(0, 9))
def test_buttons_lose_no_item_but_the_one_removed(draft: Draft, buttons: list[str], n: int) -> None:
    for what in buttons:
        before = {item.id for item in draft.items}
        draft = drafting.changed(draft, f"{what}-{n}", "new")
        after = {item.id for item in draft.items}
        assert before - after == set() or (what == "remove" and len(before - after) == 1)


@given(DRAFTS)
def test_a_form_that_is_sent_as_it_is_changes_nothing(draft: Draft) -> None:
    form: dict[str, str] = {}
    for n, item in enumerate(draft.items):
        for language in ("fi", "sv", "en"):
            form[f"item-{n}-text-{language}"] = getattr(item.text, language)
            form[f"item-{n}-options-{language}"] = "\n".join(getattr(each, language) for each in item.options)
    assert typed(draft, form) == draft


def test_too_many_items_after_a_session_are_too_many() -> None:
    item = DraftItem(id="own_1", kind="scale", text=Said(fi="a", sv="b", en="c"))
    items = tuple(item.model_copy(update={"id": f"own_{n}"}) for n in range(5))
    draft = Draft(id="d", occasion="pulse", title=item.text, items=items)
    with pytest.raises(UnfinishedError):
        drafting.version(draft, [], ids())
    assert drafting.sketch(draft).seconds == 30
    assert timedelta(seconds=drafting.version(draft.model_copy(update={"items": items[:4]}), [], ids()).seconds)
