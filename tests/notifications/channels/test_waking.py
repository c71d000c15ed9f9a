"""A supervisor adds this browser and a topic; an offer wakes them step by step, until they have answered."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest

from deploy.local.settings import EverySetting
from services.notifications.channels import push_key, waker
from services.notifications.channels.handlers import BETWEEN_TESTS
from services.notifications.channels.model import MOST_CHANNELS
from shared.app.service import App
from shared.app.settings import Settings
from shared.clock import utc_now
from shared.messages.booking import DebriefingOffered
from shared.people.awaited import AwaitedStore
from shared.people.person import Person
from shared.store.mongo import Database
from tests import parts
from tests.notifications import build
from tests.notifications.at_work import hear, open_pages
from tests.notifications.channels.browsers import Browser, Receiver
from tests.patience import until

AINO = Person(email="aino@verkosto.example", name="Aino Lehto", supervisor="aino")
HERE = "/notifications/reach"
Desk = tuple[httpx.AsyncClient, App, Database]


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    found = Receiver()
    async with parts.serving(found.app()) as url:
        yield found, url


@pytest.fixture
async def desk(settings: Settings, receiver: tuple[Receiver, str]) -> AsyncIterator[Desk]:
    told = {
        "push_key": push_key.made(),
        "channels_private": True,
        "gateways": orjson.dumps({"sms": f"json{receiver[1].removeprefix('http')}/sms/{{to}}"}).decode(),
    }
    given = EverySetting(**{**settings.model_dump(), **told})
    async with open_pages(given, AINO) as (http, app, database):
        yield http, app, database
    await parts.drop(settings.mongo_url, f"{settings.database_prefix}_notifications")


def offered(minutes: int = 12) -> DebriefingOffered:
    until_then = utc_now() + timedelta(minutes=minutes)
    event = build.offered()
    offers = tuple(each.model_copy(update={"email": AINO.email}) for each in event.offers[:1])
    return event.model_copy(update={"answer_by": until_then, "offers": offers})


async def adds(http: httpx.AsyncClient, browser: Browser) -> None:
    answer = await http.post(f"{HERE}/push", content=orjson.dumps(browser.subscription))
    assert answer.status_code == 201, answer.text


async def adds_topic(http: httpx.AsyncClient, url: str, after: int = 60) -> None:
    row = {"kind": "ntfy", "target": f"{url}/oma-aihe", "after": str(after)}
    assert (await http.post(HERE, data=row)).status_code == 303


async def pass_time(database: Database, seconds: int) -> None:
    """Every step's turn comes sooner by so much."""
    async for each in database["wakes"].find({"state": "waiting"}):
        due = each["due_at"] - timedelta(seconds=seconds)
        await database["wakes"].update_one({"_id": each["_id"]}, {"$set": {"due_at": due, "lease": due}})


async def wakes(database: Database) -> dict[str, str]:
    return {each["kind"]: each["state"] async for each in database["wakes"].find()}


async def test_an_offer_is_pushed_at_once_and_only_its_browser_can_read_it(
    desk: Desk, receiver: tuple[Receiver, str]
) -> None:
    http, app, database = desk
    browser = Browser(f"{receiver[1]}/push/1")
    await adds(http, browser)
    event = offered()
    await hear(app, event)
    [got] = await until(lambda: _got(receiver[0]))
    call = browser.read(got)
    assert call["link"] == event.offers[0].answer_link
    assert event.organisation not in orjson.dumps(call).decode()
    assert got.headers["urgency"] == "high"
    assert 600 < int(got.headers["ttl"]) <= 720
    assert got.headers["authorization"].startswith("vapid t=")
    await until(lambda: wakes(database), lambda found: found == {"push": "sent"})
    kept = await database["wakes"].find_one({})
    assert kept is not None
    assert (kept["link"], kept["said"]) == ("", "201 Created")


async def test_the_next_step_is_taken_while_an_answer_is_awaited_and_not_after_it(
    desk: Desk, receiver: tuple[Receiver, str]
) -> None:
    http, app, database = desk
    await adds_topic(http, receiver[1])
    for awaited, state in (((AINO.email,), "sent"), ((), "not_needed")):
        event = offered()
        about = {"debriefing_id": f"case-{state}"}
        await hear(app, event.model_copy(update=about))
        await AwaitedStore(app.tx).keep(about["debriefing_id"], 1, awaited, None, "/x", utc_now())
        await pass_time(database, 60)
        app.state.wakes.nudged.set()
        await until(lambda: wakes(database), lambda found, state=state: found == {"ntfy": state})  # type: ignore[misc]
        await database["wakes"].delete_many({})
    [got] = receiver[0].got
    assert (got.path, orjson.loads(got.body)["topic"]) == ("/", "oma-aihe")


async def test_where_one_way_fails_the_next_is_taken_at_once(desk: Desk, receiver: tuple[Receiver, str]) -> None:
    http, app, database = desk
    receiver[0].status = 410
    await adds(http, Browser(f"{receiver[1]}/push/1"))
    await adds_topic(http, receiver[1], after=180)
    event = offered()
    await AwaitedStore(app.tx).keep(event.debriefing_id, 1, (AINO.email,), None, "/x", utc_now())
    await hear(app, event)
    await until(lambda: _got(receiver[0], 2))
    await until(lambda: wakes(database), lambda found: found == {"push": "failed", "ntfy": "failed"})
    page = (await http.get(HERE)).text
    assert "Palvelu ei enää tunne sitä" in page
    assert "410 Gone" in page


async def test_a_step_that_its_process_left_behind_is_taken_by_another(
    desk: Desk, receiver: tuple[Receiver, str]
) -> None:
    """Claimed, and never settled: once the claim has run out whoever looks takes it."""
    http, app, database = desk
    await adds_topic(http, receiver[1])
    event = offered()
    await AwaitedStore(app.tx).keep(event.debriefing_id, 1, (AINO.email,), None, "/x", utc_now())
    await hear(app, event)
    [step] = await database["wakes"].find().to_list(2)
    past = utc_now() - timedelta(seconds=5)
    await database["wakes"].update_one({"_id": step["_id"]}, {"$set": {"due_at": past, "lease": past}})
    assert await waker.take_due(app) in (0, 1)  # the service's own look may have been first
    await until(lambda: wakes(database), lambda found: found == {"ntfy": "sent"})
    assert len(receiver[0].got) == 1


async def test_a_test_says_at_once_what_came_of_it_and_not_twice_in_a_moment(
    desk: Desk, receiver: tuple[Receiver, str]
) -> None:
    http, _, database = desk
    row = {"kind": "sms", "target": "040 123 4567", "after": "0"}
    assert (await http.post(HERE, data=row)).status_code == 303
    channel = await _only_channel(database)
    assert b"401234567" not in channel["target"]
    assert (await http.post(f"{HERE}/{channel['id']}", data={"do": "test"})).status_code == 303
    [got] = receiver[0].got
    assert got.path == "/sms/+358401234567"
    assert "Näin kiireellinen pyyntö tavoittaa sinut." in orjson.loads(got.body)["message"]
    assert "Meni perille" in (await http.get(HERE)).text
    again = await http.post(f"{HERE}/{channel['id']}", data={"do": "test"})
    assert (again.status_code, len(receiver[0].got)) == (429, 1)
    last = utc_now() - BETWEEN_TESTS
    await database["channels"].update_many({}, {"$set": {"channels.0.last.at": last}})
    assert (await http.post(f"{HERE}/{channel['id']}", data={"do": "test"})).status_code == 303


async def test_a_way_is_moved_and_removed_by_its_owner_alone(desk: Desk, receiver: tuple[Receiver, str]) -> None:
    http, app, database = desk
    await adds_topic(http, receiver[1])
    channel = await _only_channel(database)
    mikael = Person(email="mikael@verkosto.example", name="Mikael", supervisor="mikael")
    async with parts.browser(str(http.base_url), app.settings, mikael) as other:
        for what in ("test", "change", "remove"):
            assert (await other.post(f"{HERE}/{channel['id']}", data={"do": what, "after": "0"})).status_code == 404
        assert "ntfy" not in (await other.get(HERE)).text.partition("<form")[0]
    moved = await http.post(f"{HERE}/{channel['id']}", data={"do": "change", "after": "180"})
    assert (moved.status_code, (await _only_channel(database))["after"]) == (303, 180)
    assert (await http.post(f"{HERE}/{channel['id']}", data={"do": "change", "after": "7"})).status_code == 422
    await http.post(f"{HERE}/{channel['id']}", data={"do": "remove"})
    assert "Nyt sinut tavoittaa vain sähköposti" in (await http.get(HERE)).text


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "sms", "target": "x", "after": "0"},
        {"kind": "telegram", "target": "@maija_w", "after": "0"},  # the network has no gateway for it
        {"kind": "fax", "target": "1", "after": "0"},
        {"kind": "sms", "target": "040 123 4567", "after": "61"},
    ],
)
async def test_what_can_not_be_added_is_said(desk: Desk, row: dict[str, Any]) -> None:
    http, _, database = desk
    answer = await http.post(HERE, data=row)
    assert (answer.status_code, 'class="wrong"' in answer.text) == (422, True)
    assert await database["channels"].count_documents({}) == 0


async def test_nobody_has_more_ways_than_can_be_looked_over(desk: Desk, receiver: tuple[Receiver, str]) -> None:
    http, _, _ = desk
    for _ in range(MOST_CHANNELS):
        await adds_topic(http, receiver[1])
    answer = await http.post(HERE, data={"kind": "ntfy", "target": f"{receiver[1]}/x", "after": "0"})
    assert answer.status_code == 422


async def test_nobody_inside_our_own_network_is_woken(settings: Settings, receiver: tuple[Receiver, str]) -> None:
    async with open_pages(settings, AINO) as (http, _, database):
        await adds_topic(http, receiver[1])
        channel = await _only_channel(database)
        await http.post(f"{HERE}/{channel['id']}", data={"do": "test"})
        assert "siihen osoitteeseen ei saa täältä yhteyttä" in (await http.get(HERE)).text
    assert receiver[0].got == []
    await parts.drop(settings.mongo_url, f"{settings.database_prefix}_notifications")


async def test_the_pages_are_an_application_and_the_network_a_contact(desk: Desk) -> None:
    http, app, _ = desk
    manifest = (await http.get("/notifications/manifest.webmanifest")).json()
    assert (manifest["name"], manifest["display"]) == (app.pages.network_name, "standalone")
    assert (await http.get(manifest["icons"][0]["src"])).status_code == 200
    worker = await http.get(f"{HERE}/worker.js")
    assert (worker.headers["service-worker-allowed"], "showNotification" in worker.text) == ("/", True)
    assert "BEGIN:VCARD" in (await http.get(f"{HERE}/contact.vcf")).text


async def _only_channel(database: Database) -> dict[str, Any]:
    found = await database["channels"].find_one({"_id": AINO.email})
    assert found is not None
    [channel] = found["channels"]
    return dict(channel)


async def _got(receiver: Receiver, count: int = 1) -> list[Any]:
    return receiver.got if len(receiver.got) >= count else []
