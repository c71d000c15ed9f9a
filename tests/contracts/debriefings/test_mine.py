"""The page of somebody who orders: their organisations' debriefings, and a form that knows them."""

from collections.abc import AsyncIterator

import httpx
import pytest

from shared.clock import utc_now
from shared.messages.contracts import DebriefingRequested
from shared.people.person import Person
from tests.contracts.conftest import Office

MAIJA = Person(email="maija@koulu.example", name="Maija Salo", organisations=("whichever",))
MINE, NEW = "/contracts/mine", "/contracts/debriefings/new"


async def made_known(office: Office, name: str, *emails: str) -> str:
    """The id of an organisation with these people, who may order."""
    contacts = [{"name": "Maija Salo", "email": each, "language": "fi", "orders": True} for each in emails]
    row = {"name": name, "contacts": contacts}
    assert (
        await office.http.post("/contracts/api/organisations", json=row, headers=office.coordinator)
    ).status_code == 201
    found = await office.database["organisations"].find_one({"name": name})
    assert found is not None
    return str(found["_id"])


@pytest.fixture
async def maija(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    async with office.browser(MAIJA) as browser:
        yield browser


def form(page: str, **changes: str) -> dict[str, str]:
    """What the form holds when it is opened, filled in further."""
    known = {
        "incident.kind": "accident",
        "incident.occurred_at": utc_now().strftime("%Y-%m-%dT00:00"),
        "place.municipality": "Lieto",
        "participants": "5",
        "languages": "fi",
        "contact.phone": "+358 40 123 4567",
    }
    for name in ("key", "organisation", "contact.name", "contact.email"):
        typed = page.split(f'name="{name}"')[1].split(">", maxsplit=1)[0]
        known[name] = typed.split('value="')[1].split('"')[0]
    return known | changes


async def test_only_what_ones_own_organisations_asked_for_is_shown(office: Office, maija: httpx.AsyncClient) -> None:
    await made_known(office, "Liedon koulu", MAIJA.email, "pekka@koulu.example")
    await made_known(office, "Loimaan koulu", "olli@loimaa.example")
    _, own = await office.confirmed(organisation="Liedon koulu", contact__email="pekka@koulu.example", participants=7)
    _, other = await office.confirmed(
        organisation="Loimaan koulu", contact__email="olli@loimaa.example", participants=8
    )
    _, anybodys = await office.confirmed(organisation="Liedon koulu", contact__email="ohikulkija@else.example")
    page = (await maija.get(MINE)).text
    assert own in page
    assert other not in page
    assert anybodys not in page
    assert "Loimaan" not in page


async def test_what_became_of_each_is_told(office: Office, maija: httpx.AsyncClient) -> None:
    await made_known(office, "Liedon koulu", MAIJA.email)
    _, path = await office.confirmed(contact__email=MAIJA.email)
    assert "Etsitään työnohjaajaa" in (await maija.get(MINE)).text
    await office.http.post(f"{path}/withdraw")
    assert "Peruttu" in (await maija.get(MINE)).text


async def test_who_orders_no_more_sees_nothing_from_that_moment_on(office: Office, maija: httpx.AsyncClient) -> None:
    await made_known(office, "Liedon koulu", MAIJA.email)
    _, path = await office.confirmed(contact__email=MAIJA.email)
    assert path in (await maija.get(MINE)).text
    await made_known(office, "Liedon koulu")
    page = await maija.get(MINE)
    assert page.status_code == 200
    assert path not in page.text
    assert "Liedon koulu" not in page.text


async def test_the_form_knows_who_asks_and_is_taken_as_verified(office: Office, maija: httpx.AsyncClient) -> None:
    school = await made_known(office, "Liedon koulu", MAIJA.email)
    page = (await maija.get(NEW, params={"organisation": school})).text
    filled = form(page)
    assert (filled["organisation"], filled["contact.name"]) == ("Liedon koulu", "Maija Salo")
    answer = await maija.post(NEW, data={**filled, "contact.email": "sijainen@koulu.example"})
    assert answer.status_code == 303, answer.text
    heard = await office.said(DebriefingRequested, "booking")
    assert (heard["verified"], heard["contact"]["email"]) == (True, "sijainen@koulu.example")
    assert answer.headers["location"] in (await maija.get(MINE)).text


async def test_who_orders_for_several_chooses_for_whom(office: Office, maija: httpx.AsyncClient) -> None:
    first = await made_known(office, "Liedon koulu", MAIJA.email)
    second = await made_known(office, "Loimaan koulu", MAIJA.email)
    page = (await maija.get(MINE)).text
    assert f"{NEW}?organisation={first}" in page
    assert form((await maija.get(NEW, params={"organisation": second})).text)["organisation"] == "Loimaan koulu"
    assert form((await maija.get(NEW)).text)["organisation"] == ""


async def test_another_s_organisation_is_not_filled_in_and_not_spoken_for(
    office: Office, maija: httpx.AsyncClient
) -> None:
    other = await made_known(office, "Loimaan koulu", "olli@loimaa.example")
    page = (await maija.get(NEW, params={"organisation": other})).text
    assert "Loimaan" not in page
    await maija.post(
        NEW, data=form(page, **{"organisation": "Loimaan koulu", "contact.name": "M", "contact.email": MAIJA.email})
    )
    heard = await office.said(DebriefingRequested, "booking")
    # The address is known to be hers, and the organisation's word it is not.
    assert (heard["verified"], heard["speaks_for_organisation"]) == (True, False)


async def test_earlier_ones_are_a_page_further(office: Office, maija: httpx.AsyncClient) -> None:
    await made_known(office, "Liedon koulu", MAIJA.email)
    paths = []
    for _ in range(27):
        answer = await office.ask(office.coordinator, contact__email=MAIJA.email)
        paths.append(httpx.URL(answer.json()["status_url"]).path)
    first = (await maija.get(MINE)).text
    assert [path in first for path in paths] == [False] * 2 + [True] * 25
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = (await maija.get(following)).text
    assert [path in second for path in paths] == [True] * 2 + [False] * 25
