"""Letters that come back, at work: by the mailbox, by the pipe; what follows for the letter, its reader, the others."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from services.notifications.bounces.mailbox import check_bounces, mailbox_of, read_once
from services.notifications.delivery.envelope import envelope_of
from shared.app.service import App
from shared.app.settings import Settings
from shared.messages.notifications import MessageUndelivered
from shared.people.person import Person
from shared.store.mongo import Database, Document
from tests.notifications import build
from tests.notifications.at_work import hear, open_pages, running, states, take
from tests.notifications.bounces import imap, mails
from tests.parts import Inbox
from tests.patience import until

BASE = "palautukset@verkosto.example"
ULLA = Person(email="koordinaattori@example.org", name="Ulla", language="en", coordinator=True)
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def ours(settings: Settings) -> Settings:
    return settings.model_copy(update={"bounce_address": BASE})


@pytest.fixture
async def box() -> AsyncIterator[imap.Box]:
    async with imap.listening() as found:
        yield found


def back(letter: Document, app: App) -> str:
    return envelope_of(letter["_id"], BASE, app.settings.service_key)


async def offer(app: App, database: Database, count: int = 1) -> Document:
    await hear(app, build.offered("en", names=("Aino",)).model_copy(update={"debriefing_id": f"case{count}"}))
    found = await states(database, "accepted", 1)
    return found[-1]


async def test_a_letter_that_comes_back_reached_nobody_and_the_others_hear_of_it(
    ours: Settings, inbox: Inbox, box: imap.Box
) -> None:
    async with running(ours) as (app, database):
        letter = await offer(app, database)
        assert inbox.box.mails("aino@verkosto.example")[0].sender == back(letter, app)
        box.mails = {4: mails.vacation(back(letter, app)), 7: mails.report(back(letter, app))}
        assert await read_once(app, mailbox_of(box.url)) == 2
        assert box.read == {4, 7}
        (bounced,) = await states(database, "bounced", 1)
        assert (bounced["status"], bounced["reply"]) == ("5.1.1", "550 5.1.1 no such user")

        async def told() -> list[str]:
            return await take(ours, MessageUndelivered)

        (said,) = await until(told, lambda found: len(found) == 1)
        assert '"about":"offer"' in said
        box.read.clear()  # it comes twice
        await read_once(app, mailbox_of(box.url))
        assert await take(ours, MessageUndelivered) == []


async def test_what_goes_to_a_dead_address_is_told_at_once_and_the_coordinator_mends_it(
    ours: Settings, inbox: Inbox, box: imap.Box
) -> None:
    async with open_pages(ours, ULLA) as (http, app, database):
        letter = await offer(app, database)
        box.mails = {1: mails.report(back(letter, app))}
        await read_once(app, mailbox_of(box.url))
        told = await inbox.mail(ours.coordinator_email, "aino@verkosto.example")
        assert "no such user" in told.text
        await hear(app, build.offered("en", names=("Aino",)).model_copy(update={"debriefing_id": "case2"}))
        (dead,) = await states(database, "suppressed", 1)
        assert "facts" not in dead
        await hear(app, build.sign_in("en"))
        await inbox.mail("aino@verkosto.example", count=2)  # a link for signing in goes out all the same

        async def undelivered() -> list[str]:
            return await take(ours, MessageUndelivered)

        await until(undelivered, lambda found: any('"case2"' in each for each in found))
        page = (await http.get("/notifications/undeliverable", headers=ENGLISH)).text
        assert "no such user" in page
        given = await http.post("/notifications/undeliverable/release", data={"email": "aino@verkosto.example"})
        assert given.status_code == 303
        assert "No address fails" in (await http.get("/notifications/undeliverable", headers=ENGLISH)).text
        await hear(app, build.offered("en", names=("Aino",)).model_copy(update={"debriefing_id": "case3"}))
        await inbox.mail("aino@verkosto.example", count=3)
        (entry,) = await database["audit"].find().to_list(None)
        assert entry["what"] == "Let mail go to an address again"


async def test_a_complaint_is_seen_and_mail_goes_on(ours: Settings, inbox: Inbox, box: imap.Box) -> None:
    async with running(ours) as (app, database):
        letter = await offer(app, database)
        box.mails = {1: mails.complaint(back(letter, app))}
        await read_once(app, mailbox_of(box.url))
        await states(database, "complained", 1)
        assert await database["failing_addresses"].count_documents({}) == 0


async def test_a_mail_server_s_pipe_hands_it_in(ours: Settings, inbox: Inbox) -> None:
    token = ours.coordinator_token.get_secret_value()
    async with open_pages(ours, ULLA) as (http, app, database):
        letter = await offer(app, database)

        def pipe(url: str, given: str) -> int:
            told = {**os.environ, "RINNALLA_PUBLIC_URL": url, "RINNALLA_COORDINATOR_TOKEN": given}
            command = [sys.executable, "-m", "services.notifications.bounces"]
            raw = mails.report(back(letter, app))
            return subprocess.run(command, input=raw, env=told, check=False, timeout=60).returncode  # noqa: S603

        url = str(http.base_url).rstrip("/")
        assert await asyncio.to_thread(pipe, url, "x" * 32) == 75
        assert await asyncio.to_thread(pipe, "http://127.0.0.1:1", token) == 75
        assert await asyncio.to_thread(pipe, "", token) == 78
        assert await asyncio.to_thread(pipe, url, token) == 0
        await states(database, "bounced", 1)
        http.cookies.clear()
        listed = await http.get("/notifications/api/undeliverable", headers={"Authorization": f"Bearer {token}"})
        assert [each["email"] for each in listed.json()] == ["aino@verkosto.example"]


async def test_the_mailbox_is_read_as_long_as_the_service_runs(ours: Settings, inbox: Inbox, box: imap.Box) -> None:
    box.mails = {1: b"Subject: hello\r\n\r\nhello\r\n"}
    reading = ours.model_copy(update={"bounce_imap": SecretStr(box.url)})

    async def read() -> set[int]:
        return box.read

    async with running(reading):
        await until(read, lambda found: found == {1})


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"bounce_address": "nobody"}, "RINNALLA_BOUNCE_ADDRESS"),
        ({"bounce_address": f"{'x' * 28}@verkosto.example"}, "RINNALLA_BOUNCE_ADDRESS"),
        ({"bounce_imap": SecretStr("imaps://a:b@mail.example")}, "set both"),
        ({"bounce_address": BASE, "bounce_imap": SecretStr("imap://a:secret@mail.example")}, "open line"),
        ({"bounce_address": BASE, "bounce_imap": SecretStr("imaps://mail.example")}, "names no mailbox"),
    ],
)
def test_what_can_t_be_used_ends_the_start_with_a_sentence(changes: dict[str, object], says: str) -> None:
    with pytest.raises(SystemExit, match=says) as told:
        check_bounces(build.settings().model_copy(update=changes))
    assert "secret" not in str(told.value)
