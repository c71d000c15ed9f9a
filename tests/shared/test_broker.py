"""What becomes of a message that can't be handled: parked with its reason, or tried again."""

import asyncio
from typing import Any
from unittest.mock import AsyncMock

import aio_pika
import pytest
from pymongo.errors import ConnectionFailure

from shared.app.settings import Settings
from shared.clock import utc_now
from shared.messaging import outcome
from shared.messaging.broker import ATTEMPT, QUEUE, REASON, Consumer, Outcome, Publisher, Unhandled
from shared.messaging.routing import EVENTS, WAITS, parking_queue, type_name
from shared.messaging.unit_of_work import Unit
from tests.patience import PATIENCE
from tests.shared.kernel import Rang, Said, Side, note, side

GOOD = b'{"about": "a", "number": 1}'


async def parked(here: Side, count: int) -> list[Any]:
    queue = await here.publisher.broker.declare_queue(parking_queue("listener"))
    found = [await queue.get(fail=False) or await _patiently(queue) for _ in range(count)]
    for each in found:
        await each.ack()
    return found


async def _patiently(queue: Any) -> Any:
    async with queue.iterator(timeout=PATIENCE) as messages:
        return await anext(messages)


async def send(here: Side, body: bytes, kind: str = type_name(Said), message_id: str = "m") -> None:
    await here.publisher.broker.publish(
        body,
        exchange=EVENTS,
        routing_key=type_name(Said),
        message_id=message_id,
        message_type=kind,
        content_type="application/json",
        persist=True,
    )


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"\xff\xfe junk", type_name(Said), "JSON"),
        (b'{"about": "a", "number": "many"}', type_name(Said), "number"),
        (b"[]", type_name(Said), "dictionary"),
        (GOOD, "speaker.shouted", "'speaker.said' is expected"),
    ],
)
async def test_poison_is_parked_with_its_reason_and_the_next_message_is_heard(
    settings: Settings, body: bytes, kind: str, reason: str
) -> None:
    async with side("listener", settings, [Said], {Said: note}) as here:
        await send(here, body, kind)
        await send(here, GOOD, message_id="good")
        await here.until(1)
        (message,) = await parked(here, 1)
        assert message.body == body
        assert reason in str(message.headers[REASON])
        assert message.headers[QUEUE] == "listener.said"


async def test_a_reason_never_repeats_what_was_sent(settings: Settings) -> None:
    async with side("listener", settings, [Said], {Said: note}) as here:
        await send(here, b'{"about": "a", "number": "a secret"}')
        (message,) = await parked(here, 1)
        assert "secret" not in str(message.headers)


async def test_a_passing_failure_is_tried_again_until_it_succeeds(settings: Settings) -> None:
    tries: list[int] = []

    async def stumble(said: Said, unit: Unit, here: Side) -> None:
        tries.append(said.number)
        if len(tries) < 3:
            raise ConnectionError
        await note(said, unit, here)

    async with side("listener", settings, [Said], {Said: stumble}) as here:
        await send(here, GOOD)
        await here.until(1)
        assert tries == [1, 1, 1]


@pytest.mark.parametrize("trouble", [ValueError, KeyError, "a validation of our own"])
async def test_whatever_fails_inside_a_handler_is_tried_again_and_not_parked(
    settings: Settings, trouble: type[Exception] | str
) -> None:
    tries: list[int] = []

    async def stumble(said: Said, unit: Unit, here: Side) -> None:
        tries.append(said.number)
        if len(tries) < 3:
            if isinstance(trouble, str):
                Said.model_validate({"about": "", "number": trouble})
            else:
                raise trouble
        await note(said, unit, here)

    async with side("listener", settings, [Said], {Said: stumble}) as here:
        await send(here, GOOD)
        await here.until(1)
        assert tries == [1, 1, 1]


@pytest.mark.parametrize(
    ("body", "way"), [(GOOD, "retry"), (b'{"about": "a", "number": "many"}', "park")], ids=["retry", "park"]
)
async def test_what_can_not_even_be_put_aside_goes_back_to_its_queue_and_is_never_left_unacknowledged(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, body: bytes, way: str
) -> None:
    monkeypatch.setattr(outcome, "SHORTEST_PAUSE", 0.05)
    failures = [TimeoutError(), ConnectionError(), TimeoutError()]

    async def stumble(said: Said, unit: Unit, here: Side) -> None:
        here.heard.append(("tried", said.number))
        if len(here.heard) < 5:
            raise ConnectionError
        await note(said, unit, here)

    async with side("listener", settings, [Said], {Said: stumble}) as here:
        honest = getattr(here.publisher, way)

        async def fails_at_first(*given: Any) -> None:
            if failures:
                raise failures.pop()
            await honest(*given)

        monkeypatch.setattr(here.publisher, way, fails_at_first)
        await send(here, body)
        if way == "park":
            (message,) = await parked(here, 1)
            assert message.body == body
        else:
            await here.until(6)
            assert here.heard == [("tried", 1)] * 5 + [("a", 1)]
        assert failures == []


async def test_a_consumer_that_is_cancelled_gives_its_message_back(settings: Settings) -> None:
    tries: list[int] = []

    async def loses(said: Said, unit: Unit, here: Side) -> None:
        tries.append(said.number)
        if len(tries) == 1:
            raise asyncio.CancelledError
        await note(said, unit, here)

    async with side("listener", settings, [Said], {Said: loses}) as here:
        await send(here, GOOD)
        await here.until(1)
        assert len(tries) == 2


async def test_a_start_that_was_broken_off_and_is_repeated_leaves_one_consumer_a_queue(settings: Settings) -> None:
    publisher = Publisher(settings.amqp_url)
    consumer = Consumer(settings.amqp_url, "speaker", publisher, utc_now)
    for message in (Said, Rang):
        consumer.listen(message, _nothing)
    last = consumer.broker.subscribers[-1]
    start, failures = last.start, [ConnectionError("gone half way"), ConnectionError("again")]

    async def stumble() -> None:
        if failures:
            raise failures.pop()
        await start()

    last.start = stumble  # type: ignore[method-assign]
    await publisher.start()
    for _ in range(2):
        with pytest.raises(ConnectionError):
            await consumer.start()
    await consumer.start()
    assert [await consumers(settings, name) for name in ("speaker.said", "speaker.rang")] == [1, 1]
    await consumer.broker.stop()
    await publisher.broker.stop()


async def _nothing(_message: Any, _envelope: Any) -> None: ...


async def consumers(settings: Settings, queue: str) -> int:
    async with await aio_pika.connect(settings.amqp_url) as connection:
        found = await (await connection.channel()).declare_queue(queue, passive=True)
        return int(found.declaration_result.consumer_count or 0)


async def test_a_value_of_tomorrow_parks_no_message(settings: Settings) -> None:
    body = b'{"about": "a", "number": 1, "mood": "one of tomorrow", "field": "of tomorrow"}'
    async with side("listener", settings, [Said], {Said: note}) as here:
        await send(here, body)
        await here.until(1)
        assert here.heard == [("a", 1)]


@pytest.mark.parametrize(
    ("failure", "before", "attempt"),
    [(ConnectionFailure("away"), 0, 0), (ConnectionFailure("away"), len(WAITS), len(WAITS)), (KeyError(), 0, 1)],
)
async def test_for_as_long_as_the_store_is_away_no_message_comes_nearer_to_being_parked(
    failure: Exception, before: int, attempt: int
) -> None:
    message, publisher = AsyncMock(processed=False, routing_key="speaker.said", headers={ATTEMPT: before}), AsyncMock()
    unhandled = Unhandled()
    unhandled.__cause__ = failure
    what = Outcome(message, context=None, service="listener", publisher=publisher)
    await what.after_processed(Unhandled, unhandled)
    publisher.park.assert_not_awaited()
    ((_, queue, counted, wait), _) = publisher.retry.await_args
    assert (queue, counted) == ("listener.said", attempt)
    assert wait.milliseconds <= 1000
    message.ack.assert_awaited_once()
