"""Addresses, derived from message classes: never typed twice.

One topic exchange carries every event; a consumer's queue is its own, `<service>.<message>`. What a queue can't hand
over goes to `<service>.parked`, by way of the parking exchange. The retry tiers hold a message for a while and then
give it back to the queue it came from.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from faststream.rabbit import ExchangeType, QueueType, RabbitExchange, RabbitQueue

from shared.messages.base import Message

EVENTS = RabbitExchange("rinnalla.events", type=ExchangeType.TOPIC, durable=True)
PARKING = RabbitExchange("rinnalla.parking", type=ExchangeType.DIRECT, durable=True)


@dataclass(frozen=True, slots=True)
class Tier:
    """A waiting room: `name` and how long a message stays, in milliseconds."""

    name: str
    milliseconds: int

    @property
    def exchange(self) -> RabbitExchange:
        return RabbitExchange(f"rinnalla.retry.{self.name}", type=ExchangeType.FANOUT, durable=True)

    @property
    def queue(self) -> RabbitQueue:
        return _quorum(
            f"rinnalla.retry.{self.name}",
            {
                "x-message-ttl": self.milliseconds,
                "x-dead-letter-exchange": "",
                "x-dead-letter-strategy": "at-least-once",
            },
        )


TIERS = (Tier("200ms", 200), Tier("1s", 1_000), Tier("5s", 5_000), Tier("30s", 30_000), Tier("2min", 120_000))
# Three quick tries, then slower: about an hour in all before a message is parked.
WAITS = (TIERS[0],) * 3 + (TIERS[1],) * 5 + (TIERS[2],) * 12 + (TIERS[3],) * 20 + (TIERS[4],) * 24

# For as long as the store is away: how soon after its return a message may come again.
WHILE_AWAY = TIERS[1]


def type_name(message: type[Message]) -> str:
    """`DebriefingRequested` of contracts is `contracts.debriefing_requested` on the wire (version 2: `….v2`)."""
    words = re.sub(r"(?<!^)(?=[A-Z])", "_", message.__name__).lower()
    suffix = "" if message.version == 1 else f".v{message.version}"
    return f"{message.owner}.{words}{suffix}"


def queue_name(consumer: str, message: type[Message]) -> str:
    """`booking.debriefing_requested`: whose queue, and for what; a service's timers are its own messages."""
    return f"{consumer}.{type_name(message).split('.', 1)[1]}"


def consumer_queue(consumer: str, message: type[Message]) -> RabbitQueue:
    """The durable quorum queue of one message at one consumer. After 20 broken deliveries it parks by itself."""
    return _quorum(
        queue_name(consumer, message),
        {
            "x-dead-letter-exchange": PARKING.name,
            "x-dead-letter-routing-key": consumer,
            "x-dead-letter-strategy": "at-least-once",
            "x-delivery-limit": 20,
        },
        routing_key=type_name(message),
    )


def parking_queue(consumer: str) -> RabbitQueue:
    """Where a message that can't be handled waits for a person, with its reason.

    Looking at what is parked counts as a delivery, and RabbitMQ 4 drops what was delivered twenty times unless told so.
    """
    return _quorum(f"{consumer}.parked", {"x-delivery-limit": 1_000_000}, routing_key=consumer)


def queues_fed_by(messages: Iterable[type[Message]]) -> list[RabbitQueue]:
    """Every queue that these messages go to. Who publishes declares them too, so that an event meant for two is never
    lost to the one that has not started yet.
    """
    return [consumer_queue(consumer, message) for message in messages for consumer in message.to]


def _quorum(name: str, arguments: dict[str, Any], routing_key: str = "") -> RabbitQueue:
    limits: Any = {"x-overflow": "reject-publish", **arguments}
    return RabbitQueue(name, queue_type=QueueType.QUORUM, durable=True, routing_key=routing_key, arguments=limits)
