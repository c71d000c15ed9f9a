"""The coordinator's desk over HTTP: what it shows, and every way out of a case that is stuck."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aio_pika
import httpx
import pytest

from shared.people.person import Person
from tests.booking.conftest import Office
from tests.journeys.story import Story
from tests.parts import Network

ULLA = Person(email="koordinaattori@example.org", name="Ulla", language="en", coordinator=True)
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def story(network: Network) -> Story:
    return Story(network)


@pytest.fixture
async def desk(network: Network) -> AsyncIterator[httpx.AsyncClient]:
    """The coordinator's browser."""
    async with network.browser(ULLA) as browser:
        browser.headers["Accept-Language"] = "en"
        yield browser


async def page(desk: httpx.AsyncClient, path: str) -> str:
    answer = await desk.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def tomorrow(desk_zone_hour: int = 12) -> str:
    """A time as a form gives it."""
    return f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}T{desk_zone_hour:02}:00"


async def stuck(story: Story, *names: str, leaders: int = 1) -> str:
    """A case that nobody could take: the waves are over at once."""
    await story.waves(600)
    await story.supervisors(*names, on_duty=names)
    asked = await story.ask(leaders=leaders)
    for name in names:
        await story.answer(await story.offer(name), "decline")
    await asked.until_state("needs_coordinator")
    return asked.id


async def test_a_case_that_is_being_looked_for_is_on_the_desk_with_who_is_asked(
    story: Story, desk: httpx.AsyncClient
) -> None:
    await story.waves(600)
    await story.supervisors("aino", "mikael", on_duty=("aino", "mikael"))
    asked = await story.ask()
    await asked.until_told("offered")
    shown = await page(desk, "/booking/desk")
    assert "Liedon koulu" in shown
    assert "2 are asked" in shown
    case = await page(desk, f"/booking/desk/cases/{asked.id}")
    assert "has not answered yet" in case
    assert "040 1234567" in case


async def test_why_somebody_was_not_asked_is_told(story: Story, desk: httpx.AsyncClient) -> None:
    await story.waves(600)
    await story.supervisors("aino", "mikael", on_duty=("aino", "mikael"))
    await story.supervisors("close", conflicts=["Liedon koulu"], on_duty=("close",))
    asked = await story.ask()
    await asked.until_told("offered")
    assert "works with this organisation" in await page(desk, f"/booking/desk/cases/{asked.id}")


async def test_a_stuck_case_is_given_by_hand_and_everybody_hears_of_it(story: Story, desk: httpx.AsyncClient) -> None:
    case = f"/booking/desk/cases/{await stuck(story, 'aino')}"
    assert "Nobody who was asked could come" in await page(desk, case)
    await story.supervisors("sari")
    answer = await desk.post(f"{case}/assign", data={"supervisor": "SARI@verkosto.example", "slot": tomorrow()})
    assert (answer.status_code, answer.headers["location"]) == (303, case)
    assert "The debriefing is confirmed" in await page(desk, case)
    await story.network.inbox.mail("sari@verkosto.example")
    overview = await page(desk, "/booking/desk")
    assert "Nothing waits for you now." in overview
    assert "95 of 100 within" in overview


async def test_what_can_not_be_given_by_hand_is_said_beside_the_form(story: Story, desk: httpx.AsyncClient) -> None:
    case = f"/booking/desk/cases/{await stuck(story, 'aino')}"
    nobody, past = "No supervisor has this id or e-mail address.", "Give a time that is still to come, within a year."
    for form, sentence in (
        ({"supervisor": "nobody", "slot": tomorrow()}, nobody),
        ({"supervisor": "\x00", "slot": tomorrow()}, nobody),
        ({"supervisor": "aino", "slot": "2020-01-01T12:00"}, past),
        ({"supervisor": "aino", "slot": "9999-12-31T23:59"}, past),
        ({"supervisor": "aino", "slot": "soon"}, past),
        ({"supervisor": "aino"}, past),
        ({}, past),
    ):
        answer = await desk.post(f"{case}/assign", data=form)
        assert answer.status_code == 422
        assert sentence in answer.text


async def test_asking_again_reaches_those_who_are_there_now(story: Story, desk: httpx.AsyncClient) -> None:
    case_id = await stuck(story, "aino")
    refused = await desk.post(f"/booking/desk/cases/{case_id}/ask-again")
    assert refused.status_code == 409
    assert "Nobody who fits and is free is left to be asked." in refused.text
    await story.supervisors("sari", on_duty=("sari",))
    assert (await desk.post(f"/booking/desk/cases/{case_id}/ask-again")).status_code == 303
    await story.network.inbox.mail("sari@verkosto.example")
    assert "1 is asked" in await page(desk, "/booking/desk")


async def test_the_coordinator_withdraws_for_the_requester_and_all_are_told(
    story: Story, desk: httpx.AsyncClient
) -> None:
    await story.waves(600)
    await story.supervisors("aino", on_duty=("aino",))
    asked = await story.ask(leaders=1)
    await story.offer("aino")
    case = f"/booking/desk/cases/{asked.id}"
    assert "Withdraw the request?" in await page(desk, f"{case}/withdraw")
    for _ in range(2):  # a second press does nothing
        assert (await desk.post(f"{case}/withdraw")).status_code == 303
    await asked.until_state("withdrawn")
    assert "The request is withdrawn" in await page(desk, case)
    await story.network.inbox.mail("aino@verkosto.example", "Peruttu", count=2)
    await story.network.inbox.mail("maija@liedonkoulu.example", "peruttu", count=2)
    assert (await desk.post(f"{case}/ask-again")).status_code == 409


@pytest.mark.parametrize("path", ["", "/live", "/withdraw"])
async def test_a_case_that_is_none_is_not_found(desk: httpx.AsyncClient, path: str) -> None:
    assert (await desk.get(f"/booking/desk/cases/nothing%00{path}")).status_code == 404


async def test_the_desk_changes_by_itself(story: Story, desk: httpx.AsyncClient) -> None:
    await story.supervisors("aino", on_duty=("aino",))
    async with desk.stream("GET", "/booking/desk/live") as live:
        pieces = live.aiter_text()
        assert "No debriefing is without its leaders." in await anext(pieces)
        await story.ask()
        while "Liedon koulu" not in await anext(pieces):
            pass


async def test_a_message_put_aside_is_counted_on_the_desk_and_told_by_its_service(
    network: Network, desk: httpx.AsyncClient
) -> None:
    connection = await aio_pika.connect(network.settings.amqp_url)
    async with connection:
        channel = await connection.channel()
        for service in ("booking", "contracts"):
            junk = aio_pika.Message(
                b"{}", message_id="m", headers={"x-reason": "Poison", "x-parked-from": f"{service}.offers"}
            )
            await channel.default_exchange.publish(junk, f"{service}.parked")
    assert "Something could not be handled." in await page(desk, "/booking/desk")
    for _ in range(3):  # looking takes nothing away
        shown = await page(desk, "/contracts/waiting")
        assert "contracts.offers" in shown
        assert "Poison" in shown
    told = await desk.get("/booking/waiting", headers={"Accept": "application/json"})
    assert told.json()["parked"] == 1
    assert told.json()["messages"][0] == {"id": "m", "since": None, "queue": "booking.offers", "reason": "Poison"}


async def test_cases_of_a_state_that_is_none_are_not_none_at_all(office: Office) -> None:
    assert (await office.get("/cases", state="searching")).json() == []
    assert (await office.get("/cases", state="nonsense")).status_code == 422
