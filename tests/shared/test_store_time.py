"""Leases are by the store's time: replicas whose clocks are apart take nothing from each other."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from shared.app.settings import Settings
from shared.clock import Clock, utc_now
from shared.messaging.rows import Timer
from shared.messaging.unit_of_work import Unit
from shared.messaging.wire import OutgoingMessage
from shared.store.mongo import Database
from shared.store.store_time import LEASE, StoreTime
from tests.patience import until
from tests.shared.kernel import Rang, Said, Side, side
from tests.shared.test_timers import outgoing_message, ring

APART = timedelta(seconds=9)


def ahead(by: timedelta) -> Clock:
    return lambda: utc_now() + by


async def test_the_stores_time_is_the_servers_whatever_this_machine_shows(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = StoreTime(database)
    await here.measure()
    before = utc_now()  # the embedded store is on this machine
    assert abs(here() - before) < timedelta(seconds=1)
    monkeypatch.setattr("shared.store.store_time.utc_now", ahead(APART))
    assert abs(here() - utc_now()) < timedelta(seconds=1)


async def test_what_one_replica_has_in_hand_no_other_takes_however_far_their_clocks_are_apart(
    settings: Settings,
) -> None:
    """Rows and timers that wait long: one replica's clock is far ahead, the other's far behind."""
    sent: Counter[str] = Counter()
    held = asyncio.Event()
    async with (
        side("speaker", settings, [Said, Rang], {Rang: ring}, ahead(APART)) as fast,
        side("speaker", settings, [Said, Rang], {Rang: ring}, ahead(-APART)) as slow,
    ):
        for here in (fast, slow):
            waiting(here, sent, held)
        for here, name in ((fast, "fast"), (slow, "slow")):
            await here.units.run(say(name))
            await here.outbox.set_timer(Timer(name, utc_now() - 2 * APART, outgoing_message(name)))
        await asyncio.sleep(2.5)
        assert sent == Counter({"said fast": 1, "said slow": 1, "rang fast": 1, "rang slow": 1})
        await asyncio.sleep(LEASE.total_seconds())  # rows are kept in hand by renewing
        assert (sent["said fast"], sent["said slow"]) == (1, 1)
        held.set()
        await until(lambda: fast.database["outbox"].count_documents({}), lambda left: not left)


def say(name: str) -> Any:
    async def decide(unit: Unit) -> None:
        unit.publish(name, 1, Said(about=name, number=1))

    return decide


def waiting(here: Side, sent: Counter[str], held: asyncio.Event) -> None:
    """The broker takes a message, and confirms it only when it is told to."""
    publish = here.relay._publish

    async def slowly(message: OutgoingMessage) -> None:
        said = message.envelope.type.split(".")[1]
        name = message.body.decode().split('"')[3]
        sent[f"{said} {name}"] += 1
        await held.wait()
        await publish(message)

    here.relay._publish = slowly
