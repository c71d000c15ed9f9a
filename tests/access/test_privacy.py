"""A person sees all that every service keeps about them, and is erased from all of it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.services import NAMES, table
from shared.people.audit import AUDITED
from shared.people.awaited import AWAITED
from shared.people.person import Person
from shared.people.personal_data import ERASED, DataSubject, without
from tests.abuse.state import quiet
from tests.journeys.story import JSON, Asked, Story
from tests.parts import Network
from tests.patience import until

AINO = Person(email="aino@verkosto.example", name="Aino", supervisor="aino")
MAIJA = "maija@liedonkoulu.example"
TRACES = {
    AINO.email: ("aino@verkosto", '"Aino"', "+35850765"),
    MAIJA: ("maija@liedonkoulu", "Maija Salo", "123 4567"),
}
# Nobody is in these: ids and digests alone, counters, what the whole network chose.
NOBODY = {
    "inbox",
    "keys",
    "outbox",
    "timers",
    "self_checks",
    "signed_out",
    "revisions",
    "network",
    "asked",
    "answers",
    "told_duties",
    "roster",
}
# Sealed, or of at least five people together; `texts` are nobody's by the same promise.
NOBODY |= {
    "rounds",
    "ballots",
    "codes",
    "closings",
    "questionnaires",
    "questionnaire_drafts",
    "occasions",
    "pools",
    "cells",
    "texts",
    "tallies",
    "organisation_names",
}
NOBODY |= {"imported", "network_shown", "swaps", "feeds", "rooms"}
NOBODY |= {
    "process_sessions",
    "migrations",
    "courses",
    "figures",
    "series",
    "things",
    "unconfirmed",
    "blocked",
    "barred_readers",
}


@pytest.fixture
async def story(network: Network) -> Story:
    told = Story(network)
    await told.supervisors("aino", phone="+358 50 765 4321", on_duty=("aino",))
    await told.supervisors("mikael", on_duty=("mikael",))
    return told


async def over(story: Story) -> Asked:
    """A debriefing that Aino has led, some time ago; Mikael was asked too."""
    asked = await story.ask(leaders=1)
    await story.offer("mikael")
    assert (await story.accept("aino")).status_code == 200
    await asked.until_state("confirmed")
    await story.network.inbox.mail(MAIJA, "Vahvistettu", count=2)
    await story.network.inbox.mail("mikael@verkosto.example", "täytetty", count=2)
    await quiet(story.network)
    past = datetime.now(UTC) - timedelta(days=2)
    span = {"start": past, "end": past + timedelta(hours=2)}
    booking = story.network.database("booking")
    await booking["sessions"].update_many({}, {"$set": span})
    await booking["cases"].update_many({}, {"$set": {"slot": span}})
    await booking["duties"].update_many({"supervisor_id": "aino"}, {"$set": {"since": past, "until": past}})
    return asked


async def everything(network: Network) -> dict[str, list[str]]:
    """Each collection's documents as text."""
    found: dict[str, list[str]] = {}
    for service in NAMES:
        database = network.database(service)
        for name in await database.list_collection_names():
            found[f"{service}.{name}"] = [
                json.dumps(each, default=str, ensure_ascii=False) async for each in database[name].find()
            ]
    return found


async def where(network: Network, email: str) -> set[str]:
    """The collections in which there is a trace of somebody."""
    kept = await everything(network)
    return {name for name, rows in kept.items() if any(trace in row for trace in TRACES[email] for row in rows)}


async def test_a_supervisor_is_shown_what_each_service_keeps(story: Story) -> None:
    await over(story)
    async with story.network.browser(AINO) as browser:
        pages = {name: await browser.get(f"/{name}/me/data") for name in NAMES}
        files = {name: (await browser.get(f"/{name}/me/data", headers=JSON)).json() for name in NAMES}
    assert all(page.status_code == 200 for page in pages.values())
    assert "+358507654321" in pages["booking"].text
    assert "Maija" not in pages["booking"].text + pages["contracts"].text
    assert "Mikael" not in pages["booking"].text + json.dumps(files)
    assert files["booking"]["held"]["supervisors"][0]["email"] == [AINO.email]
    assert len(files["booking"]["held"]["cases"][0]["offers.offered_at"]) == 1
    assert files["contracts"]["held"]["news"]
    assert {row["to"][0] for row in files["notifications"]["held"]["letters"]} == {AINO.email}
    assert files["feedback"]["held"] == {}


async def test_an_erased_supervisor_is_nowhere_and_what_was_held_stays(story: Story) -> None:
    asked = await over(story)
    assert await where(story.network, AINO.email)
    async with story.sign_in(AINO.email) as browser:
        assert (await browser.get("/booking/me/erase")).status_code == 200
        assert (await browser.post("/booking/me/erase")).status_code == 200
        assert (await browser.get("/booking/me")).status_code == 303
    await _nowhere(story.network, AINO.email)
    session = await story.network.database("booking")["sessions"].find_one({})
    assert session is not None
    assert session["organisation"] == "Liedon koulu"
    done = await asked.now()
    assert done["confirmed"]["supervisors"] == [ERASED]
    assert (await story.get("/booking/api/cases"))[0]["state"] == "confirmed"


async def test_the_coordinator_erases_who_asked_for_a_debriefing_and_it_is_written_down(story: Story) -> None:
    await over(story)
    coordinator = Person(email=story.network.settings.coordinator_email, name="", coordinator=True)
    async with story.network.browser(coordinator) as browser:
        seen = await browser.post("/contracts/people/data", data={"email": MAIJA.upper()})
        assert "Maija Salo" in seen.text
        assert (await browser.post("/booking/people/erase", data={"email": MAIJA})).status_code == 422
        assert (await browser.post("/booking/people/erase", data={"email": MAIJA, "sure": "yes"})).status_code == 200
        await _nowhere(story.network, MAIJA)
        sealed = await story.network.database("contracts")["debriefings"].count_documents({"sealed": {"$exists": True}})
        assert sealed == 0
        assert "Poisti henkilön tiedot" in (await browser.get("/booking/audit")).text
        assert "Katsoi kaikki" in (await browser.get("/contracts/audit")).text


async def _nowhere(network: Network, email: str) -> None:
    await until(lambda: where(network, email), lambda places: not places, every=0.1)


async def test_nobody_is_erased_while_others_count_on_them(story: Story) -> None:
    async with story.network.browser(AINO) as browser:
        on_call = await browser.post("/booking/me/erase")
        assert on_call.status_code == 409
        assert "päivystysvuoroja" in on_call.text
        asked = await story.ask(leaders=1)
        await story.offer("aino")
        assert (await browser.post("/booking/me/erase")).status_code == 409
        await story.accept("aino")
        await asked.until_state("confirmed")
        led = await browser.post("/booking/me/erase")
        assert led.status_code == 409
        assert "jälkipuinti on kesken" in led.text
    assert await story.network.database("booking")["supervisors"].count_documents({"_id": "aino"}) == 1


async def test_the_coordinator_of_the_settings_stays(story: Story) -> None:
    async with story.sign_in(story.network.settings.coordinator_email) as browser:
        assert (await browser.post("/booking/me/erase")).status_code == 409


async def test_every_collection_is_in_the_tables_or_has_nobody_in_it(story: Story) -> None:
    await over(story)
    async with story.sign_in(AINO.email):
        kept = {
            f"{name}.{each.collection}" for name in NAMES for each in (*table(name).personal_data, AUDITED, AWAITED)
        }
        unknown = {name for name in await everything(story.network) if name.split(".")[1] not in NOBODY} - kept
    assert unknown == set()


DOCUMENTS = st.recursive(
    st.none() | st.integers() | st.sampled_from(["Aino", "AINO@verkosto.example", "Mikael", "aino", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "supervisor_id", "name", "email", "phone", "at"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(DOCUMENTS)
def test_without_somebody_no_address_or_name_of_theirs_is_left_and_again_is_the_same(document: Any) -> None:
    subject = DataSubject(email=AINO.email, name="Aino", supervisor="aino")
    bare = without({"top": document}, subject)
    assert AINO.email not in json.dumps(bare).casefold()
    assert '"name": "Aino"' not in json.dumps(bare)
    assert without(bare, subject) == bare


@given(DOCUMENTS)
def test_others_stay_as_they_are(document: Any) -> None:
    subject = DataSubject(email="sari@verkosto.example", name="Sari", supervisor="sari")
    assert without({"top": document}, subject) == {"top": document}
