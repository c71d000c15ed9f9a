"""Calendars elsewhere: feeds that other programs' parsers understand, and own calendars that make somebody busy."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
import vobject
from fastapi import FastAPI, Response

from shared.app.settings import Settings
from shared.people.person import Person
from tests import parts
from tests.journeys.story import Story
from tests.journeys.test_roster import ROSTER, rotation
from tests.parts import Network
from tests.patience import until
from tests.workdays import workday

ZONE = ZoneInfo("Europe/Helsinki")
AINO = Person(email="aino@verkosto.example", name="Aino", supervisor="aino")
COORDINATOR = Person(email="koordinaattori@example.org", name="", coordinator=True)
HERE = "/booking/calendars"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"own_calendars_private": True})


@pytest.fixture
async def story(network: Network) -> Story:
    return Story(network)


async def address(browser: httpx.AsyncClient, kind: str = "mine") -> str:
    """The feed's address, new."""
    answer = await browser.post(f"{HERE}/{kind}", data={"answer": "open"})
    assert answer.status_code == 303
    page = (await browser.get(HERE)).text
    return page.partition(f'id="address-{kind.replace("/", "-")}"')[2].partition('value="')[2].partition('"')[0]


def events(content: str) -> dict[str, Any]:
    """A feed's entries by their UIDs, as vobject reads them."""
    return {event.uid.value: event for event in vobject.readOne(content).contents.get("vevent", [])}


async def test_a_feed_tells_of_sessions_under_the_ids_of_their_invitations_and_of_duties(story: Story) -> None:
    await story.supervisors("aino", "mikael", on_duty=("aino", "mikael"))
    await story.waves(60)
    asked = await story.ask(leaders=1)
    await story.accept("aino")
    await asked.until_state("confirmed")
    await story.post(f"{ROSTER}/rotations", rotation("mikael", "aino"))
    invited = (await story.network.inbox.mail("aino@verkosto.example", count=2)).text
    assert invited
    mail = story.network.inbox.box.mails("aino@verkosto.example")[-1]
    async with story.network.browser(AINO) as browser:
        url = await address(browser)
        feed = await browser.get(url)
    assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
    sessions = [e for e in events(feed.text).values() if "Jälkipuinti" in e.summary.value]
    (session,) = sessions
    assert session.uid.value.encode() in bytes(mail.raw)
    duties = [e for e in events(feed.text).values() if "Päivystys" in e.summary.value]
    forecast = (await story.get(f"{ROSTER}/forecast?weeks=1"))["duties"]
    mine = [duty for duty in forecast if duty["supervisor"] == "aino"][1:-1]
    assert mine
    starts = {e.dtstart.value.astimezone(UTC) for e in duties}
    assert {datetime.fromisoformat(duty["from"]) for duty in mine} <= starts


async def test_a_duty_that_is_taken_away_is_cancelled_under_its_own_id(story: Story) -> None:
    await story.supervisors("aino")
    now = datetime.now(UTC).replace(microsecond=0)
    span = {"from": (now + timedelta(days=2)).isoformat(), "to": (now + timedelta(days=3)).isoformat()}
    kept = await story.post("/booking/api/duties", {"supervisor": "aino", **span})
    async with story.network.browser(AINO) as browser:
        url = await address(browser)
        before = await browser.get(url)
        same = await browser.get(url, headers={"If-None-Match": before.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")
        await story.network.http.delete(f"/booking/api/duties/{kept['ids'][0]}", headers=story.network.coordinator)
        after = await browser.get(url, headers={"If-None-Match": before.headers["etag"]})
    ((uid, known),) = events(before.text).items()
    gone = events(after.text)[uid]
    assert (known.status.value, gone.status.value) == ("CONFIRMED", "CANCELLED")
    assert int(gone.sequence.value) > int(known.sequence.value)
    assert gone.contents["last-modified"][0].value >= known.contents["last-modified"][0].value


async def test_a_new_address_closes_the_earlier_one_and_a_closed_feed_opens_nothing(story: Story) -> None:
    await story.supervisors("aino")
    async with story.network.browser(AINO) as browser:
        first, second = await address(browser), await address(browser)
        assert first != second
        assert [(await browser.get(url)).status_code for url in (first, second)] == [404, 200]
        assert (await browser.head(second)).status_code == 200
        await browser.post(f"{HERE}/mine", data={"answer": "close"})
        assert (await browser.get(second)).status_code == 404
        assert (await browser.post(f"{HERE}/roster", data={"answer": "open"})).status_code == 403


async def test_a_room_has_a_calendar_for_its_door(story: Story) -> None:
    await story.supervisors("aino")
    room = {"name": "Tuomi", "place": "Turku", "seats": 8}
    put = await story.network.http.put("/booking/api/rooms/tuomi", json=room, headers=story.network.coordinator)
    assert put.status_code == 200
    monday = workday(8, weekdays=(1,))
    begins = datetime.combine(monday, time(10), ZONE)
    planned = {
        "organisation": "Liedon koulu",
        "supervisors": ["aino"],
        "first": monday.isoformat(),
        "at": "10:00",
        "minutes": 90,
        "place": {"room": "tuomi"},
        "holidays": True,
    }
    async with story.network.browser(COORDINATOR) as browser:
        page = (await browser.get(HERE)).text
        assert "Tuomi" in page
        url = await address(browser, "rooms/tuomi")
        assert (await browser.post(f"{HERE}/rooms/unknown", data={"answer": "open"})).status_code == 404
        assert events((await browser.get(url)).text) == {}
        await story.post("/booking/api/sessions", planned)
        feed = (await browser.get(url)).text
    ((_, session),) = events(feed).items()
    assert (session.summary.value, session.dtstart.value.astimezone(UTC)) == ("Aino", begins.astimezone(UTC))
    assert "Liedon" not in feed


# --- the other way: what somebody's own calendar says


OWN = FastAPI()
SAYS: dict[str, Any] = {}


@OWN.get("/own.ics")
async def own() -> Response:
    return Response(SAYS["content"], SAYS["status"])


@pytest.fixture
async def elsewhere() -> AsyncIterator[str]:
    async with parts.serving(OWN) as url:
        yield f"{url}/own.ics"


def whole_days(days: int) -> str:
    """Busy from today for so many days, all day, with a title that is nobody's business."""
    today = datetime.now(ZONE).date()
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:u@x\r\nDTSTAMP:20260101T000000Z\r\n"
        f"DTSTART;VALUE=DATE:{today:%Y%m%d}\r\nDTEND;VALUE=DATE:{today + timedelta(days=days):%Y%m%d}\r\n"
        "SUMMARY:ONLY-MINE at the hospital\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


async def until_read(story: Story, field: str) -> None:
    """Until the own calendar's document has this."""
    calendars = story.network.database("booking")["own_calendars"]
    await until(lambda: calendars.count_documents({field: {"$ne": None, "$exists": True}}))


async def test_whoever_is_busy_elsewhere_is_not_asked_and_nothing_but_times_is_kept(
    story: Story, elsewhere: str, capfd: pytest.CaptureFixture[str]
) -> None:
    SAYS.update(content=whole_days(10), status=200)
    await story.supervisors("aino", "mikael", on_duty=("aino", "mikael"))
    async with story.network.browser(AINO) as browser:
        assert (await browser.post(f"{HERE}/own", data={"address": elsewhere})).status_code == 303
        await until_read(story, "read_at")
        page = (await browser.get(HERE)).text
        assert "Luettu viimeksi" in page
        assert "own.ics" not in page
    await story.waves(60)
    asked = await story.ask(leaders=1)
    await story.network.inbox.mail("mikael@verkosto.example")
    why = {row["name"]: row["why"] for row in await story.get(f"/booking/api/cases/{asked.id}/why")}
    assert why["Aino"] == ["no_free_slot"]
    database = story.network.database("booking")
    stored = [repr(await database[name].find().to_list(None)) for name in await database.list_collection_names()]
    assert all("ONLY-MINE" not in each and "own.ics" not in each for each in [*stored, *capfd.readouterr()])


async def test_a_calendar_that_can_t_be_read_any_more_is_stale_and_never_free(story: Story, elsewhere: str) -> None:
    SAYS.update(content=whole_days(10), status=200)
    await story.supervisors("aino", on_duty=("aino",))
    async with story.network.browser(AINO) as browser:
        await browser.post(f"{HERE}/own", data={"address": elsewhere})
        await until_read(story, "read_at")
        SAYS.update(status=410)
        calendars = story.network.database("booking")["own_calendars"]
        await calendars.update_one({"_id": "aino"}, {"$set": {"next_at": datetime.now(UTC)}})
        await until_read(story, "failing_since")
        page = await browser.get(HERE, headers={"Accept-Language": "en"})
        assert "Could not be read since" in page.text
        assert await story.network.database("booking")["own_busy"].count_documents({"who": "aino"}) > 0
        await browser.post(f"{HERE}/own/remove")
        assert await story.network.database("booking")["own_busy"].count_documents({}) == 0


async def test_a_zone_that_is_not_known_is_named_to_its_owner_as_text(story: Story, elsewhere: str) -> None:
    zone = "GMT<b>+0100 50% (GMT+01.00)"
    event = f"BEGIN:VEVENT\nUID:1\nDTSTART;TZID={zone}:{datetime.now(UTC):%Y%m%dT%H%M%S}\nDURATION:PT1H\nEND:VEVENT\n"
    SAYS.update(content=f"BEGIN:VCALENDAR\nVERSION:2.0\n{event}END:VCALENDAR\n", status=200)
    await story.supervisors("aino", on_duty=("aino",))
    async with story.network.browser(AINO, {"Accept-Language": "en"}) as browser:
        await browser.post(f"{HERE}/own", data={"address": elsewhere})
        await until_read(story, "failing_since")
        page = (await browser.get(HERE)).text
    assert "time zone that we do not know for certain" in page
    assert "GMT&lt;b&gt;+0100 50% (GMT+01.00)" in page


@pytest.mark.parametrize("wrong", ["", "calendar", "ftp://x.example/c.ics", "https://me:pw@x.example/c", "https://"])
async def test_what_is_no_address_is_told_beside_its_field(story: Story, wrong: str) -> None:
    await story.supervisors("aino")
    async with story.network.browser(AINO, {"Accept-Language": "en"}) as browser:
        answer = await browser.post(f"{HERE}/own", data={"address": wrong})
    assert answer.status_code == 422
    assert "it begins with https://" in answer.text
    assert 'aria-invalid="true"' in answer.text
