"""Letters over which a server breaks off, or falls silent: they are counted for themselves, and others go on."""

import asyncio

import pytest

from services.notifications.delivery import worker
from services.notifications.delivery.queue import ROOM
from shared.app.settings import Settings
from tests.notifications import build
from tests.notifications.at_work import hear, running, states
from tests.notifications.delivery import scripted

STUBBORN = tuple(f"bad{n}" for n in range(4))


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("RCPT", "421 4.7.0 not to this one now"),
        ("RCPT", scripted.DROPS),
        ("SENT", "421 4.3.2 not this one"),
        ("SENT", scripted.DROPS),
        ("SENT", scripted.HANGS),
        ("RCPT", scripted.HANGS),
    ],
)
async def test_four_that_a_server_leaves_over_hold_up_nobody(settings: Settings, verb: str, said: str) -> None:
    tried: list[str] = []

    def answers(asked: str, line: str) -> str:
        if asked == verb and "bad" in line:
            tried.append(line)
            return said
        return ""

    async with scripted.listening(answers) as server:
        there = settings.model_copy(update={"smtp_url": server.url})
        async with running(there) as (runtime, database):
            await hear(runtime, build.offered(names=STUBBORN))
            await _until_tried(tried, 4)
            await hear(runtime, build.offered(names=("Aino", "Mikael")))
            async with asyncio.timeout(worker.ASIDE_AFTER + 5):
                await states(database, "accepted", 2)
            await hear(runtime, build.offered(names=("Liisa",)))
            async with asyncio.timeout(worker.ASIDE_AFTER + 5):
                await states(database, "accepted", 3)
            assert await database["letters"].count_documents({"state": "pending"}) == 4
    assert {to.split("@")[0] for to in server.taken} == {"aino", "mikael", "liisa"}


async def _until_tried(tried: list[str], count: int) -> None:
    async with asyncio.timeout(20):
        while len(tried) < count:
            await asyncio.sleep(0.02)


async def test_what_a_server_left_over_once_is_tried_again_and_comes(settings: Settings) -> None:
    left = iter([scripted.DROPS, "421 4.7.0 later"])

    def answers(asked: str, _line: str) -> str:
        return next(left, "") if asked == "RCPT" else ""

    async with scripted.listening(answers) as server:
        async with running(settings.model_copy(update={"smtp_url": server.url})) as (runtime, database):
            await hear(runtime, build.withdrawn())
            await states(database, "accepted", 1)
        assert server.taken == ["maija@liedonkoulu.example"]


async def test_tries_become_rare(settings: Settings) -> None:
    tried: list[str] = []

    def answers(asked: str, line: str) -> str:
        if asked == "RCPT":
            tried.append(line)
            return "421 4.7.0 not to this one now"
        return ""

    async with (
        scripted.listening(answers) as server,
        running(settings.model_copy(update={"smtp_url": server.url})) as (runtime, _),
    ):
        await hear(runtime, build.withdrawn())
        await asyncio.sleep(4)
    assert 2 <= len(tried) <= 5


async def test_more_letters_than_there_is_room_for_are_all_sent(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ROOM, "urgent", 3)
    async with (
        scripted.listening() as server,
        running(settings.model_copy(update={"smtp_url": server.url})) as (runtime, database),
    ):
        await hear(runtime, build.offered(names=tuple(f"s{n}" for n in range(10))))
        assert len(runtime.state.in_hand) <= 3
        await states(database, "accepted", 10)
    assert len(server.taken) == 10
