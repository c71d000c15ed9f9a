"""The directory over HTTP: supervisors found, added, changed, invited, and taken in from a file."""

import re
from collections.abc import AsyncIterator
from html import escape
from typing import Any

import httpx
import pytest

from services.booking.directory import csv_cells
from services.booking.directory.pages import supervisors
from shared.people.person import Person
from tests.journeys.story import LINK, Story
from tests.parts import Network
from tests.patience import until

ULLA = Person(email="koordinaattori@example.org", name="Ulla", language="en", coordinator=True)
AINO = Person(email="aino@verkosto.example", name="Aino", supervisor="aino")
HERE = "/booking/directory"
DETAILS: dict[str, Any] = {
    "name": "Aino Mäkelä",
    "email": "Aino.Makela@x.example",
    "phone": "+358 40 123 4567",
    "language": "fi",
    "languages": ["fi", "sv"],
    "regions": ["02"],
    "remote": "yes",
    "competences": ["debriefing"],
    "working_hours": "Mon-Fri 8-16",
    "urgent_hours": "ma–su 8–20",
    "conflicts": "Liedon koulu\n\nOy Ab Esimerkki",
}


@pytest.fixture
def story(network: Network) -> Story:
    return Story(network)


@pytest.fixture
async def coordinator(network: Network) -> AsyncIterator[httpx.AsyncClient]:
    async with network.browser(ULLA) as browser:
        browser.headers["Accept-Language"] = "en"
        yield browser


async def known(story: Story) -> dict[str, dict[str, Any]]:
    """The directory by name."""
    return {each["name"]: each for each in await story.get("/booking/api/supervisors?limit=1000")}


async def send(browser: httpx.AsyncClient, raw: bytes) -> httpx.Response:
    """A file, as a browser sends it, and the page that follows."""
    answer = await browser.post(f"{HERE}/import", files={"file": ("list.csv", raw, "text/csv")})
    return await browser.get(answer.headers["location"]) if answer.status_code == 303 else answer


def rows(count: int) -> bytes:
    lines = [f"Nimi {n:04};n{n:04}@x.example;suomi, ruotsi;02;jälkipuintikoulutus" for n in range(count)]
    return "\n".join(["Nimi;Sähköposti;Kielet;Maakunnat;Osaaminen", *lines]).encode("cp1252")


async def take_in(browser: httpx.AsyncClient, raw: bytes) -> str:
    """Check a file, say yes, and wait until it is done; the last page."""
    path = (await send(browser, raw)).url.path
    assert (await browser.post(path)).status_code == 303
    return (await until(lambda: browser.get(path), lambda page: "being taken in" not in page.text, every=0.1)).text


async def test_a_supervisor_is_added_found_and_changed(story: Story, coordinator: httpx.AsyncClient) -> None:
    added = await coordinator.post(f"{HERE}/new", data=DETAILS)
    assert added.status_code == 303, added.text
    kept = (await known(story))["Aino Mäkelä"]
    assert kept["email"] == "aino.makela@x.example"
    assert kept["conflicts"] == ["liedon koulu", "oy ab esimerkki"]
    assert "Aino Mäkelä" in (await coordinator.get(f"{HERE}?q=mäk&language=sv&region=02")).text
    assert "Nobody like that" in (await coordinator.get(f"{HERE}?q=mäk&language=en")).text
    page = added.headers["location"].partition("?")[0]
    assert "Mon–Sun 8–20" in (await coordinator.get(page)).text
    changed = await coordinator.post(page, data={**DETAILS, "name": "Aino Ek", "urgent_hours": ""})
    assert changed.status_code == 303
    after = (await known(story))["Aino Ek"]
    assert (after["id"], after["urgent_hours"]) == (kept["id"], [])


async def test_who_changed_the_directory_is_written_down_without_what_it_was(
    story: Story, coordinator: httpx.AsyncClient
) -> None:
    page = (await coordinator.post(f"{HERE}/new", data=DETAILS)).headers["location"].partition("?")[0]
    await coordinator.post(page, data={**DETAILS, "phone": "+358 50 765 4321"})
    await coordinator.post(f"{page}/deactivate")
    shown = (await coordinator.get("/booking/audit")).text
    for said in ("Added a supervisor", "Changed a supervisor's details", "Made a supervisor inactive"):
        assert f"{escape(said).replace('&#x27;', '&#39;')}: aino.makela@x.example" in shown
    assert "Phone" in shown
    assert "765 4321" not in shown


async def test_who_wants_no_mail_before_their_duty_says_so(story: Story, coordinator: httpx.AsyncClient) -> None:
    await story.supervisors("aino", "mikael")
    assert (await coordinator.post(f"{HERE}/people/aino", data=DETAILS)).status_code == 303
    wants = {each["id"]: each["duty_notices"] for each in (await known(story)).values()}
    assert wants == {"aino": False, "mikael": True}


async def test_what_is_wrong_with_the_form_is_said_beside_it_and_nothing_is_kept(
    story: Story, coordinator: httpx.AsyncClient
) -> None:
    await story.supervisors("aino")
    for wrong, sentence in (
        ({"name": ""}, "Write the name."),
        ({"email": "nowhere"}, "Write the e-mail address whole"),
        ({"email": "AINO@verkosto.example"}, "Another supervisor has this e-mail address."),
        ({"languages": []}, "Choose at least one working language."),
        ({"languages": ["tlh"]}, "characters that don"),
        ({"regions": ["99"]}, "There is no region with this code"),
        ({"working_hours": "whenever"}, "Write the hours like this"),
        ({"phone": "call me"}, "Write the phone number with numbers"),
        ({"name": "x\x00y"}, "Write this on one line"),
    ):
        answer = await coordinator.post(f"{HERE}/new", data={**DETAILS, **wrong})
        assert answer.status_code == 422, wrong
        assert sentence.replace("'", "&#39;") in answer.text, wrong
        assert "Oy Ab Esimerkki" in answer.text  # what was typed is still there
    assert len(await known(story)) == 1


async def test_who_is_made_inactive_is_asked_for_nothing_and_can_not_sign_in(
    story: Story, coordinator: httpx.AsyncClient
) -> None:
    await story.waves(600)
    await story.supervisors("aino", "mikael", on_duty=("aino", "mikael"))
    async with story.sign_in("aino@verkosto.example") as browser:
        assert (await browser.get("/booking/profile")).status_code == 200
        assert (await coordinator.post(f"{HERE}/people/aino/deactivate")).status_code == 303
        assert (await browser.get("/booking/profile")).status_code == 303  # to the sign-in page
    asked = await story.ask(leaders=1)
    await story.offer("mikael")
    case = await story.get(f"/booking/api/cases/{asked.id}")
    assert {each["name"]: each["why"] for each in case["considered"]}["Aino"] == ["inactive"]
    assert "Not active" in (await coordinator.get(f"{HERE}/people/aino")).text
    assert "Aino" in (await coordinator.get(f"{HERE}?who=inactive")).text
    assert (await coordinator.post(f"{HERE}/people/aino/activate")).status_code == 303
    assert (await known(story))["Aino"]["active"]


async def test_a_supervisor_changes_their_own_details_but_not_the_address_they_sign_in_by(story: Story) -> None:
    await story.supervisors("aino", "mikael")
    async with story.network.browser(AINO) as browser:
        assert "Omat tietoni" in (await browser.get("/booking/profile")).text
        assert (await browser.post("/booking/profile", data=DETAILS)).status_code == 303
        assert (await browser.get(f"{HERE}/people/mikael")).status_code == 403
    kept = (await known(story))["Aino Mäkelä"]
    assert (kept["id"], kept["email"]) == ("aino", "aino@verkosto.example")


async def test_somebody_invited_fills_in_their_own_details_once(story: Story, coordinator: httpx.AsyncClient) -> None:
    invited = {"name": "Sari Ek", "email": "Sari@x.example", "language": "sv"}
    assert (await coordinator.post(f"{HERE}/invite", data=invited)).status_code == 303
    assert "Invited, not joined yet" in (await coordinator.get(HERE)).text
    mail = await story.network.inbox.mail("sari@x.example", "inbjuden")
    link = next(path for path in LINK.findall(mail.text) if "/welcome/" in path)
    assert link.rpartition("/")[2] not in str(await story.network.database("booking")["invitations"].find_one({}))
    async with story.network.browser() as browser:
        assert "Sari Ek" in (await browser.get(link)).text
        refused = await browser.post(link, data={**DETAILS, "name": ""})
        assert refused.status_code == 422
        joined = await browser.post(link, data={**DETAILS, "name": "Sari Ek", "email": "thief@x.example"})
        assert joined.headers["location"] == "/booking/welcome"
        assert (await browser.get("/booking/welcome")).status_code == 200
        assert (await browser.get(link)).status_code == 410
        assert (await browser.post(link, data=DETAILS)).status_code == 410
        assert (await browser.get("/booking/welcome/nothing")).status_code == 404
    assert (await known(story))["Sari Ek"]["email"] == "sari@x.example"
    assert "Invited, not joined yet" not in (await coordinator.get(HERE)).text
    again = await coordinator.post(f"{HERE}/invite", data=invited)
    assert "Another supervisor has this e-mail address." in again.text


async def test_a_list_of_invited_that_is_cut_says_so(
    coordinator: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisors, "MOST_INVITED", 1)
    for name, more in (("Sari", False), ("Outi", True)):
        invited = {"name": name, "email": f"{name.lower()}@x.example", "language": "en"}
        await coordinator.post(f"{HERE}/invite", data=invited)
        assert ("There are more than are shown" in (await coordinator.get(HERE)).text) == more


async def test_who_joins_without_training_or_region_is_told_what_that_means_first(
    story: Story, coordinator: httpx.AsyncClient
) -> None:
    invited = {"name": "Outi Aho", "email": "outi@x.example", "language": "en"}
    await coordinator.post(f"{HERE}/invite", data=invited)
    mail = await story.network.inbox.mail("outi@x.example")
    link = next(path for path in LINK.findall(mail.text) if "/welcome/" in path)
    bare = {**{name: value for name, value in DETAILS.items() if name not in ("competences", "regions", "remote")}}
    async with story.network.browser(headers={"Accept-Language": "en"}) as browser:
        told = await browser.post(link, data={**bare, "name": "Outi Aho"})
        assert told.status_code == 200
        assert "Without debriefing training you are never asked" in told.text
        assert "you are asked for nothing" in told.text
        assert "Outi Aho" not in await known(story)
        sent = await browser.post(link, data={**bare, "name": "Outi Aho", "as_it_is": "yes"})
        assert sent.headers["location"] == "/booking/welcome"
    assert "Outi Aho" in await known(story)


async def test_an_invitation_needs_a_name_and_an_address(coordinator: httpx.AsyncClient) -> None:
    answer = await coordinator.post(f"{HERE}/invite", data={"name": "", "email": "x", "language": "xx"})
    assert answer.status_code == 422
    assert answer.text.count('class="wrong"') == 3


async def test_a_thousand_rows_are_checked_and_taken_in(story: Story, coordinator: httpx.AsyncClient) -> None:
    checked = await send(coordinator, rows(1000))
    assert "Every row can be taken in." in checked.text
    assert await known(story) == {}
    assert "1000 supervisors are in the directory" in await take_in(coordinator, rows(1000))
    assert (await known(story))["Nimi 0042"]["competences"] == ["debriefing"]
    listed = await coordinator.get(HERE)
    following = re.search(r'href="([^"]+after=[^"]+)"', listed.text)
    assert following is not None
    assert "Nimi 0050" in (await coordinator.get(following.group(1).replace("&amp;", "&"))).text


async def test_a_file_with_a_wrong_row_is_told_row_by_row_and_nothing_of_it_is_kept(
    story: Story, coordinator: httpx.AsyncClient
) -> None:
    raw = "name,e-mail,languages\nAino,aino@x.example,fi\nPekka,nowhere,klingon\nAino,AINO@x.example,fi\n"
    shown = await send(coordinator, raw.encode())
    assert "2 rows need mending. Nothing was kept." in shown.text
    assert "<td>3</td><td>languages</td><td>Name languages as fi, sv, en or by their names.</td>" in shown.text
    assert "This e-mail address is in the file twice." in shown.text
    assert (await coordinator.post(shown.url.path)).status_code == 303  # saying yes changes nothing
    assert "2 rows need mending" in (await coordinator.get(shown.url.path)).text
    assert await known(story) == {}
    in_finnish = await coordinator.get(shown.url.path, headers={"Accept-Language": "fi"})
    assert "<td>työkielet</td>" in in_finnish.text


async def test_a_known_supervisor_keeps_what_the_file_does_not_say(
    story: Story, coordinator: httpx.AsyncClient
) -> None:
    await story.supervisors("aino", conflicts=["Liedon koulu"])
    await take_in(coordinator, b"name,email,phone\nAino Ek,aino@verkosto.example,+358 40 1234567\n")
    kept = (await known(story))["Aino Ek"]
    assert (kept["id"], kept["phone"], kept["conflicts"]) == ("aino", "+358401234567", ["liedon koulu"])


async def test_an_address_taken_since_the_check_stops_the_whole_file(
    story: Story, coordinator: httpx.AsyncClient
) -> None:
    raw = b"name,email\nAino,aino@verkosto.example\nSari,sari@x.example\n"
    path = (await send(coordinator, raw)).url.path
    await story.supervisors("aino")
    await coordinator.post(path)
    await until(lambda: coordinator.get(path), lambda page: "The directory has changed" in page.text)
    assert list(await known(story)) == ["Aino"]


REFUSED = {
    "nothing": (b"", 422),
    "no text": (b"\x00\x01", 422),
    "no address": (b"name\nAino\n", 422),
    "too large": (b"x" * (csv_cells.MOST_BYTES + 10), 422),
    "far too large": (b"x" * 1_100_000, 413),
}


@pytest.mark.parametrize(("raw", "status"), REFUSED.values(), ids=REFUSED)
async def test_what_is_no_such_file_is_refused(coordinator: httpx.AsyncClient, raw: bytes, status: int) -> None:
    assert (await send(coordinator, raw)).status_code == status


async def test_the_template_can_be_taken_in(story: Story, coordinator: httpx.AsyncClient) -> None:
    found = await coordinator.get(f"{HERE}/import/columns.csv")
    assert "1 supervisor is in the directory" in await take_in(coordinator, found.content)
    assert list(await known(story)) == ["Aino Esimerkki"]


@pytest.mark.parametrize("path", ["people/nobody", "people/x%00", "import/nothing"])
async def test_what_is_not_there_is_not_found(coordinator: httpx.AsyncClient, path: str) -> None:
    assert (await coordinator.get(f"{HERE}/{path}")).status_code == 404
    assert (await coordinator.post(f"{HERE}/{path}", data=DETAILS)).status_code == 404


async def test_the_way_to_sessions_and_a_zone_of_ones_own_are_kept_and_shown(
    story: Story, coordinator: httpx.AsyncClient
) -> None:
    travel = {"travel_before": "30", "travel_after": "15", "timezone": "Europe/Stockholm"}
    await story.supervisors("aino")
    answer = await coordinator.post(f"{HERE}/people/aino", data=DETAILS | travel)
    assert answer.status_code == 303, answer.text
    aino = (await known(story))["Aino Mäkelä"]
    assert (aino["travel_before"], aino["travel_after"], aino["timezone"]) == (30, 15, "Europe/Stockholm")
    page = (await coordinator.get(f"{HERE}/people/aino")).text
    assert 'value="Europe/Stockholm"' in page
    odd = await coordinator.post(f"{HERE}/people/aino", data=DETAILS | {"travel_before": "20", "timezone": "Nowhere"})
    assert odd.status_code == 422
    assert "There is no such time zone" in odd.text


async def test_what_is_pasted_is_kept_as_it_is_seen(story: Story, coordinator: httpx.AsyncClient) -> None:
    pasted = {
        "name": "\u202aMika\u0308\u202c\u00a0 Berg\u200b",
        "email": " Mika@Verkosto.example\u200b",
        "phone": "\u202d+358\u00a040\u2011123.4567\u202c",
        "conflicts": "Liedon\u00a0 koulu\u200b\n\n",
    }
    answer = await coordinator.post(f"{HERE}/new", data={**DETAILS, **pasted})
    assert answer.status_code == 303
    kept = (await known(story))["Mikä Berg"]
    assert (kept["email"], kept["phone"], kept["conflicts"]) == (
        "mika@verkosto.example",
        "+358401234567",
        ["liedon koulu"],
    )


@pytest.mark.parametrize("breaking", ["\u2028", "\u2029", "\u0085"])
async def test_no_name_has_a_line_break_in_it(story: Story, coordinator: httpx.AsyncClient, breaking: str) -> None:
    answer = await coordinator.post(f"{HERE}/new", data={**DETAILS, "name": f"Aino{breaking}Ek"})
    assert answer.status_code == 422
    assert await known(story) == {}
