"""What becomes of a message that can't be handled: parked with its reason, or tried again."""

from typing import Any

import pytest

from shared.broker import QUEUE, REASON
from shared.routing import EVENTS, parking_queue, type_name
from shared.settings import Settings
from shared.work import Unit
from tests.patience import PATIENCE
from tests.shared.kernel import Counter, Said, Side, note, side

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

    async def stumble(said: Said, unit: Unit[Counter], here: Side) -> None:
        tries.append(said.number)
        if len(tries) < 3:
            raise ConnectionError
        await note(said, unit, here)

    async with side("listener", settings, [Said], {Said: stumble}) as here:
        await send(here, GOOD)
        await here.until(1)
        assert tries == [1, 1, 1]
