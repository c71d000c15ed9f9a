"""The network's settings: what may be changed, who did it, and how every service follows."""

import html
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from services.booking.network import settings
from services.booking.network.model import Network
from services.booking.network.settings import LABELS, LoweredError
from shared.people.audited import Change
from shared.people.person import Person
from tests.journeys.story import Story, request
from tests.parts import Network as Running
from tests.patience import until

ULLA = Person(email="koordinaattori@example.org", name="Ulla", language="en", coordinator=True)
HERE = "/booking/settings"


def test_a_change_is_a_revision_and_no_change_is_none() -> None:
    before = Network()
    assert settings.changed(before, {"gap_days": 14}).revision == 1
    assert settings.changed(before, {"gap_days": 7}) == before


def test_what_is_not_a_setting_is_not_set() -> None:
    assert settings.changed(Network(), {"revision": 40, "surprise": 1}) == Network()


def test_for_how_many_answers_figures_are_shown_can_only_be_raised() -> None:
    raised = settings.changed(Network(), {"fewest_answers": 8})
    with pytest.raises(LoweredError):
        settings.changed(raised, {"fewest_answers": 7})


def test_the_differences_are_told_setting_by_setting() -> None:
    after = settings.changed(Network(), {"name": "Saaristo", "contact_minutes": 30.0})
    assert settings.differences(Network(), Network(conflicts="ask")) == [
        Change(field=LABELS["conflicts"], before="Left out", after="Asked all the same", coded=True)
    ]
    assert settings.differences(Network(), after) == [
        Change(field=LABELS["name"], before="", after="Saaristo"),
        Change(field=LABELS["contact_minutes"], before="60", after="30"),
    ]


def test_every_setting_has_a_label() -> None:
    assert set(LABELS) == set(Network.model_fields) - {"revision"}


@pytest.fixture
def story(network: Running) -> Story:
    return Story(network)


@pytest.fixture
async def coordinator(network: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with network.browser(ULLA) as browser:
        browser.headers["Accept-Language"] = "en"
        yield browser


async def form(browser: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """The page's form as it stands, with these fields filled in otherwise."""
    page = (await browser.get(HERE)).text
    filled: dict[str, Any] = {
        name: value
        for tag in re.findall(r"<input [^>]*>", page)
        for name, value in re.findall(r'name="([^"]+)".*?value="([^"]*)"', tag)
        if "radio" not in tag and "checkbox" not in tag
    }
    usual = {"default_leaders": "2", "conflicts": "leave_out", "languages": ["fi", "sv", "en"]}
    return {**filled, **usual, **{name.replace("__", "."): value for name, value in changes.items()}}


async def until_shown(browser: httpx.AsyncClient, path: str, text: str) -> str:
    return (await until(lambda: browser.get(path), lambda page: text in page.text)).text


async def test_the_networks_name_and_colour_are_soon_on_every_services_pages(
    story: Story, coordinator: httpx.AsyncClient
) -> None:
    filled = await form(coordinator, name="Saariston työnohjaajat", colour="#7a1f5c", languages=["fi", "sv"])
    answer = await coordinator.post(HERE, data=filled)
    assert answer.status_code == 303, answer.text
    for service in ("booking", "contracts", "feedback", "notifications"):
        page = await until_shown(coordinator, f"/{service}/waiting", "Saariston työnohjaajat")
        sheet = f"/{service}/colour/7a1f5c.css"
        assert sheet in page
        assert "--strong:" in (await coordinator.get(sheet)).text
        assert "lang=en" not in page  # English is not offered any more
    await story.supervisors("aino", on_duty=("aino",))
    await story.ask(leaders=1)
    mail = await story.network.inbox.mail("aino@verkosto.example")
    assert "Saariston työnohjaajat" in mail.text


async def test_what_other_services_go_by_reaches_them(story: Story, coordinator: httpx.AsyncClient) -> None:
    filled = await form(coordinator, default_leaders="1", length_minutes="180", fewest_answers="7")
    assert (await coordinator.post(HERE, data=filled)).status_code == 303
    await until(lambda: story.get("/contracts/api/network"), lambda network: network["default_leaders"] == 1)
    await until(lambda: story.get("/feedback/api/summary"), lambda summary: summary["fewest"] == 7)
    opens = datetime.now(UTC) + timedelta(days=2)
    short = {"from": opens.isoformat(), "to": (opens + timedelta(minutes=150)).isoformat()}
    asked = await story.network.http.post("/contracts/api/debriefings", json=request(window=short))
    assert asked.status_code == 422


async def test_who_changed_what_from_what_to_what_is_shown(story: Story, coordinator: httpx.AsyncClient) -> None:
    assert "Nothing has been changed yet." in (await coordinator.get(HERE)).text
    await coordinator.post(HERE, data=await form(coordinator, waves__0__minutes="12,5", contact_minutes="45"))
    page = (await coordinator.get(HERE)).text
    assert "koordinaattori@example.org" in page
    assert "Time to contact the workplace (minutes): 60 → 45" in page
    network = await story.get("/booking/api/network")
    assert network["waves"][0]["minutes"] == 12.5
    await story.waves(20)
    assert "the coordinator's token" in html.unescape((await coordinator.get(HERE)).text)
    assert (await story.get("/booking/api/network"))["contact_minutes"] == 45  # what was not sent stays


async def test_what_can_not_be_is_said_beside_the_field_and_nothing_is_saved(
    story: Story, coordinator: httpx.AsyncClient
) -> None:
    await coordinator.post(HERE, data=await form(coordinator, fewest_answers="8"))
    wrongs: tuple[dict[str, Any], ...] = (
        {"fewest_answers": "7"},
        {"fewest_answers": "4"},
        {"name": "x" * 81},
        {"name": "a\x00b"},
        {"colour": "red"},
        {"languages": []},
        {"contact_minutes": "soon"},
        {"contact_minutes": "nan"},
        {"length_minutes": "100"},
        {"default_leaders": "3"},
        {"conflicts": "maybe"},
        {"waves__1__minutes": "-1"},
        {"waves__1__most": "1000"},
        {"gap_days": "99999999999999999999"},
    )
    for wrong in wrongs:
        answer = await coordinator.post(HERE, data=await form(coordinator, **wrong))
        assert answer.status_code == 422, wrong
        assert 'class="wrong"' in answer.text, wrong
    assert (await story.get("/booking/api/network"))["revision"] == 1


async def test_two_who_change_at_once_do_not_undo_each_other(story: Story, coordinator: httpx.AsyncClient) -> None:
    stale = await form(coordinator, gap_days="3")
    await coordinator.post(HERE, data=await form(coordinator, gap_days="5"))
    answer = await coordinator.post(HERE, data=stale)
    assert answer.status_code == 409
    assert "Somebody else has changed the settings meanwhile." in answer.text
    assert (await story.get("/booking/api/network"))["gap_days"] == 5


async def test_the_api_refuses_a_lower_threshold_too(story: Story) -> None:
    network = story.network
    for fewest, status in ((9, 200), (8, 422)):
        answer = await network.http.put(
            "/booking/api/network", json={"fewest_answers": fewest}, headers=network.coordinator
        )
        assert answer.status_code == status


@pytest.mark.parametrize("colour", ["7a1f5", "7A1F5C", "zzzzzz", "7a1f5c00"])
async def test_a_style_sheet_is_of_a_colour(network: Running, colour: str) -> None:
    assert (await network.http.get(f"/contracts/colour/{colour}.css")).status_code == 404
