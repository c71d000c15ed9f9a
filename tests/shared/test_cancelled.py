"""A unit of work whose caller is cancelled, at whatever moment: all of it takes effect, or nothing."""

import asyncio
import contextlib
import inspect
import random
import secrets
import sys
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from pymongo.synchronous.client_session import ClientSession

from shared.app.settings import Settings
from shared.clock import utc_now
from shared.messaging.outbox import Outbox
from shared.messaging.relay import Relay
from shared.messaging.unit_of_work import Unit, Units
from shared.messaging.wire import Envelope
from shared.store import mongo
from shared.store.mongo import Database, Session, Tx, at_once, transaction
from tests.shared.kernel import Counter, Said
from tests.shared.wire import Line, line

CANCELLED = 2_000
AT_A_TIME = 16
SLOW = 0.03  # seconds that the driver's thread takes before a command goes out


@pytest.fixture
def slow_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver's threads stand still for a moment just before they ask whether a command is of a transaction."""
    honest = inspect.getattr_static(ClientSession, "in_transaction").fget

    def late(self: Any) -> Any:
        asking = sys._getframe(1)
        if asking.f_code.co_name == "_apply_to" and "lsid" in asking.f_locals["command"]:
            time.sleep(SLOW)
        return honest(self)

    monkeypatch.setattr(ClientSession, "in_transaction", property(late))


async def cancelled(work: Any, seconds: float) -> None:
    """Begin, and cancel after so many seconds."""
    task = asyncio.create_task(work)
    await asyncio.sleep(seconds)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def two_writes(database: Database, n: int) -> None:
    async def work(tx: Tx) -> None:
        await database["inbox"].insert_one({"_id": n}, session=tx.session)
        await database["state"].insert_one({"_id": n}, session=tx.session)

    await transaction(database.client, database, work)


@pytest.mark.usefixtures("slow_driver")
async def test_a_write_that_is_under_way_never_lands_alone(database: Database) -> None:
    await database["inbox"].insert_one({"_id": "here"})
    await database["state"].insert_one({"_id": "here"})
    moments = [SLOW * 0.25 * step for step in range(24)]  # before, in and after each of the commands
    for n, moment in enumerate(moments):
        await cancelled(two_writes(database, n), moment)
    await asyncio.sleep(SLOW * 2)
    assert await ids(database, "inbox") == await ids(database, "state")


@pytest.mark.usefixtures("slow_driver")
async def test_a_small_write_that_is_cancelled_is_whole_too(database: Database) -> None:
    async def work(session: Session) -> int:
        await database["inbox"].insert_one({}, session=session)
        await database["state"].insert_one({}, session=session)
        return 1

    await asyncio.gather(*(cancelled(at_once(database, work), SLOW * 0.3 * step) for step in range(12)))
    await asyncio.sleep(SLOW * 2)
    assert len(await ids(database, "inbox")) == len(await ids(database, "state"))


@pytest.mark.usefixtures("slow_driver")
async def test_even_a_task_that_is_ended_itself_writes_nothing_outside_of_its_transaction(database: Database) -> None:
    """At the end of a process nobody is left to wait."""
    known = asyncio.all_tasks()
    outer = [asyncio.create_task(two_writes(database, n)) for n in range(4)]
    await asyncio.sleep(SLOW / 2)
    for task in asyncio.all_tasks() - known:
        task.cancel()
    await asyncio.gather(*outer, return_exceptions=True)
    await asyncio.sleep(SLOW * 3)
    assert await ids(database, "inbox") == await ids(database, "state") == set()


@pytest.fixture
async def cuttable(settings: Settings) -> AsyncIterator[tuple[Line, Units, Database]]:
    """Units of work over a line to the store that can be cut; the database is reached past it too.

    It goes with the store: dropping it would wait for transactions that were cut off.
    """
    there = urlsplit(settings.mongo_url)
    client = mongo.connect(settings.mongo_url)
    async with line(there.hostname or "", there.port or 0) as cut:
        over = mongo.connect(f"mongodb://127.0.0.1:{cut.port}/?{there.query}")
        database = mongo.database_of(over, f"t{secrets.token_hex(4)}")

        async def nowhere(_: Any) -> None:
            await asyncio.Event().wait()

        relay = Relay(Outbox(Tx(database)), nowhere, utc_now, "me")
        await Units.prepare(database)
        yield cut, Units(over, database, relay, settings, utc_now, lambda _: None), client[database.name]
        await relay.close()
        over.close()
        client.close()


@pytest.mark.timeout(240)
async def test_thousands_are_cancelled_with_the_store_away_and_back_and_none_is_half_done(
    cuttable: tuple[Line, Units, Database],
) -> None:
    cut, units, database = cuttable
    chance = random.Random(20261126)  # noqa: S311  # to be repeated, not to be secret
    numbers = iter(range(CANCELLED))

    async def one(n: int) -> None:
        async def decide(unit: Unit) -> None:
            await Counter(unit.tx).add("m", n)
            unit.publish(f"m{n}", 1, Said(about="m", number=n))

        heard = units.consume(Envelope(f"m{n}", "speaker.said", utc_now(), f"m{n}"), decide)
        with contextlib.suppress(mongo.DatabaseError):
            await cancelled(heard, chance.uniform(0, 0.04))

    async def many() -> None:
        for n in numbers:
            await one(n)

    async def away_and_back() -> None:
        while True:
            await asyncio.sleep(chance.uniform(0.3, 0.8))
            cut.cut()
            await asyncio.sleep(chance.uniform(0.01, 0.2))
            cut.mend()

    away = asyncio.create_task(away_and_back())
    await asyncio.gather(*(many() for _ in range(AT_A_TIME)))
    away.cancel()
    cut.mend()
    await units.rest()
    inbox, state, rows = [await ids(database, name) for name in ("inbox", "heard", "outbox")]
    done = {f"m{each['number']}" async for each in database["heard"].find({})}
    assert inbox == done
    assert len(state) == len(done)
    assert {row.split(":")[0] for row in rows} == done
    assert len(done) > CANCELLED / 2


async def ids(database: Database, collection: str) -> set[Any]:
    return {each["_id"] async for each in database[collection].find({})}
