"""A message on the wire: its model's JSON, and an envelope named after CloudEvents attributes.

Ids are made once, when the change is committed, so that whatever is sent again is the same message.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from aio_pika.abc import AbstractIncomingMessage

from shared.messages.base import Message
from shared.messages.unknown import bearing
from shared.messaging.routing import type_name

JSON = "application/json"
M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who said what, when and why. `correlation` is one for a whole story, `causation` the message that led here."""

    id: str
    type: str
    time: datetime
    correlation: str
    causation: str | None = None


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message ready to be sent."""

    envelope: Envelope
    body: bytes
    version: int

    def document(self) -> dict[str, Any]:
        """As an outbox row keeps it."""
        e = self.envelope
        return {
            "id": e.id,
            "type": e.type,
            "time": e.time,
            "correlation": e.correlation,
            "causation": e.causation,
            "version": self.version,
            "body": self.body.decode(),
        }

    @staticmethod
    def of(document: dict[str, Any]) -> "OutgoingMessage":
        """Back from an outbox row."""
        envelope = Envelope(
            document["id"], document["type"], document["time"], document["correlation"], document["causation"]
        )
        return OutgoingMessage(envelope, document["body"].encode(), document["version"])


def outgoing(message: Message, *, message_id: str, time: datetime, cause: Envelope | None) -> OutgoingMessage:
    """Give a message its envelope. Without a cause it begins a story of its own."""
    envelope = Envelope(
        id=message_id,
        type=type_name(type(message)),
        time=time,
        correlation=cause.correlation if cause else message_id,
        causation=cause.id if cause else None,
    )
    return OutgoingMessage(envelope, message.model_dump_json().encode(), type(message).version)


def read(message: type[M], body: bytes) -> M:
    """A message from its JSON; values that this version doesn't know yet are read as what stands for them.

    Raises ValueError for what is not JSON, and pydantic's ValidationError for what is not of the message's schema.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as broken:
        raise ValueError("not JSON") from broken
    return bearing(message, content)


def headers(outgoing_message: OutgoingMessage) -> dict[str, Any]:
    """What AMQP's own properties have no place for."""
    e = outgoing_message.envelope
    found = {
        "cloudEvents:specversion": "1.0",
        "cloudEvents:source": f"/{e.type.split('.', 1)[0]}",
        "cloudEvents:dataschemaversion": str(outgoing_message.version),
    }
    return found | ({"cloudEvents:causationid": e.causation} if e.causation else {})


def envelope_of(raw: AbstractIncomingMessage, fallback: datetime) -> Envelope:
    """The envelope of what came in. One without an id can't be told from a repeat: ValueError."""
    if not raw.message_id or not raw.type:
        raise ValueError("the message carries no id or no type")
    cause = raw.headers.get("cloudEvents:causationid")
    return Envelope(
        id=raw.message_id,
        type=raw.type,
        time=raw.timestamp or fallback,
        correlation=str(raw.correlation_id or raw.message_id),
        causation=str(cause) if cause else None,
    )
