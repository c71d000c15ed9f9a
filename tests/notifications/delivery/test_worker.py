"""Letters on their way, with a real SMTP server, broker and store: each mail once, urgent first, nothing lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from services.notifications.delivery.journal import Journal, folder_of
from services.notifications.delivery.worker import SLOWEST
from shared.app.settings import Settings
from shared.messages.notifications import MessagesDelivered
from tests.notifications import build
from tests.notifications.at_work import Notifications, hear, running, states, take
from tests.notifications.delivery import scripted
from tests.parts import Inbox


@pytest.fixture
async def notifications(settings: Settings) -> AsyncIterator[Notifications]:
    async with running(settings) as here:
        yield here


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
    async with running(settings) as (runtime, database):
        inbox.door.pause(60)
        await hear(runtime, build.withdrawn())
        (letter,) = await states(database, "pending", 1)
    journal = Journal(folder_of(settings), f"{settings.database_prefix}-{settings.http_port}")
    journal.note(letter["_id"])
    journal.close()
    inbox.door.resume()
    async with running(settings) as (_, database):
        await states(database, "accepted", 1)
    assert inbox.box.mails() == []


async def test_addresses_that_take_no_mail_now_or_never_hold_up_nobody(settings: Settings) -> None:
    def answers(verb: str, line: str) -> str:
        return "450 4.2.0 greylisted" if verb == "RCPT" and "later" in line else ""

    async with scripted.listening(answers) as server:
        async with running(settings.model_copy(update={"smtp_url": server.url})) as (runtime, database):
            await hear(runtime, build.offered(names=tuple(f"later{n}" for n in range(6))))
            await hear(runtime, build.offered(names=tuple(f"mäija{n}" for n in range(6))))
            await hear(runtime, build.offered(names=("Aino", "Mikael")))
            assert len(await states(database, "accepted", 2)) == 2
            assert len(await states(database, "refused", 6)) == 6
            assert await database["letters"].count_documents({"state": "pending"}) == 6
        assert sorted(server.taken) == ["aino@verkosto.example", "mikael@verkosto.example"]


async def test_who_was_put_off_gets_the_letter_later(settings: Settings) -> None:
    refusals = iter(("450 4.2.0 greylisted", "450 4.2.0 greylisted"))

    def answers(verb: str, _line: str) -> str:
        return next(refusals, "") if verb == "RCPT" else ""

    async with scripted.listening(answers) as server:
        async with running(settings.model_copy(update={"smtp_url": server.url})) as (runtime, database):
            await hear(runtime, build.withdrawn())
            await states(database, "accepted", 1)
        assert server.taken == ["maija@liedonkoulu.example"]


async def test_a_network_that_is_not_let_in_loses_no_letter(settings: Settings) -> None:
    closed = True

    def answers(verb: str, _line: str) -> str:
        return "554 5.3.2 no service" if verb == "CONNECT" and closed else ""

    async with (
        scripted.listening(answers) as server,
        running(settings.model_copy(update={"smtp_url": server.url})) as (runtime, database),
    ):
        await hear(runtime, build.offered())
        await asyncio.sleep(0.5)
        assert await database["letters"].count_documents({"state": "pending"}) == 2
        closed = False
        await states(database, "accepted", 2)


async def test_a_stop_in_the_middle_of_a_mail_waits_for_its_answer(settings: Settings) -> None:
    async with scripted.listening() as server:
        server.slowness = 0.6
        there = settings.model_copy(update={"smtp_url": server.url})
        async with running(there) as (runtime, _):
            await hear(runtime, build.withdrawn())
            await asyncio.sleep(0.2)
        async with running(there) as (_, database):
            await states(database, "accepted", 1)
            await asyncio.sleep(1.5)  # longer than a sweep
        assert server.taken == ["maija@liedonkoulu.example"]


async def test_a_stop_lets_go_of_what_waits_so_that_the_next_process_sends_it_at_once(
    settings: Settings, inbox: Inbox
) -> None:
    inbox.door.pause(60)
    async with running(settings) as (runtime, _):
        await hear(runtime, build.offered())
    inbox.door.resume()
    async with running(settings), asyncio.timeout(3):  # a claim alone would last five seconds
        await inbox.mail("aino@verkosto.example")


async def test_claims_on_what_waits_are_kept_while_the_process_lives(settings: Settings, inbox: Inbox) -> None:
    inbox.door.pause(60)
    async with running(settings) as (runtime, database):
        await hear(runtime, build.withdrawn())
        (before,) = await states(database, "pending", 1)
        await asyncio.sleep(3.5)
        (after,) = await states(database, "pending", 1)
        assert after["lease"] > before["lease"]
        assert after["owner"] == before["owner"]


async def test_what_another_process_took_is_not_sent_here(settings: Settings, inbox: Inbox) -> None:
    inbox.door.pause(60)
    async with running(settings) as (runtime, database):
        await hear(runtime, build.withdrawn())
        await states(database, "pending", 1)
        theirs = {"owner": "another", "lease": runtime.clock() + timedelta(minutes=1)}
        await database["letters"].update_many({}, {"$set": theirs})
        runtime.state.prolong(dict.fromkeys(runtime.state.in_hand, runtime.clock()))  # as after a long standstill
        inbox.door.resume()
        await asyncio.sleep(3)
        assert not runtime.state.in_hand
    assert inbox.box.mails() == []


async def test_what_the_journal_knows_to_be_out_is_told_to_the_others(settings: Settings, inbox: Inbox) -> None:
    async with running(settings) as (runtime, database):
        inbox.door.pause(60)
        await hear(runtime, build.offered(names=("Aino",)))
        (letter,) = await states(database, "pending", 1)
    journal = Journal(folder_of(settings), f"{settings.database_prefix}-{settings.http_port}")
    journal.note(letter["_id"])
    journal.close()
    await take(settings, MessagesDelivered)
    async with running(settings), asyncio.timeout(10):
        while not (told := await take(settings, MessagesDelivered)):
            await asyncio.sleep(0.05)
    assert letter["reference"] in told[0]


async def test_a_letter_that_cannot_be_read_holds_up_no_other(settings: Settings, inbox: Inbox) -> None:
    async with running(settings) as (runtime, database):
        await hear(runtime, build.withdrawn())
        (good,) = await states(database, "accepted", 1)
        left = {"state": "pending", "owner": "dead", "lease": build.NOW.replace(year=2020)}
        await database["letters"].insert_one({**good, **left, "_id": "0" * 32, "facts": None})
        facts = {"organisation": "Liedon koulu", "name": "Maija"}
        await database["letters"].insert_one({**good, **left, "_id": "1" * 32, "facts": facts})
        inbox.box.clear()
        await inbox.mail("maija@liedonkoulu.example")
