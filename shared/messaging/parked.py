"""Messages that a service has put aside because it could not handle them: what is known of each, never its content."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage

from shared.messaging.broker import QUEUE, REASON
from shared.messaging.routing import parking_queue

SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Parked:
    """One message put aside: what it says of itself, where it came from, and why it could not be handled."""

    id: str
    since: datetime | None
    queue: str
    reason: str


@dataclass(frozen=True, slots=True)
class Lot:
    """How many are put aside, and the oldest of them."""

    count: int
    shown: tuple[Parked, ...] = ()


def parked(raw: AbstractIncomingMessage) -> Parked:
    """What a message put aside says of itself; one that the broker itself put aside says so in its own headers."""
    headers = raw.headers
    return Parked(
        id=raw.message_id or "",
        since=raw.timestamp,
        queue=str(headers.get(QUEUE) or headers.get("x-first-death-queue") or ""),
        reason=str(headers.get(REASON) or headers.get("x-first-death-reason") or "unknown"),
    )


async def waiting(channel: AbstractChannel, service: str) -> AsyncIterator[AbstractIncomingMessage]:
    """A service's parked messages, unacknowledged: those not acknowledged go back when the channel closes."""
    queue = await channel.get_queue(parking_queue(service).name, ensure=True)
    while (raw := await queue.get(fail=False, timeout=5)) is not None:
        yield raw


async def lot(connection: AbstractConnection, service: str, most: int) -> Lot:
    """How many of a service's messages are put aside, with the first `most` of them. Looking changes nothing.

    Over a channel of its own. Raises TimeoutError, or the broker's own errors, while it can't be asked.
    """
    async with asyncio.timeout(SECONDS):
        async with connection.channel() as channel:
            queue = await channel.get_queue(parking_queue(service).name, ensure=True)
            count = int(queue.declaration_result.message_count or 0)
            shown: list[Parked] = []
            while len(shown) < min(most, count) and (raw := await queue.get(fail=False)) is not None:
                shown.append(parked(raw))
            return Lot(count, tuple(shown))
