"""The roster's pages, without a script: the coordinator sets turns and fills gaps, supervisors swap."""

import html
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import httpx
import pytest

from services.booking.roster.pages import overview
from shared.people.person import Person
from tests.journeys.story import LINK, Story
from tests.parts import Network

ZONE = ZoneInfo("Europe/Helsinki")
HERE = "/booking/roster"
COORDINATOR = Person(email="koordinaattori@example.org", name="", coordinator=True)
ENGLISH = {"Accept-Language": "en"}


def supervisor(name: str) -> Person:
    return Person(email=f"{name}@verkosto.example", name=name.capitalize(), supervisor=name)


@pytest.fixture
async def story(network: Network) -> Story:
    told = Story(network)
    await told.supervisors("aino", "mikael", "sari")
    return told


async def set_turns(browser: httpx.AsyncClient, *who: str, **changes: str) -> httpx.Response:
    """Fill in the form for a rotation of days as it was shown, and send it."""
    page = (await browser.get(f"{HERE}/rotations/new")).text
    action = re.findall(r'action="(/booking/roster/rotations/\w+)"', page)[0]
    starts = datetime.now(ZONE).date() - timedelta(days=2)
    fields = {
        "name": "First in line",
        "starts": starts.isoformat(),
        "hour": "12:00",
        "days": "1",
        "ends": "",
        **changes,
    }
    return await browser.post(action, data={**fields, "who": [*who, "", ""]})


def links(page: str, path: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(rf'href="({path}[^"]*)"', page)]


async def test_the_coordinator_sets_turns_and_changes_and_removes_them(story: Story) -> None:
    async with story.network.browser(COORDINATOR, ENGLISH) as browser:
        assert "Nobody is on call now." in (await browser.get(HERE)).text
        assert (await set_turns(browser, "aino", "mikael")).status_code == 303
        page = (await browser.get(HERE)).text
        assert "Nobody is on call now." not in page
        assert "Somebody is first in line at every moment." in page
        page = (await browser.get(f"{HERE}/rotations")).text
        (change,) = [link for link in links(page, f"{HERE}/rotations/") if not link.endswith("/new")]
        form = (await browser.get(change)).text
        assert 'value="aino" selected' in form
        assert (await browser.post(f"{change}/remove")).status_code == 303
        assert "Removed a rotation from the on-call roster" in (await browser.get("/booking/audit")).text
    assert await story.get("/booking/api/roster/rotations") == []


async def test_what_is_wrong_in_the_form_is_told_beside_its_field_and_what_was_typed_stays(story: Story) -> None:
    async with story.network.browser(COORDINATOR, ENGLISH) as browser:
        nobody = await set_turns(browser, name="Länsi-Suomi")
        assert nobody.status_code == 422
        assert "Choose at least one supervisor." in nobody.text
        assert 'value="Länsi-Suomi"' in nobody.text
        backwards = await set_turns(browser, "aino", ends="2020-01-01")
        assert "A rotation ends after it starts." in backwards.text
        no_hour = await set_turns(browser, "aino", hour="")
        assert 'id="error-hour"' in no_hour.text
    assert await story.get("/booking/api/roster/rotations") == []


async def test_a_gap_stands_there_in_words_and_is_filled_by_hand(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = (datetime.now(ZONE).date() + timedelta(days=3)).isoformat()
    async with story.network.browser(COORDINATOR, ENGLISH) as browser:
        await set_turns(browser, "aino", "mikael", ends=ends)
        page = (await browser.get(HERE)).text
        assert "There is 1 gap: a time at which nobody is first in line." in page
        assert "Nobody is on call" in page
        fill = next(link for link in links(page, f"{HERE}/duties/new") if "gap=" in link)
        form = (await browser.get(fill)).text
        times = re.findall(r'type="datetime-local" value="([^"]+)"', form)
        until = (datetime.fromisoformat(times[0]) + timedelta(days=10)).isoformat(timespec="minutes")
        sent = {"supervisor": "sari", "from": times[0], "to": until}
        assert (await browser.post(f"{HERE}/duties", data=sent)).status_code == 303
        after = (await browser.get(f"{HERE}/rotations")).text
        assert "There are more than are shown" not in after
        (duty,) = re.findall(r'name="duty" value="([^"]+)"', after)
        monkeypatch.setattr(overview, "MOST_OVERRIDES", 0)
        assert "There are more than are shown" in (await browser.get(f"{HERE}/rotations")).text
        wrong = await browser.post(f"{HERE}/duties", data={**sent, "to": times[0]})
        assert "A duty ends after it begins" in wrong.text
        assert (await browser.post(f"{HERE}/duties/remove", data={"duty": duty})).status_code == 303
    assert await story.get("/booking/api/duties") == []


async def test_two_supervisors_swap_without_a_script(story: Story) -> None:
    async with story.network.browser(COORDINATOR) as browser:
        await set_turns(browser, "aino", "mikael", "sari")
    async with story.network.browser(supervisor("aino"), ENGLISH) as aino:
        page = (await aino.get(HERE)).text
        assert "Choose somebody" not in page
        mine = links(page, f"{HERE}/swaps/new")
        form = (await aino.get(mine[0])).text
        choices = [html.unescape(found) for found in re.findall(r'<option value="(mikael\|[^"]+)"', form)]
        times = dict(re.findall(r'name="(from|to)" type="datetime-local" value="([^"]+)"', form))
        given = parse_qs(urlsplit(mine[0]).query)["given"][0]
        sent = {"given": given, "with": choices[0], **times}
        nobody = await aino.post(f"{HERE}/swaps", data={**sent, "with": ""})
        assert (nobody.status_code, 'id="error-with"' in nobody.text) == (422, True)
        assert (await aino.post(f"{HERE}/swaps", data=sent)).status_code == 303
        mail = await story.network.inbox.mail("mikael@verkosto.example")
        link = next(str(path) for path in LINK.findall(mail.text) if "/swaps/" in path)
        async with story.network.browser(headers=ENGLISH) as mikael:
            assert "Aino asks you to be on call" in (await mikael.get(link)).text
            assert (await mikael.post(link, data={"answer": "agree"})).status_code == 303
            assert "You have agreed." in (await mikael.get(link)).text
            again = await mikael.post(link, data={"answer": "decline"})
            assert (again.status_code, "This was answered already." in again.text) == (409, True)
        assert "Agreed" in (await aino.get(HERE)).text
    start = datetime.fromisoformat(given.partition("~")[0]).astimezone(UTC)
    (on_call,) = await story.get(f"/booking/api/roster/on-duty?at={start:%Y-%m-%dT%H:%M:%SZ}")
    assert on_call["supervisor"] == "mikael"
    await story.network.inbox.mail("aino@verkosto.example")


async def test_only_who_asked_takes_a_swap_back(story: Story) -> None:
    async with story.network.browser(COORDINATOR) as browser:
        await set_turns(browser, "aino", "mikael", "sari")
    duties = (await story.get("/booking/api/roster/forecast?weeks=1"))["duties"]
    given = next({"from": d["from"], "to": d["to"]} for d in duties[1:] if d["supervisor"] == "aino")
    swap = await story.post("/booking/api/swaps", {"asker": "aino", "asked": "mikael", "given": given})
    back = f"{HERE}/swaps/{swap['id']}/take-back"
    async with story.network.browser(supervisor("mikael")) as mikael:
        assert (await mikael.post(back)).status_code == 404
    async with story.network.browser(supervisor("aino"), ENGLISH) as aino:
        assert (await aino.post(back)).status_code == 303
        assert (await aino.post(back)).status_code == 409


async def test_all_who_can_are_asked_and_the_first_yes_takes_it(story: Story) -> None:
    await story.supervisors("outi", active=False)
    async with story.network.browser(COORDINATOR) as browser:
        await set_turns(browser, "aino", "mikael", "sari")
    async with story.network.browser(supervisor("aino"), ENGLISH) as aino:
        given = re.findall(
            r'swaps/all"><input type="hidden" name="given" value="([^"]+)"', (await aino.get(HERE)).text
        )[-1]
        assert (await aino.post(f"{HERE}/swaps/all", data={"given": given})).status_code == 303
        page = (await aino.get(HERE)).text
        assert "You ask 2 colleagues" in page
        assert "The shift is yours until somebody agrees." in page
        answers = {}
        for name in ("mikael", "sari"):
            mail = await story.network.inbox.mail(f"{name}@verkosto.example")
            answers[name] = next(str(path) for path in LINK.findall(mail.text) if "/swaps/" in path)
        async with story.network.browser(headers=ENGLISH) as colleague:
            assert (await colleague.post(answers["sari"], data={"answer": "agree"})).status_code == 303
            late = await colleague.post(answers["mikael"], data={"answer": "agree"})
            assert (late.status_code, "This was answered already." in late.text) == (409, True)
            assert "has taken the request back" in (await colleague.get(answers["mikael"])).text
    start = datetime.fromisoformat(given.partition("~")[0]).astimezone(UTC)
    (on_call,) = await story.get(f"/booking/api/roster/on-duty?at={start:%Y-%m-%dT%H:%M:%SZ}")
    assert on_call["supervisor"] == "sari"


async def test_only_people_who_can_are_offered_for_a_swap(story: Story) -> None:
    await story.supervisors("outi", competences=[])
    async with story.network.browser(COORDINATOR) as browser:
        await set_turns(browser, "aino", "mikael")
    async with story.network.browser(supervisor("aino"), ENGLISH) as aino:
        form = (await aino.get(links((await aino.get(HERE)).text, f"{HERE}/swaps/new")[0])).text
        assert ('value="sari|"' in form, 'value="outi|"' in form) == (True, False)


async def test_a_supervisor_takes_a_gap_and_nobody_takes_what_is_none(story: Story) -> None:
    ends = (datetime.now(ZONE).date() + timedelta(days=3)).isoformat()
    async with story.network.browser(COORDINATOR) as browser:
        await set_turns(browser, "aino", ends=ends)
    async with story.network.browser(supervisor("sari"), ENGLISH) as sari:
        page = (await sari.get(HERE)).text
        gap = re.findall(r'name="gap" value="([^"]+)"', page)[0]
        forever = f"{gap.partition('~')[0]}~2090-01-01T00:00:00+00:00"
        assert (await sari.post(f"{HERE}/take", data={"gap": forever})).status_code == 409
        assert (await sari.post(f"{HERE}/swaps/all", data={"given": forever})).status_code == 422
        assert (await sari.post(f"{HERE}/take", data={"gap": gap})).status_code == 303
        assert (await sari.post(f"{HERE}/take", data={"gap": gap})).status_code == 409
    (duty,) = await story.get("/booking/api/duties")
    assert "sari" in duty.values()


async def test_who_is_made_inactive_has_shifts_that_are_named_and_handed_over(story: Story) -> None:
    await story.supervisors("outi", competences=[])
    async with story.network.browser(COORDINATOR, ENGLISH) as browser:
        await set_turns(browser, "aino", "mikael")
        sent = await browser.post("/booking/directory/people/aino/deactivate")
        page = (await browser.get(sent.headers["location"])).text
        assert "shifts have nobody now." in page
        there = f"{HERE}/people/aino/hand-over"
        for nobody in ("", "aino", "outi"):
            assert (await browser.post(there, data={"to": nobody})).status_code == 422
        assert (await browser.post(there, data={"to": "sari"})).status_code == 303
        assert "No shifts on call" in (await browser.get(sent.headers["location"])).text
    known = await story.get("/booking/api/roster/forecast?weeks=4")
    assert {each["supervisor"] for each in known["duties"]} == {"sari", "mikael"}
    assert known["gaps"] == []
