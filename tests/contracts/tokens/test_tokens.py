"""API tokens of organisations' systems: shown once, kept as a digest, good for what they are for and for their own."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from shared.clock import utc_now
from shared.messages.contracts import DebriefingRequested
from shared.people.person import Person
from shared.tokens import digest
from tests.contracts.build import request
from tests.contracts.conftest import Office
from tests.contracts.debriefings.test_mine import MAIJA, made_known

ULLA = Person(email="koordinaattori@example.org", name="Ulla", coordinator=True)
BOTH = ("debriefings:ask", "debriefings:read")
API = "/contracts/api/debriefings"


@pytest.fixture
async def maija(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    async with office.browser(MAIJA) as browser:
        yield browser


@pytest.fixture
async def school(office: Office) -> str:
    return await made_known(office, "Liedon koulu", MAIJA.email)


async def make(
    browser: httpx.AsyncClient, organisation: str, name: str = "HR", scopes: tuple[str, ...] = BOTH, whose: str = "mine"
) -> str:
    """A new token, as the page shows it."""
    answer = await browser.post(f"/contracts/{whose}/{organisation}/tokens", data={"name": name, "scopes": [*scopes]})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return "rinnalla_" + answer.text.split(">rinnalla_")[1].split("<")[0]


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_a_token_is_shown_once_and_only_its_digest_is_kept(
    office: Office, maija: httpx.AsyncClient, school: str
) -> None:
    token = await make(maija, school)
    page = (await maija.get(f"/contracts/mine/{school}/tokens")).text
    assert "HR" in page
    assert token not in page
    stored = [
        repr(await office.database[name].find().to_list(None)) for name in await office.database.list_collection_names()
    ]
    assert token.removeprefix("rinnalla_") not in "".join(stored)
    assert await office.database["tokens"].count_documents({"_id": digest(token)}) == 1


async def test_what_a_token_asks_for_is_verified_and_its_organisation_s_whatever_name_is_sent(
    office: Office, maija: httpx.AsyncClient, school: str
) -> None:
    token = await make(maija, school, scopes=BOTH[:1])
    answer = await office.ask(bearing(token), organisation="Loimaan koulu", contact__email="hr@else.example")
    assert answer.status_code == 202
    heard = await office.said(DebriefingRequested, "booking")
    assert (heard["verified"], heard["organisation"]) == (True, "Liedon koulu")
    assert httpx.URL(answer.json()["status_url"]).path in (await maija.get("/contracts/mine")).text


async def test_a_token_reads_its_own_organisation_s_debriefings_with_their_state(
    office: Office, maija: httpx.AsyncClient, school: str
) -> None:
    await made_known(office, "Loimaan koulu", "olli@loimaa.example")
    await office.confirmed(organisation="Loimaan koulu", contact__email="olli@loimaa.example")
    first, path = await office.confirmed(contact__email=MAIJA.email)
    second, _ = await office.confirmed(contact__email=MAIJA.email)
    await office.http.post(f"{path}/withdraw")
    token = await make(maija, school)
    told = (await office.http.get(API, headers=bearing(token))).json()
    assert [(each["id"], each["state"]) for each in told] == [(second, "searching"), (first, "withdrawn")]
    earlier = await office.http.get(API, headers=bearing(token), params={"before": told[0]["requested_at"]})
    assert [each["id"] for each in earlier.json()] == [first]
    assert [each["id"] for each in (await maija.get(API)).json()] == [second, first]


async def test_a_token_does_only_what_it_is_for(office: Office, maija: httpx.AsyncClient, school: str) -> None:
    asks, reads = await make(maija, school, "A1", BOTH[:1]), await make(maija, school, "B1", BOTH[1:])
    assert (await office.http.get(API, headers=bearing(asks))).status_code == 403
    refused = await office.ask(bearing(reads))
    assert refused.status_code == 403
    assert refused.json()["error"]
    assert await office.database["debriefings"].count_documents({}) == 0


async def test_a_token_that_is_none_is_refused_and_never_taken_for_just_anybody_s(office: Office) -> None:
    for token in ("rinnalla_nothing", "x", "rinnalla_" + "a" * 500):
        answer = await office.ask(bearing(token))
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert await office.database["debriefings"].count_documents({}) == 0
    assert (await office.ask({"Authorization": "Basic eDp5"})).status_code == 202


async def test_a_revoked_token_opens_nothing_from_that_moment_on(
    office: Office, maija: httpx.AsyncClient, school: str
) -> None:
    token = await make(maija, school)
    assert (await office.http.get(API, headers=bearing(token))).status_code == 200
    revoke = f"/contracts/mine/{school}/tokens/{digest(token)}/revoke"
    assert (await maija.post(revoke)).status_code == 303
    assert (await office.http.get(API, headers=bearing(token))).status_code == 401
    assert (await maija.post(revoke)).status_code == 404


async def test_the_day_of_the_last_use_is_kept_and_no_more(
    office: Office, maija: httpx.AsyncClient, school: str
) -> None:
    token = await make(maija, school)
    assert "ei vielä käytetty" in (await maija.get(f"/contracts/mine/{school}/tokens")).text
    await asyncio.gather(*(office.http.get(API, headers=bearing(token)) for _ in range(5)))
    kept = await office.database["tokens"].find_one({"_id": digest(token)})
    assert kept is not None
    local = kept["used"].astimezone(office.desk.settings.zone)
    assert (local.hour, local.minute, local.second) == (0, 0, 0)
    assert timedelta(0) <= utc_now() - kept["used"] <= timedelta(hours=25)
    assert "käytetty viimeksi" in (await maija.get(f"/contracts/mine/{school}/tokens")).text


async def test_another_organisation_s_tokens_are_as_if_they_were_not_there(
    office: Office, maija: httpx.AsyncClient, school: str
) -> None:
    other = await made_known(office, "Loimaan koulu", "olli@loimaa.example")
    async with office.browser(ULLA) as ulla:
        token = await make(ulla, other, whose="organisations")
        assert (await maija.get(f"/contracts/mine/{other}/tokens")).status_code == 404
        assert (await maija.post(f"/contracts/mine/{other}/tokens", data={"name": "x"})).status_code == 404
        for organisation in (other, school):
            revoke = f"/contracts/mine/{organisation}/tokens/{digest(token)}/revoke"
            assert (await maija.post(revoke)).status_code == 404
        assert (await office.http.get(API, headers=bearing(token))).status_code == 200
        assert (await ulla.post(f"/contracts/organisations/{other}/tokens/{digest(token)}/revoke")).status_code == 303
    assert (await office.http.get(API, headers=bearing(token))).status_code == 401


async def test_making_and_revoking_are_written_down(office: Office, maija: httpx.AsyncClient, school: str) -> None:
    token = await make(maija, school)
    await maija.post(f"/contracts/mine/{school}/tokens/{digest(token)}/revoke")
    rows = await office.database["audit"].find({"who": MAIJA.email}).to_list(None)
    assert [(row["what"], row["about"]) for row in rows] == [
        ("Made an API token", "Liedon koulu"),
        ("Revoked an API token", "Liedon koulu"),
    ]
    assert token not in repr(rows)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"name": "", "scopes": ["debriefings:ask"]}, "name"),
        ({"name": "hr", "scopes": ["debriefings:ask"]}, "name"),
        ({"name": "Toinen"}, "scopes"),
        ({"name": "Toinen", "scopes": ["everything"]}, "scopes"),
    ],
)
async def test_a_token_with_something_wrong_is_not_made(
    office: Office, maija: httpx.AsyncClient, school: str, form: dict[str, list[str]], field: str
) -> None:
    await make(maija, school)
    answer = await maija.post(f"/contracts/mine/{school}/tokens", data=form)
    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    assert await office.database["tokens"].count_documents({}) == 1


async def test_two_organisations_may_use_the_same_idempotency_key(
    office: Office, maija: httpx.AsyncClient, school: str
) -> None:
    other = await made_known(office, "Loimaan koulu", MAIJA.email)
    tokens = [await make(maija, school), await make(maija, other)]
    body = request(utc_now())
    answers = [
        await office.http.post(API, json=body, headers={**bearing(token), "Idempotency-Key": "1"})
        for token in [*tokens, *tokens]
    ]
    ids = [answer.json()["id"] for answer in answers]
    assert ids[:2] == ids[2:]
    assert ids[0] != ids[1]


async def test_programs_with_a_token_are_not_counted_by_address(
    office: Office, maija: httpx.AsyncClient, school: str
) -> None:
    token = await make(maija, school)
    answers = [await office.ask(bearing(token), participants=0) for _ in range(22)]
    assert {answer.status_code for answer in answers} == {422}


async def test_the_network_s_tools_have_tokens_for_organisations_and_for_nothing_else(office: Office) -> None:
    row = {"name": "Loimaan koulu", "emails": ["olli@loimaa.example"]}
    path = "/contracts/api/organisations"
    async with office.browser(ULLA) as ulla:
        form = {"name": "CRM", "scopes": ["organisations:write", "debriefings:ask"]}
        page = await ulla.post("/contracts/tokens", data=form)
        token = "rinnalla_" + page.text.split(">rinnalla_")[1].split("<")[0]
        assert (await office.http.post(path, json=row, headers=bearing(token))).status_code == 201
        assert (await office.http.get(path, headers=bearing(token))).status_code == 403
        assert (await office.ask(bearing(token))).status_code == 403
        assert "API: CRM" in (await ulla.get("/contracts/audit")).text
        assert (await ulla.post(f"/contracts/tokens/{digest(token)}/revoke")).status_code == 303
    assert (await office.http.post(path, json=row, headers=bearing(token))).status_code == 401


async def test_an_organisation_s_token_is_never_for_the_network_s_data(
    office: Office, maija: httpx.AsyncClient, school: str
) -> None:
    form = {"name": "HR", "scopes": ["organisations:write"]}
    assert (await maija.post(f"/contracts/mine/{school}/tokens", data=form)).status_code == 422
    assert (await maija.post("/contracts/tokens", data=form)).status_code == 403
    assert await office.database["tokens"].count_documents({}) == 0
