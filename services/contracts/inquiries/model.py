"""Somebody asks about supervision: what they need, who was asked, and how far it has come. All frozen."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from services.contracts.agreements.model import Form
from shared.messages.base import Address, Instant, Language, Message, Part, Text

State = Literal["open", "matched", "drafted", "closed", "withdrawn"]


class Asker(Part):
    """Who asks, and how they are reached."""

    name: Text
    email: Address
    phone: str | None = None
    language: Language = "fi"


class Offer(Part):
    """A supervisor who was asked. `key` is the digest of their link's token; `willing` is None until they answer."""

    id: str
    name: Text
    email: Address
    language: Language = "fi"
    key: str
    offered_at: Instant
    answer_by: Instant
    willing: bool | None = None
    answered_at: Instant | None = None


class Inquiry(Part):
    """One inquiry; `revision` counts its changes. `known`: the asker's address is theirs; `organisation_id`: of the
    organisation that the network knows by this name; `language`: in which they wish to be led; `body`: a keyed digest
    of what was sent, so that the same sent twice is one; `chosen`: the supervisor who takes it.
    """

    id: str
    revision: int = 1
    state: State = "open"
    asker: Asker
    known: bool
    organisation: Text
    organisation_id: str | None = None
    unit: str | None = None
    need: str = Field(repr=False)
    form: Form
    participants: int | None = None
    remote: bool = False
    municipality: str | None = None
    every_weeks: int | None = None
    start: date | None = None
    language: Language = "fi"
    wished: str | None = None
    body: str = Field("", repr=False)
    status_key: str = Field("", repr=False)
    received_at: Instant
    changed_at: Instant
    offers: tuple[Offer, ...] = ()
    chosen: str | None = None
    agreement_id: str | None = None

    @property
    def is_over(self) -> bool:
        return self.state in ("closed", "withdrawn")

    @property
    def taker(self) -> Offer | None:
        """The supervisor who was chosen."""
        return self.offer_to(self.chosen) if self.chosen else None

    def offer_to(self, supervisor_id: str) -> Offer | None:
        return next((each for each in self.offers if each.id == supervisor_id), None)

    def offer_with(self, key: str) -> Offer | None:
        return next((each for each in self.offers if each.key == key), None)

    def next(self, **changes: Any) -> "Inquiry":
        """The inquiry after one more change."""
        return self.model_copy(update={**changes, "revision": self.revision + 1})


class InquiriesTidyingDue(Message, owner="contracts", to=("contracts",)):
    """It is time to forget old inquiries (a timer); `after` is where a batch before this one ended."""

    after: str = ""
