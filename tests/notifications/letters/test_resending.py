"""A letter sent again: as it was, if it is still true, and written down."""

import httpx

from shared.app.service import App
from shared.app.settings import Settings
from shared.people.person import Person
from shared.store.mongo import Database, Document
from tests.notifications import build
from tests.notifications.at_work import hear, open_pages, states
from tests.parts import Inbox

ULLA = Person(email="koordinaattori@example.org", name="Ulla", language="en", coordinator=True)
AINO = Person(email="aino@verkosto.example", name="Aino", language="en", supervisor="aino")
ENGLISH = {"Accept-Language": "en"}


async def sent(app: App, database: Database, kind: str = "offered") -> Document:
    """An offer to Aino that is out."""
    await hear(app, build.offered("en", names=("Aino",)))
    (letter,) = await states(database, "accepted", 1)
    assert letter["kind"] == kind
    return letter


async def press(http: httpx.AsyncClient, letter: Document) -> httpx.Response:
    return await http.post(f"/notifications/letters/{letter['_id']}/resend", headers=ENGLISH)


async def test_a_letter_goes_out_again_with_all_that_it_said(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, ULLA) as (http, app, database):
        letter = await sent(app, database)
        page = (await http.get("/notifications/letters", headers=ENGLISH)).text
        assert f"/notifications/letters/{letter['_id']}/resend" in page
        given = await press(http, letter)
        assert (given.status_code, given.headers["location"]) == (
            303,
            "/notifications/letters?to=aino%40verkosto.example",
        )
        await states(database, "accepted", 2)
        await inbox.mail("aino@verkosto.example", count=2)
        mails = inbox.box.mails("aino@verkosto.example")
        assert {build.ANSWER in each.text for each in mails} == {True}
        assert len({each.id for each in mails}) == 2
        (entry,) = await database["audit"].find({"what": "Sent a message again"}).to_list(None)
        assert (entry["who"], entry["about"]) == (ULLA.email, AINO.email)


async def test_nothing_that_it_said_can_be_read_in_the_store(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, ULLA) as (_, app, database):
        await sent(app, database)
        (copy,) = await database["copies"].find().to_list(None)
        assert "answer" not in str(copy)
        assert set(copy) == {"_id", "to", "sealed", "free_at", "expires_at"}


async def test_two_presses_are_one_letter(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, ULLA) as (http, app, database):
        letter = await sent(app, database)
        assert (await press(http, letter)).status_code == 303
        again = await press(http, letter)
        assert again.status_code == 422
        assert "a moment ago" in again.text
        assert await database["letters"].count_documents({}) == 2


async def test_what_is_no_longer_true_is_not_sent_again(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, ULLA) as (http, app, database):
        letter = await sent(app, database)
        await hear(app, build.closed("lapsed", language="en").model_copy(update={"closed": ()}), build.withdrawn("en"))
        refused = await press(http, letter)
        assert refused.status_code == 422
        assert "no longer true" in refused.text


async def test_links_for_signing_in_are_never_kept(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, ULLA) as (http, app, database):
        await hear(app, build.sign_in("en"))
        (letter,) = await states(database, "accepted", 1)
        assert await database["copies"].count_documents({}) == 0
        assert (await press(http, letter)).status_code == 422


async def test_programs_search_the_log_and_send_again(settings: Settings, inbox: Inbox) -> None:
    token = {"Authorization": f"Bearer {settings.coordinator_token.get_secret_value()}"}
    async with open_pages(settings, ULLA) as (http, app, database):
        letter = await sent(app, database)
        http.cookies.clear()
        (row,) = (await http.get("/notifications/api/log?to=aino@verkosto.example", headers=token)).json()
        assert (row["id"], row["state"]) == (letter["_id"], "accepted")
        given = await http.post(f"/notifications/api/letters/{row['id']}/resend", headers=token)
        assert given.status_code == 202
        again = await http.post(f"/notifications/api/letters/{row['id']}/resend", headers=token)
        assert again.status_code == 409


async def test_only_the_coordinator_sends_again(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, AINO) as (http, app, database):
        letter = await sent(app, database)
        assert (await press(http, letter)).status_code == 403
        page = (await http.get("/notifications/mine", headers=ENGLISH)).text
        assert "Send again" not in page
