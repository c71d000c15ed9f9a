"""What becomes of a message: done, parked with its reason, tried again, or given back to its queue."""

import asyncio
import contextlib
from datetime import datetime
from types import TracebackType
from typing import Any

import structlog
from aio_pika.abc import AbstractIncomingMessage
from fast_depends.exceptions import ValidationError as WrongShape
from faststream import BaseMiddleware
from pydantic import ValidationError

from shared.messages.base import Message
from shared.messaging.publishing import ATTEMPT, Publisher
from shared.messaging.routing import WAITS, WHILE_AWAY
from shared.messaging.wire import Envelope, envelope_of, read
from shared.store.mongo import StoreAway

SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before a message goes back that could not even be put aside
log = structlog.get_logger()


class Poison(Exception):
    """A message that no later try will make right: not JSON, not of its schema, of an unknown type."""


class Unhandled(Exception):
    """A message that was understood, and whose handler failed: a later try may succeed."""


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


def enveloped(raw: AbstractIncomingMessage, now: datetime) -> Envelope:
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
