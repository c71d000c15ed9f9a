"""The mailer, with a real SMTP server, broker and store: each mail once, urgent first, nothing lost."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from services.notifications.handlers import write_letters
from services.notifications.journal import Journal
from services.notifications.mailer import SLOWEST
from services.notifications.service import SERVICE
from services.notifications.store import Store
from shared.app import build as build_app
from shared.messages.base import Message
from shared.mongo import Database, Document, connect, database_of
from shared.service import Runtime
from shared.settings import Settings
from shared.work import Unit
from tests.notifications import build
from tests.parts import Inbox

Notifications = tuple[Runtime[Store], Database]


@contextlib.asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Notifications]:
    """Notifications alone, ready; it runs until the test ends."""
    app = build_app(SERVICE, settings)
    client = connect(settings.mongo_url)
    async with app.router.lifespan_context(app):
        runtime: Runtime[Store] = app.state.runtime
        database = database_of(client, f"{settings.database_prefix}_notifications")
        async with asyncio.timeout(20):
            while app.state.health.waiting_for():
                await asyncio.sleep(0.02)
        yield runtime, database
    client.close()


@pytest.fixture
async def notifications(settings: Settings) -> AsyncIterator[Notifications]:
    async with running(settings) as here:
        yield here


async def hear(runtime: Runtime[Store], *events: Message) -> None:
    async def decide(unit: Unit[Store]) -> None:
        for event in events:
            await write_letters(event, unit)

    await runtime.run(decide)


async def states(database: Database, state: str, count: int) -> list[Document]:
    async with asyncio.timeout(10):
        while len(found := await database["letters"].find({"state": state}).to_list(None)) < count:
            await asyncio.sleep(0.02)
    return found


async def test_a_letter_is_sent_and_its_links_are_forgotten(notifications: Notifications, inbox: Inbox) -> None:
    runtime, database = notifications
    await hear(runtime, build.offered())
    mail = await inbox.mail("aino@verkosto.example")
    assert build.ANSWER in mail.text
    for letter in await states(database, "accepted", 2):
        assert "facts" not in letter


async def test_a_refused_address_is_given_up_at_once_and_told_to_the_others(
    notifications: Notifications, inbox: Inbox
) -> None:
    runtime, database = notifications
    offered = build.offered(names=("refused.Aino", "Mikael"))
    await hear(runtime, offered)
    await inbox.mail("mikael@verkosto.example")
    (letter,) = await states(database, "refused", 1)
    assert letter["code"] == 550
    assert letter["reference"] == "case-0"


async def test_while_the_server_is_away_nothing_is_lost_and_urgent_mail_is_first_afterwards(
    notifications: Notifications, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SLOWEST, "normal", 0.2)
    monkeypatch.setitem(SLOWEST, "urgent", 0.2)
    runtime, _ = notifications
    inbox.door.pause(60)
    await hear(runtime, *(build.feedback().model_copy(update={"invitation_id": f"i{n}"}) for n in range(5)))
    await asyncio.sleep(0.3)
    await hear(runtime, build.offered())
    await asyncio.sleep(0.3)
    inbox.door.resume()
    await inbox.mail("maija@liedonkoulu.example", count=5)
    order = [mail.to.split("@")[0] for mail in inbox.box.mails()]
    assert set(order[:3]) >= {"aino", "mikael"}  # one normal letter may have been under way
    assert len(order) == 7


async def test_what_a_dead_process_left_is_sent(settings: Settings, inbox: Inbox) -> None:
    async with running(settings) as (runtime, database):
        await hear(runtime, build.withdrawn())
        await states(database, "accepted", 1)
        left = {"state": "pending", "owner": "dead", "lease": build.NOW.replace(year=2020)}
        facts = {"organisation": "Liedon koulu", "name": "Maija"}
        await database["letters"].update_many({}, {"$set": {**left, "facts": facts}, "$unset": {"settled_at": ""}})
        inbox.box.clear()
        await inbox.mail("maija@liedonkoulu.example", "peruttu")


async def test_what_the_journal_knows_to_be_out_is_not_sent_again(settings: Settings, inbox: Inbox) -> None:
    assert settings.journal_dir is not None
    async with running(settings) as (runtime, database):
        inbox.door.pause(60)
        await hear(runtime, build.withdrawn())
        (letter,) = await states(database, "pending", 1)
    journal = Journal(settings.journal_dir, f"{settings.database_prefix}-{settings.http_port}")
    journal.note(letter["_id"])
    journal.close()
    inbox.door.resume()
    async with running(settings) as (_, database):
        await states(database, "accepted", 1)
    assert inbox.box.mails() == []
