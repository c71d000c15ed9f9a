"""The coordinator's pages of organisations: what is typed is kept or said to be wrong, changes are recorded."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from shared.messages.contracts import OrdererAdmitted, OrdererLeft
from shared.people.person import Person
from tests.contracts.conftest import Office

ULLA = Person(email="koordinaattori@example.org", name="Ulla", coordinator=True)
LIST = "/contracts/organisations"
MAIJA = {"name": "Maija Salo", "email": "Maija@Koulu.example", "phone": "", "language": "fi", "orders": "yes"}


@pytest.fixture
async def browser(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    async with office.browser(ULLA) as browser:
        yield browser


async def added(browser: httpx.AsyncClient, name: str = "Liedon koulu", business_id: str = "") -> str:
    """The path of an organisation just made known."""
    answer = await browser.post(f"{LIST}/new", data={"name": name, "business_id": business_id})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def with_maija(browser: httpx.AsyncClient) -> tuple[str, str]:
    """The paths of an organisation and of its contact."""
    path = await added(browser)
    assert (await browser.post(f"{path}/contacts/new", data=MAIJA)).status_code == 303
    page = (await browser.get(path)).text
    return path, f"{path}/contacts/" + page.split(f"{path}/contacts/")[1].split('"')[0]


async def test_an_organisation_is_added_and_stands_in_the_list(browser: httpx.AsyncClient) -> None:
    path = await added(browser, "Liedon koulu", "01120389")
    page = (await browser.get(path)).text
    assert "<h1>Liedon koulu</h1>" in page
    assert "0112038-9" in page
    assert path in (await browser.get(LIST)).text


async def test_an_orderer_is_announced_in_small_letters_and_changed_and_gone_again(
    office: Office, browser: httpx.AsyncClient
) -> None:
    path, contact = await with_maija(browser)
    told = await office.said(OrdererAdmitted, "booking")
    assert told == {
        "email": "maija@koulu.example",
        "name": "Maija Salo",
        "language": "fi",
        "organisation_id": path.rpartition("/")[2],
        "organisation": "Liedon koulu",
        "revision": 2,
    }
    await browser.post(contact, data={**MAIJA, "language": "sv"})
    assert (await office.said(OrdererAdmitted, "booking"))["language"] == "sv"
    await browser.post(contact, data={name: value for name, value in MAIJA.items() if name != "orders"})
    assert (await office.said(OrdererLeft, "booking"))["email"] == "maija@koulu.example"
    assert (await browser.post(f"{contact}/remove")).status_code == 303
    assert await office.silent(OrdererLeft, "booking")
    assert "Maija@" not in (await browser.get(path)).text


async def test_every_change_is_written_down_with_who_and_from_what_to_what(browser: httpx.AsyncClient) -> None:
    path, contact = await with_maija(browser)
    await browser.post(contact, data={**MAIJA, "phone": "+358 40 123 4567"})
    await browser.post(f"{path}/edit", data={"name": "Liedon yhtenäiskoulu", "business_id": ""})
    await browser.post(f"{contact}/remove")
    record = (await browser.get("/contracts/audit")).text.split("<main")[1]
    assert record.count("koordinaattori@example.org") == 5
    assert "Puhelin: – → +358401234567" in record
    assert "Nimi: Liedon koulu → Liedon yhtenäiskoulu" in record
    assert "Poisti yhteyshenkilön: maija@koulu.example" in record


async def test_saving_what_is_there_already_changes_nothing(office: Office, browser: httpx.AsyncClient) -> None:
    path, contact = await with_maija(browser)
    await office.said(OrdererAdmitted, "booking")
    assert (await browser.post(contact, data=MAIJA)).status_code == 303
    assert (await browser.post(f"{path}/edit", data={"name": "Liedon koulu"})).status_code == 303
    assert await office.database["audit"].count_documents({}) == 2
    assert await office.silent(OrdererAdmitted, "booking")


@pytest.mark.parametrize(
    ("language", "said"),
    [("fi", "Tarkista Y-tunnus"), ("sv", "Kontrollera FO-numret"), ("en", "Check the business ID")],
)
async def test_what_is_wrong_is_said_in_the_reader_s_language_and_what_was_typed_is_kept(
    office: Office, browser: httpx.AsyncClient, language: str, said: str
) -> None:
    form = {"name": "Liedon koulu", "business_id": "1234567-8"}
    answer = await browser.post(f"{LIST}/new", data=form, headers={"Accept-Language": language})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="1234567-8"' in answer.text
    assert await office.database["organisations"].count_documents({}) == 0


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("email", "maija at koulu"),
        ("phone", "soita"),
        ("language", "de"),
        ("email", "maija@koulu.example"),
    ],
)
async def test_a_contact_with_something_wrong_is_not_kept(
    office: Office, browser: httpx.AsyncClient, field: str, typed: str
) -> None:
    path, _ = await with_maija(browser)
    form = {**MAIJA, "email": "pekka@koulu.example", field: typed}
    answer = await browser.post(f"{path}/contacts/new", data=form)
    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    (kept,) = await office.database["organisations"].find().to_list(None)
    assert [contact["email"] for contact in kept["contacts"]] == ["maija@koulu.example"]
    assert await office.database["audit"].count_documents({}) == 2


async def test_a_name_that_another_has_is_refused_also_at_the_same_moment(
    office: Office, browser: httpx.AsyncClient
) -> None:
    answers = await asyncio.gather(*(browser.post(f"{LIST}/new", data={"name": name}) for name in ("Lieto", "LIETO")))
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    other = await added(browser, "Loimaa")
    assert (await browser.post(f"{other}/edit", data={"name": "lieto"})).status_code == 422
    assert await office.database["organisations"].count_documents({}) == 2


async def test_what_is_not_there_is_said_so(browser: httpx.AsyncClient) -> None:
    path = await added(browser)
    for nowhere in (f"{LIST}/nobodys", f"{LIST}/nobodys/edit", f"{LIST}/nobodys/contacts/new", f"{path}/contacts/none"):
        assert (await browser.get(nowhere)).status_code == 404
    for nowhere in (f"{LIST}/nobodys/edit", f"{LIST}/nobodys/contacts/new", f"{path}/contacts/none"):
        assert (await browser.post(nowhere, data=MAIJA)).status_code == 404
    for nowhere in (f"{LIST}/nobodys/contacts/x/remove", f"{path}/contacts/x/remove"):
        assert (await browser.post(nowhere)).status_code == 404


async def test_a_contact_of_another_organisation_is_as_if_they_were_not_there(browser: httpx.AsyncClient) -> None:
    _, contact = await with_maija(browser)
    other = await added(browser, "Loimaan koulu")
    assert (await browser.get(f"{other}/contacts/{contact.rpartition('/')[2]}")).status_code == 404


async def test_the_list_is_searched_and_paged(office: Office, browser: httpx.AsyncClient) -> None:
    rows = [{"name": f"Koulu {n:03}"} for n in range(60)] + [{"name": "Päiväkoti"}]
    await office.http.post("/contracts/api/organisations", json=rows, headers=office.coordinator)
    first = (await browser.get(LIST)).text
    assert "Koulu 049" in first
    assert "Koulu 050" not in first
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = (await browser.get(following)).text
    assert "Koulu 050" in second
    assert "Koulu 049" not in second
    assert "Koulu" not in (await browser.get(LIST, params={"q": "PÄIVÄ"})).text.split("<main")[1]


async def test_a_list_sent_by_a_program_is_written_down_once_as_the_program_s(
    office: Office, browser: httpx.AsyncClient
) -> None:
    row = {"name": "Liedon koulu", "emails": ["maija@koulu.example"]}
    for _ in range(2):
        await office.http.post("/contracts/api/organisations", json=row, headers=office.coordinator)
    assert (await browser.get("/contracts/audit")).text.count("koordinaattorin tunniste") == 2
    assert (await office.said(OrdererAdmitted, "booking"))["name"] == ""
    assert await office.silent(OrdererAdmitted, "booking")


async def test_the_same_list_sent_at_the_same_moment_is_kept_once(office: Office) -> None:
    rows = [{"name": f"Koulu {n}", "emails": [f"maija@koulu{n}.example"]} for n in range(20)]
    sending = [
        office.http.post("/contracts/api/organisations", json=rows, headers=office.coordinator) for _ in range(4)
    ]
    assert [answer.status_code for answer in await asyncio.gather(*sending)] == [201] * 4
    assert await office.database["organisations"].count_documents({}) == 20
    assert await office.database["audit"].count_documents({}) == 40
