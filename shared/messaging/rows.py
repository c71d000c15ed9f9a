"""What waits to be said: a revision's messages, or one message to oneself with a due time."""

from dataclasses import dataclass
from datetime import datetime

from shared.messaging.wire import OutgoingMessage
from shared.store.mongo import Document


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """The messages of one aggregate's revision, in order. `first`: there can be none of a lower revision."""

    aggregate: str
    seq: int
    messages: tuple[OutgoingMessage, ...]
    first: bool = False

    @property
    def id(self) -> str:
        return f"{self.aggregate}:{self.seq}"

    def document(self, owner: str, lease: datetime) -> Document:
        said = [message.document() for message in self.messages]
        return {
            "_id": self.id,
            "aggregate": self.aggregate,
            "seq": self.seq,
            "owner": owner,
            "lease": lease,
            "messages": said,
            "first": self.first,
        }

    @staticmethod
    def of(document: Document) -> "OutboxRow":
        messages = tuple(OutgoingMessage.of(message) for message in document["messages"])
        return OutboxRow(document["aggregate"], document["seq"], messages, document.get("first", False))


@dataclass(frozen=True, slots=True)
class Timer:
    """A message to oneself, due later. A new one with the same key takes the old one's place, unless `keep`."""

    key: str
    due: datetime
    message: OutgoingMessage
    keep: bool = False
