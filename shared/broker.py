"""RabbitMQ: consuming, publishing, retrying with growing delay, parking.

Two connections a service, one to consume and one to publish: under a memory alarm the broker stops whoever publishes,
and acknowledgements must still get through.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import aio_pika
import structlog
from aio_pika.abc import AbstractConnection, AbstractIncomingMessage
from fast_depends.exceptions import ValidationError as WrongShape
from faststream import AckPolicy, BaseMiddleware
from faststream.message import StreamMessage
from faststream.rabbit import Channel, RabbitBroker, RabbitExchange, RabbitMessage
from pydantic import ValidationError

from shared.clock import Clock
from shared.messages.base import Message
from shared.mongo import StoreAway
from shared.routing import (
    EVENTS,
    PARKING,
    TIERS,
    WAITS,
    WHILE_AWAY,
    Tier,
    consumer_queue,
    parking_queue,
    queues_fed_by,
    type_name,
)
from shared.wire import JSON, Envelope, Sealed, envelope_of, headers, read

PUBLISH_SECONDS = 4.0
# A connection that has died without a word (a firewall forgot it) is given up after four heartbeats; the library's own
# sixty seconds make that three minutes. A try to connect that is not answered makes room for the next one.
HEARTBEAT_SECONDS = 3
CONNECT_SECONDS = 2.0
RECONNECT_SECONDS = 0.2
PREFETCH = 32
GRACE_SECONDS = 10.0
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before a message goes back that could not even be put aside
ATTEMPT, REASON, QUEUE = "x-attempt", "x-reason", "x-parked-from"

Hear = Callable[[Message, Envelope], Awaitable[None]]
log = structlog.get_logger()


class Poison(Exception):
    """A message that no later try will make right: not JSON, not of its schema, of an unknown type."""


class Unhandled(Exception):
    """A message that was understood, and whose handler failed: a later try may succeed."""


class Publisher:
    """Sends, and knows that the broker has what was sent: persistent, routed and confirmed, or an error."""

    def __init__(self, url: str) -> None:
        self.broker = _broker(url, default_channel=Channel(on_return_raises=True))
        self._connection: AbstractConnection | None = None

    async def start(self) -> None:
        """Connect; may be repeated."""
        self._connection = await self.broker.connect()
        await self.broker.start()

    @property
    def connection(self) -> AbstractConnection:
        """The connection, for looking at queues. ConnectionError while there is none."""
        if self._connection is None or not self._connection.connected.is_set():
            raise ConnectionError
        return self._connection

    async def publish(self, message: Sealed) -> None:
        """Publish an event. Raises when it was not routed or not confirmed in time: keep it and try again."""
        e = message.envelope
        await self._send(
            message.body,
            exchange=EVENTS,
            routing_key=e.type,
            message_id=e.id,
            correlation_id=e.correlation,
            message_type=e.type,
            timestamp=e.time,
            headers=headers(message),
        )

    async def park(self, raw: AbstractIncomingMessage, service: str, queue: str, reason: str) -> None:
        """Put a message aside with the reason, for a person to look at and replay."""
        await self._again(raw, PARKING, service, {REASON: reason[:500], QUEUE: queue})

    async def retry(self, raw: AbstractIncomingMessage, queue: str, attempt: int, wait: Tier) -> None:
        """Give a message back to its queue after a wait, with how many tries have failed."""
        await self._again(raw, wait.exchange, queue, {ATTEMPT: attempt})

    async def _again(
        self, raw: AbstractIncomingMessage, exchange: RabbitExchange, routing_key: str, extra: dict[str, Any]
    ) -> None:
        await self._send(
            raw.body,
            exchange=exchange,
            routing_key=routing_key,
            message_id=raw.message_id,
            correlation_id=raw.correlation_id,
            message_type=raw.type,
            timestamp=raw.timestamp,
            headers={**raw.headers, **extra},
        )

    async def _send(self, body: bytes, **options: Any) -> None:
        sending = self.broker.publish(body, persist=True, mandatory=True, content_type=JSON, **options)
        try:
            await asyncio.wait_for(sending, PUBLISH_SECONDS)
        except asyncio.CancelledError as lost:
            # The library gives up a dead connection by cancelling whoever waits on it: nobody has cancelled us.
            if (us := asyncio.current_task()) is not None and us.cancelling():
                raise
            raise ConnectionError("the connection to the broker was given up") from lost


class Consumer:
    """Hears what a service has put in its table, on one queue and one channel for each message."""

    def __init__(self, url: str, service: str, publisher: Publisher, clock: Clock) -> None:
        self._service = service
        self._publisher = publisher
        self._clock = clock
        self._begun = False
        outcome: Any = partial(Outcome, service=service, publisher=publisher)
        self.broker = _broker(url, graceful_timeout=GRACE_SECONDS, middlewares=(outcome,))

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
            envelope = _enveloped(raw, clock())
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


class Outcome(BaseMiddleware[Any, AbstractIncomingMessage]):
    """What becomes of a message: done, parked at once when it is poison, else tried again more and more slowly.

    It never stays unacknowledged: where it can't even be put aside it goes back to its queue after a pause.
    """

    def __init__(self, msg: AbstractIncomingMessage, /, *, context: Any, service: str, publisher: Publisher) -> None:
        super().__init__(msg, context=context)
        self._service = service
        self._publisher = publisher

    async def after_processed(
        self,
        exc_type: type[BaseException] | None = None,  # noqa: ARG002  # the library's signature
        exc_val: BaseException | None = None,
        exc_tb: TracebackType | None = None,  # noqa: ARG002
    ) -> bool:
        if self.msg.processed:  # of those that need no acknowledgement
            return False
        if exc_val is not None and not isinstance(exc_val, Exception):  # cancelled
            await self._give_back()
            return False
        try:
            if exc_val is not None:
                await self._set_aside(exc_val)
            await self.msg.ack()
        except Exception as failure:  # noqa: BLE001  # whatever keeps the broker from taking it
            log.warning("message goes back to its queue", message=self.msg.message_id, why=type(failure).__name__)
            await asyncio.sleep(_pause(self.msg))
            await self._give_back()
        return True

    async def _give_back(self) -> None:
        with contextlib.suppress(Exception):  # on a connection that is lost the broker gives it back by itself
            await self.msg.nack(requeue=True)

    async def _set_aside(self, failure: Exception) -> None:
        queue = f"{self._service}.{(self.msg.routing_key or '').split('.', 1)[-1]}"
        before = int(str(self.msg.headers.get(ATTEMPT, 0)))
        attempt, reason = before + 1, _reason(failure)
        if isinstance(failure.__cause__, StoreAway):
            # Nothing is wrong with the message: it counts no try, and is there soon after the store is.
            log.warning("message waits for the store", queue=queue, message=self.msg.message_id, why=reason)
            await self._publisher.retry(self.msg, queue, before, WHILE_AWAY)
        elif _is_poison(failure) or attempt > len(WAITS):
            log.error("message parked", queue=queue, message=self.msg.message_id, why=reason)
            await self._publisher.park(self.msg, self._service, queue, reason)
        else:
            log.warning(
                "message will be tried again", queue=queue, message=self.msg.message_id, attempt=attempt, why=reason
            )
            await self._publisher.retry(self.msg, queue, attempt, WAITS[attempt - 1])


def _broker(url: str, **options: Any) -> RabbitBroker:
    """A connection that mends itself."""
    return RabbitBroker(
        lively(url),
        fail_fast=False,
        reconnect_interval=RECONNECT_SECONDS,
        timeout=CONNECT_SECONDS,
        logger=None,
        **options,
    )


async def _consumes(subscriber: Any) -> bool:
    """Whether its channel is open and its consumer known on it: what FastStream and aio-pika say of themselves."""
    queue, tag = subscriber._queue_obj, subscriber._consumer_tag  # noqa: SLF001  # told nowhere else
    if queue is None or queue.channel.is_closed:
        return False
    channel = await queue.channel.get_underlay_channel()
    return not channel.is_closed and tag in channel.consumers


def _enveloped(raw: AbstractIncomingMessage, now: datetime) -> Envelope:
    try:
        return envelope_of(raw, now)
    except ValueError as wrong:
        raise Poison(str(wrong)) from None


def decoded(message: type[Message], body: bytes) -> Message:
    """What was sent. Raises Poison for what can't be read, with the reason, and without what was sent."""
    try:
        return read(message, body)
    except ValidationError as wrong:
        raise Poison(_reason(wrong)) from None
    except ValueError as wrong:
        raise Poison(str(wrong)) from None


def _pause(raw: AbstractIncomingMessage) -> float:
    """Seconds: each time longer, for a queue gives a message up that has come back too often (`x-delivery-limit`)."""
    before = raw.headers.get("x-delivery-count", 0)
    return min(LONGEST_PAUSE, SHORTEST_PAUSE * float(2 ** min(int(str(before)), 10)))


def _is_poison(failure: Exception) -> bool:
    """Only what can't be read: a handler's own failure is none, of whatever kind."""
    return isinstance(failure, Poison | WrongShape)


def _reason(failure: Exception) -> str:
    """Why, in a line, without the message's content: pydantic's own texts quote what they were given."""
    if isinstance(failure, ValidationError):
        return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in failure.errors(include_input=False))
    if isinstance(failure, Poison):
        return str(failure)
    return type(failure.__cause__ or failure).__name__


def lively(url: str) -> str:
    """The broker's address with our heartbeat, unless it names one itself."""
    known = urlsplit(url)
    query = parse_qsl(known.query)
    if any(name == "heartbeat" for name, _ in query):
        return url
    return urlunsplit(known._replace(query=urlencode([*query, ("heartbeat", HEARTBEAT_SECONDS)])))


async def reach(url: str) -> None:
    """Open a connection and close it: the broker is there and answers. One that is just starting may take a connection
    and never answer on it, and a connection that mends itself would wait for it for ever.
    """
    connection = await asyncio.wait_for(aio_pika.connect(url, timeout=3), PUBLISH_SECONDS)
    await connection.close()


async def declare(broker: RabbitBroker, service: str, announces: list[type[Message]]) -> None:
    """Everything that a service sends to must exist before it sends: exchanges, parking, tiers, its hearers' queues."""
    events = await broker.declare_exchange(EVENTS)
    parking = await broker.declare_exchange(PARKING)
    parked = await broker.declare_queue(parking_queue(service))
    await parked.bind(parking, routing_key=service)
    for tier in TIERS:
        exchange, queue = await broker.declare_exchange(tier.exchange), await broker.declare_queue(tier.queue)
        await queue.bind(exchange)
    for wanted in queues_fed_by(announces):
        queue = await broker.declare_queue(wanted)
        await queue.bind(events, routing_key=wanted.routing_key)
