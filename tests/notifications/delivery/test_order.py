"""Mail that waits: what is stale is not sent any more, and nobody is told the end before the beginning."""

import asyncio
from datetime import timedelta

from shared.app.settings import Settings
from shared.clock import utc_now
from shared.store.store_time import LEASE
from tests.notifications import build
from tests.notifications.at_work import hear, running, states
from tests.notifications.delivery import scripted
from tests.notifications.letters.test_stale import closed_for_leaders, withdrawn
from tests.parts import Inbox
from tests.patience import until

MAIJA, AINO = "maija@liedonkoulu.example", "aino@verkosto.example"


async def test_what_is_withdrawn_while_the_server_is_away_is_told_as_over_alone(
    settings: Settings, inbox: Inbox
) -> None:
    inbox.door.pause(60)
    async with running(settings) as (runtime, database):
        await hear(runtime, build.requested(), build.offered())
        await states(database, "pending", 3)
        await hear(runtime, withdrawn(knows=False))
        await hear(runtime, closed_for_leaders())
        inbox.door.resume()
        await states(database, "accepted", 3)
        await states(database, "superseded", 3)
    assert [mail.subject.split(":")[0] for mail in inbox.box.mails(AINO)] == ["Peruttu"]
    assert len(inbox.box.mails(MAIJA)) == 1


async def test_a_greylisted_invitation_does_not_come_after_its_cancellation(settings: Settings) -> None:
    said: list[str] = []
    greylisted = True

    def answers(verb: str, _line: str) -> str:
        return "450 4.2.0 greylisted" if verb == "RCPT" and greylisted else ""

    async with (
        scripted.listening(answers) as server,
        running(settings.model_copy(update={"smtp_url": server.url})) as (runtime, database),
    ):
        await hear(runtime, build.scheduled())
        await until(lambda: _put_off(runtime.state), lambda count: count == 3)
        await hear(runtime, build.cancelled())
        greylisted = False
        await states(database, "accepted", 3)
        said = [row["kind"] for row in await states(database, "accepted", 3)]
        await states(database, "superseded", 3)
    assert said == ["session_cancelled"] * 3
    assert len(server.taken) == 3


async def _put_off(queue: object) -> int:
    return len(queue._put_off)  # type: ignore[attr-defined]


async def test_what_is_superseded_on_its_way_comes_first_and_its_successor_after_it(settings: Settings) -> None:
    async with scripted.listening() as server:
        server.slowness = 0.6
        there = settings.model_copy(update={"smtp_url": server.url})
        async with running(there) as (runtime, database):
            await hear(runtime, build.requested(verified=True))
            await until(lambda: _under_way(runtime.state))
            await hear(runtime, build.withdrawn())
            rows = await states(database, "accepted", 2)
    assert server.taken == [MAIJA, MAIJA]
    by_kind = {row["kind"]: row["settled_at"] for row in rows}
    assert by_kind["received"] < by_kind["withdrawn"]


async def _under_way(queue: object) -> bool:
    return bool(queue._under_way)  # type: ignore[attr-defined]


async def test_a_letter_waits_for_another_processs_older_one_until_it_is_let_go(
    settings: Settings, inbox: Inbox
) -> None:
    async with running(settings) as (runtime, database):
        inbox.door.pause(60)
        await hear(runtime, build.requested(verified=True))
        await states(database, "pending", 1)
        theirs = {"owner": "another", "lease": utc_now() + timedelta(minutes=1)}
        await database["letters"].update_many({}, {"$set": theirs})
        runtime.state.give_up(list(runtime.state.in_hand))
        inbox.door.resume()
        await hear(runtime, build.withdrawn())
        await states(database, "superseding", 1)
        assert await database["letters"].count_documents({"state": "accepted"}) == 0
        assert len(runtime.state.waited_for()) == 1
        await database["letters"].update_many(
            {"owner": "another"}, {"$set": {"lease": utc_now() - timedelta(minutes=1)}}
        )
        (row,) = await states(database, "accepted", 1)
    assert row["kind"] == "withdrawn"
    assert len(inbox.box.mails(MAIJA)) == 1


async def test_two_processes_whose_clocks_are_apart_leave_each_others_letters_alone(
    settings: Settings, inbox: Inbox
) -> None:
    inbox.door.pause(60)
    async with (
        running(settings, lambda: utc_now() - timedelta(seconds=8)) as (slow, database),
        running(settings),
    ):
        await hear(slow, build.withdrawn())
        await asyncio.sleep(LEASE.total_seconds() + 1)
        (row,) = await states(database, "pending", 1)
        assert row["owner"] == slow.state.owner
        inbox.door.resume()
        await states(database, "accepted", 1)
    (mail,) = inbox.box.mails(MAIJA)
    assert mail.copies == 1


async def test_what_can_no_longer_be_done_is_not_sent(settings: Settings, inbox: Inbox) -> None:
    inbox.door.pause(60)
    async with running(settings, lambda: build.NOW + timedelta(hours=1)) as (runtime, database):
        await hear(runtime, build.sign_in())
        inbox.door.resume()
        (row,) = await states(database, "superseded", 1)
    assert row["kind"] == "sign_in"
    assert inbox.box.mails() == []
