"""RabbitMQ: consuming, publishing, retrying with growing delay, parking.

Two connections a service, one to consume and one to publish: under a memory alarm the broker stops whoever publishes,
and acknowledgements must still get through.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import aio_pika
from faststream import AckPolicy
from faststream.message import StreamMessage
from faststream.rabbit import Channel, RabbitBroker, RabbitMessage

from shared.clock import Clock
from shared.messages.base import Message
from shared.messaging.outcome import Outcome, Poison, Unhandled, decoded, enveloped
from shared.messaging.publishing import (
    ATTEMPT,
    HEARTBEAT_SECONDS,
    PUBLISH_SECONDS,
    QUEUE,
    REASON,
    Publisher,
    lively,
    mending,
)
from shared.messaging.routing import EVENTS, PARKING, TIERS, consumer_queue, parking_queue, queues_fed_by, type_name
from shared.messaging.wire import Envelope

__all__ = [
    "ATTEMPT",
    "HEARTBEAT_SECONDS",
    "QUEUE",
    "REASON",
    "Consumer",
    "Outcome",
    "Poison",
    "Publisher",
    "Unhandled",
    "declare",
    "lively",
    "reach",
]
PREFETCH = 32
GRACE_SECONDS = 10.0

Hear = Callable[[Message, Envelope], Awaitable[None]]


class Consumer:
    """Hears what a service has put in its table, on one queue and one channel for each message."""

    def __init__(self, url: str, service: str, publisher: Publisher, clock: Clock) -> None:
        self._service = service
        self._publisher = publisher
        self._clock = clock
        self._begun = False
        outcome: Any = partial(Outcome, service=service, publisher=publisher)
        self.broker = mending(url, graceful_timeout=GRACE_SECONDS, middlewares=(outcome,))

    async def start(self) -> None:
        """Begin to consume. May be repeated: a start that was broken off half way is undone first, for each queue that
        it had come to would have a second consumer.
        """
        if self._begun:
            await self.broker.stop()
        self._begun = True
        await self.broker.start()

    async def deaf(self) -> list[str]:
        """The queues that this process should consume and, just now, does not."""
        subscribers: list[Any] = list(self.broker.subscribers)
        return [each.queue.name for each in subscribers if not await _consumes(each)]

    def listen(self, message: type[Message], hear: Hear) -> None:
        """Let `hear` answer `message`."""
        expected, clock = type_name(message), self._clock

        async def consume(body: Any, incoming: RabbitMessage) -> None:
            raw = incoming.raw_message
            if raw.type != expected:
                raise Poison(f"of type {raw.type!r}, where {expected!r} is expected")
            envelope = enveloped(raw, clock())
            try:
                await hear(body, envelope)
            except Exception as failure:
                raise Unhandled from failure

        async def decode(incoming: StreamMessage[Any]) -> Message:
            return decoded(message, incoming.body)

        # FastStream reads the payload's model, for AsyncAPI, from the annotation.
        consume.__annotations__["body"] = message
        consume.__name__ = f"hear_{expected.split('.')[1]}"
        self.broker.subscriber(
            consumer_queue(self._service, message),
            EVENTS,
            decoder=decode,
            channel=Channel(prefetch_count=PREFETCH),
            ack_policy=AckPolicy.MANUAL,
            no_reply=True,
            title=consumer_queue(self._service, message).name,
            description=message.__doc__,
        )(consume)


async def _consumes(subscriber: Any) -> bool:
    """Whether its channel is open and its consumer known on it: what FastStream and aio-pika say of themselves."""
    queue, tag = subscriber._queue_obj, subscriber._consumer_tag  # noqa: SLF001  # told nowhere else
    if queue is None or queue.channel.is_closed:
        return False
    channel = await queue.channel.get_underlay_channel()
    return not channel.is_closed and tag in channel.consumers


async def reach(url: str) -> None:
    """Open a connection and close it: the broker is there and answers. One that is just starting may take a connection
    and never answer on it, and a connection that mends itself would wait for it for ever.
    """
    connection = await asyncio.wait_for(aio_pika.connect(url, timeout=3), PUBLISH_SECONDS)
    await connection.close()


async def declare(broker: RabbitBroker, service: str, publishes: list[type[Message]]) -> None:
    """Everything that a service sends to must exist before it sends: exchanges, parking, tiers, its hearers' queues."""
    events = await broker.declare_exchange(EVENTS)
    parking = await broker.declare_exchange(PARKING)
    parked = await broker.declare_queue(parking_queue(service))
    await parked.bind(parking, routing_key=service)
    for tier in TIERS:
        exchange, queue = await broker.declare_exchange(tier.exchange), await broker.declare_queue(tier.queue)
        await queue.bind(exchange)
    for wanted in queues_fed_by(publishes):
        queue = await broker.declare_queue(wanted)
        await queue.bind(events, routing_key=wanted.routing_key)
