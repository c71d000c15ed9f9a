"""The unit of work on a real broker and a real store: all or nothing, once, in order."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from pymongo.errors import ConnectionFailure
from structlog.testing import capture_logs

from shared.app.settings import Settings
from shared.clock import utc_now
from shared.messages.base import Message
from shared.messaging.rows import OutboxRow
from shared.messaging.unit_of_work import NotOnlyKeptError, Unit
from shared.messaging.wire import outgoing
from shared.people.awaited import AwaitedStore
from shared.store.mongo import DuplicateKey, StaleRevision, Tx
from shared.store.store_time import LEASE
from tests.commands import listening
from tests.shared.kernel import Counter, Rang, Said, Side, note, side


@pytest.fixture
async def speaker(settings: Settings) -> AsyncIterator[Side]:
    async def ring(rang: Rang, unit: Unit, here: Side) -> None:
        await note(Said(about=rang.name, number=0), unit, here)

    async with side("speaker", settings, [Said, Rang], {Rang: ring}) as here:
        yield here


@pytest.fixture
async def listener(settings: Settings) -> AsyncIterator[Side]:
    async with side("listener", settings, [], {Said: note}) as here:
        yield here


def say(about: str, revision: int, *numbers: int) -> Any:
    async def decide(unit: Unit) -> None:
        unit.publish(about, revision, *(Said(about=about, number=number) for number in numbers))

    return decide


async def test_what_is_committed_is_heard_once_and_its_row_is_gone(speaker: Side, listener: Side) -> None:
    await speaker.units.run(say("a", 1, 7))
    await listener.until(1)
    await speaker.rest()
    assert await Counter(Tx(listener.database)).all() == [("a", 7)]


async def test_what_fails_leaves_no_trace(speaker: Side, listener: Side) -> None:
    async def decide(unit: Unit) -> None:
        await Counter(unit.tx).add("never", 1)
        unit.publish("a", 1, Said(about="never", number=1))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await speaker.units.run(decide)
    assert await speaker.database["heard"].count_documents({}) == 0
    assert await speaker.database["outbox"].count_documents({}) == 0


async def test_the_same_message_twice_takes_effect_once(speaker: Side, listener: Side) -> None:
    outgoing_message = outgoing(Said(about="a", number=1), message_id="one-id", time=utc_now(), cause=None)
    for _ in range(3):
        await speaker.publisher.publish(outgoing_message)
    await speaker.units.run(say("b", 1, 2))
    await listener.until(2)
    await asyncio.sleep(0.2)
    assert sorted(listener.heard) == [("a", 1), ("b", 2)]


async def test_what_says_the_whole_of_a_thing_is_one_write_that_a_repeat_or_an_older_one_leaves(speaker: Side) -> None:
    told: list[str] = []

    async def keep(unit: Unit, revision: int, people: tuple[str, ...]) -> None:
        await AwaitedStore(unit.tx).keep("case", revision, people, None, "/asked", utc_now())
        unit.after_commit(lambda: told.append(people[0]))

    cause = outgoing(Said(about="a", number=1), message_id="one-id", time=utc_now(), cause=None).envelope
    with listening() as asked:
        for revision, who in ((2, "second"), (1, "first"), (2, "again"), (3, "third")):
            await speaker.units.consume(cause, partial(keep, revision=revision, people=(who,)), latest=True)
    kept = await speaker.database["awaited"].find({}).to_list(2)
    assert [each["people"] for each in kept] == [["third"]]
    assert [str(each) for each in asked.heard if each.collection in ("awaited", "inbox")] == ["update awaited"] * 4
    assert told == ["second", "first", "again", "third"]


async def test_what_is_said_without_an_inbox_publishes_nothing(speaker: Side) -> None:
    cause = outgoing(Said(about="a", number=1), message_id="one-id", time=utc_now(), cause=None).envelope
    with pytest.raises(NotOnlyKeptError):
        await speaker.units.consume(cause, say("a", 1, 7), latest=True)
    assert await speaker.database["outbox"].count_documents({}) == 0


def watched(speaker: Side) -> list[int]:
    """The numbers that are sent, in their order."""
    sent: list[int] = []
    publish = speaker.relay._publish

    async def noting(message: Any) -> None:
        sent.append(Said.model_validate_json(message.body).number)
        await publish(message)

    speaker.relay._publish = noting
    return sent


async def test_one_aggregates_messages_are_sent_in_the_order_of_its_revisions(speaker: Side, listener: Side) -> None:
    sent = watched(speaker)
    for revision in range(1, 21):
        await speaker.units.run(say("a", revision, revision * 2, revision * 2 + 1))
    await listener.until(40)
    assert sent == sorted(sent)


async def test_a_stale_decision_is_taken_again_on_fresh_state(speaker: Side) -> None:
    seen: list[int] = []

    async def decide(unit: Unit) -> int:
        seen.append(len(seen))
        if len(seen) < 3:
            raise StaleRevision
        return len(seen)

    assert await speaker.units.run(decide) == 3


async def test_two_writers_of_one_document_both_get_through(speaker: Side) -> None:
    async def decide(unit: Unit) -> None:
        counters = speaker.database["counters"]
        found = await counters.find_one({"_id": "c"}, session=unit.tx.session)
        new = {"$set": {"n": (found or {"n": 0})["n"] + 1}}
        await counters.update_one({"_id": "c"}, new, upsert=True, session=unit.tx.session)

    await speaker.database["counters"].insert_one({"_id": "c", "n": 0})
    await asyncio.gather(*(speaker.units.run(decide) for _ in range(12)))
    assert (await speaker.database["counters"].find_one({"_id": "c"}) or {})["n"] == 12


async def test_a_duplicate_key_flies_out_and_keeps_nothing(speaker: Side) -> None:
    await speaker.database["heard"].insert_one({"_id": "taken"})

    async def decide(unit: Unit) -> None:
        unit.publish("a", 1, Said(about="a", number=1))
        await speaker.database["heard"].insert_one({"_id": "taken"}, session=unit.tx.session)

    with pytest.raises(DuplicateKey):
        await speaker.units.run(decide)
    assert await speaker.database["outbox"].count_documents({}) == 0


async def test_rows_of_a_dead_process_are_swept_up_in_order(speaker: Side, listener: Side) -> None:
    past = utc_now() - LEASE
    rows = [_row("dead", seq) for seq in (1, 2, 3)]
    await speaker.outbox.add(rows, "somebody-dead", past)
    await listener.until(3)
    assert sorted(listener.heard) == [("dead", 1), ("dead", 2), ("dead", 3)]
    await speaker.rest()


async def test_rows_of_a_living_process_are_left_to_it(speaker: Side, listener: Side) -> None:
    await speaker.outbox.add([_row("alive", 1)], "somebody-else", utc_now() + timedelta(seconds=60))
    await asyncio.sleep(1.3)
    assert listener.heard == []
    assert await speaker.database["outbox"].count_documents({}) == 1


@pytest.mark.parametrize("first", [0, 1, 7])
async def test_a_later_revision_never_overtakes_the_first_whatever_its_number(
    speaker: Side, listener: Side, first: int
) -> None:
    """The first is still another replica's, which lives and is slow; then that one dies."""
    sent = watched(speaker)
    await speaker.outbox.add([_row("slow", first)], "another", utc_now() + timedelta(seconds=2))
    await speaker.units.run(say("slow", first + 1, first + 1))
    await asyncio.sleep(0.3)
    assert sent == []
    await listener.until(2)
    assert sent == [first, first + 1]


async def test_what_is_known_to_be_first_looks_for_nothing_earlier(
    speaker: Side, listener: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: OutboxRow) -> list[Any]:
        raise AssertionError

    monkeypatch.setattr(speaker.outbox, "before", never)

    async def decide(unit: Unit) -> None:
        unit.publish("new", 1, Said(about="new", number=1), first=True)

    await speaker.units.run(decide)
    await listener.until(1)


async def test_a_store_that_fails_while_a_row_is_taken_over_silences_nobody(
    speaker: Side, listener: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, failures = speaker.outbox.take, [ConnectionFailure("gone"), RuntimeError("whatever")]

    async def stumble(*given: Any) -> bool:
        if failures:
            raise failures.pop()
        return await take(*given)

    monkeypatch.setattr(speaker.outbox, "take", stumble)
    sent = watched(speaker)
    await speaker.outbox.add([_row("dead", 1)], "somebody-dead", utc_now() - LEASE)
    await speaker.units.run(say("dead", 2, 2))
    await listener.until(2)
    await speaker.units.run(say("dead", 3, 3))
    await listener.until(3)
    assert sent == [1, 2, 3]


async def test_a_living_owner_s_row_is_asked_for_more_and_more_rarely(
    speaker: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[OutboxRow] = []
    before = speaker.outbox.before

    async def counted(row: OutboxRow) -> list[Any]:
        asked.append(row)
        return await before(row)

    monkeypatch.setattr(speaker.outbox, "before", counted)
    await speaker.outbox.add([_row("alive", 1)], "somebody-else", utc_now() + timedelta(seconds=60))
    await speaker.units.run(say("alive", 2, 2))
    await asyncio.sleep(1.2)
    assert 2 < len(asked) < 15


async def test_a_timer_rings_once_when_due_and_not_when_forgotten(speaker: Side) -> None:
    async def decide(unit: Unit) -> None:
        unit.schedule("soon", unit.now + timedelta(milliseconds=100), Rang(name="soon"))
        unit.schedule("never", unit.now + timedelta(milliseconds=100), Rang(name="never"))

    await speaker.units.run(decide)
    await speaker.units.run(_forget("never"))
    await speaker.until(1)
    await asyncio.sleep(0.4)
    assert speaker.heard == [("soon", 0)]
    assert await speaker.database["timers"].count_documents({}) == 0


def _forget(key: str) -> Any:
    async def decide(unit: Unit) -> None:
        unit.cancel_timer(key)

    return decide


def _row(about: str, seq: int) -> OutboxRow:
    said: Message = Said(about=about, number=seq)
    return OutboxRow(about, seq, (outgoing(said, message_id=f"{about}-{seq}", time=utc_now(), cause=None),))


async def test_what_fails_after_the_commit_is_no_failure_of_the_unit(speaker: Side) -> None:
    called: list[str] = []

    def fail() -> None:
        raise RuntimeError("a secret")

    async def decide(unit: Unit) -> int:
        unit.after_commit(fail)
        unit.after_commit(lambda: called.append("the next"))
        return 7

    with capture_logs() as said:
        assert await speaker.units.run(decide) == 7
    assert called == ["the next"]
    assert [row["why"] for row in said if row["event"] == "after a commit"] == ["RuntimeError"]
