"""The way out to RabbitMQ: connections that mend themselves, and messages that the broker has confirmed."""

import asyncio
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aio_pika.abc import AbstractConnection, AbstractIncomingMessage
from faststream.rabbit import Channel, RabbitBroker, RabbitExchange

from shared.messaging.routing import EVENTS, PARKING, Tier
from shared.messaging.wire import JSON, OutgoingMessage, headers

PUBLISH_SECONDS = 4.0
# A connection that has died without a word (a firewall forgot it) is given up after four heartbeats; the library's own
# sixty seconds make that three minutes. A try to connect that is not answered makes room for the next one.
HEARTBEAT_SECONDS = 3
CONNECT_SECONDS = 2.0
RECONNECT_SECONDS = 0.2
ATTEMPT, REASON, QUEUE = "x-attempt", "x-reason", "x-parked-from"


class Publisher:
    """Sends, and knows that the broker has what was sent: persistent, routed and confirmed, or an error."""

    def __init__(self, url: str) -> None:
        self.broker = mending(url, default_channel=Channel(on_return_raises=True))
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

    async def publish(self, message: OutgoingMessage) -> None:
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


def mending(url: str, **options: Any) -> RabbitBroker:
    """A connection that mends itself."""
    return RabbitBroker(
        lively(url),
        fail_fast=False,
        reconnect_interval=RECONNECT_SECONDS,
        timeout=CONNECT_SECONDS,
        logger=None,
        **options,
    )


def lively(url: str) -> str:
    """The broker's address with our heartbeat, unless it names one itself."""
    known = urlsplit(url)
    query = parse_qsl(known.query)
    if any(name == "heartbeat" for name, _ in query):
        return url
    return urlunsplit(known._replace(query=urlencode([*query, ("heartbeat", HEARTBEAT_SECONDS)])))
