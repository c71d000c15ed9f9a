"""Nobody waits behind a document that a killed process's open transaction holds: it is passed over for now."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from shared.clock import utc_now
from shared.messages.base import Message
from shared.messaging.outbox import Outbox
from shared.messaging.rows import OutboxRow, Timer
from shared.messaging.wire import OutgoingMessage, outgoing
from shared.store import mongo
from shared.store.mongo import Tx

SOON = 5.0  # seconds; whoever waited for the transaction would wait for ever, or until the store undoes it


class Rang(Message, owner="speaker", to=("speaker",)):
    """A timer."""


def outgoing_message() -> OutgoingMessage:
    return outgoing(Rang(), message_id="m", time=utc_now(), cause=None)


@pytest.fixture
async def held(mongo_client: mongo.Client, database: mongo.Database) -> AsyncIterator[Outbox]:
    """An outbox with a row and a timer, both held by an open transaction."""
    outbox = Outbox(Tx(database))
    await outbox.add([OutboxRow("a", 1, (outgoing_message(),))], "us", utc_now())
    await outbox.set_timer(Timer("t", DUE, outgoing_message()))
    async with await mongo_client.start_session() as killed:
        killed.start_transaction()
        for name in ("outbox", "timers"):
            await database[name].update_many({}, {"$set": {"held": True}}, session=killed)
        yield outbox


DUE = utc_now() + timedelta(hours=1)


async def test_a_row_that_somebody_holds_is_removed_later(held: Outbox) -> None:
    await asyncio.wait_for(held.remove([OutboxRow("a", 1, ())]), SOON)
    assert await held.waiting() == 1


async def test_a_timer_that_somebody_holds_is_removed_later(held: Outbox) -> None:
    await asyncio.wait_for(held.remove_timer("t", DUE), SOON)
    assert len(await held.due(DUE)) == 1


async def test_a_row_that_somebody_holds_keeps_no_other_from_being_removed(held: Outbox) -> None:
    await held.add([OutboxRow("b", 1, (outgoing_message(),))], "us", utc_now())
    await asyncio.wait_for(held.remove([OutboxRow("a", 1, ()), OutboxRow("b", 1, ())]), SOON)
    assert await held.waiting() == 1


async def test_what_nobody_holds_is_removed(database: mongo.Database) -> None:
    outbox = Outbox(Tx(database))
    await outbox.add([OutboxRow("a", 1, (outgoing_message(),))], "us", utc_now())
    await outbox.set_timer(Timer("t", DUE, outgoing_message()))
    await outbox.remove([OutboxRow("a", 1, ())])
    await outbox.remove_timer("t", DUE)
    assert (await outbox.waiting(), await outbox.due(DUE)) == (0, [])
