"""What notifications publishes: whom a message reached, and whom it did not."""

from typing import Annotated, Literal

from shared.messages.base import Instant, Message, Part
from shared.messages.unknown import Unknown

About = Annotated[
    Literal["offer", "contact", "leader", "coordinator", "feedback", "person", "roster", "session"], Unknown("person")
]


class Delivery(Part):
    """One letter about one thing: `reference` is the offer's id for an offer, the debriefing's otherwise."""

    debriefing_id: str
    about: About
    reference: str


class MessagesDelivered(Message, owner="notifications", to=("contracts",), urgent=True):
    """The receiving mail servers have accepted these letters (several, since they are announced as they gather)."""

    deliveries: tuple[Delivery, ...]
    delivered_at: Instant


class MessageUndelivered(Message, owner="notifications", to=("booking", "contracts"), urgent=True):
    """Nobody was reached: the address was refused for good. An undeliverable offer is no answer, at once."""

    delivery: Delivery
    refused_at: Instant
