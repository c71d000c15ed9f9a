"""Organisations that the network works with, and their people."""

from dataclasses import dataclass
from typing import Any

from shared.messages.base import Language, Part, Text


class Contact(Part):
    """Somebody at an organisation. `email` is in lower case; `name` is empty where only an address is known; whoever
    `orders` may ask for debriefings in the organisation's name and see those it has asked for.
    """

    id: str
    name: str = ""
    email: str
    phone: str | None = None
    language: Language = "fi"
    orders: bool = False

    @property
    def called(self) -> str:
        return self.name or self.email


class Organisation(Part):
    """An organisation, found by its id or its name. `business_id` is its Y-tunnus; `revision` counts its changes."""

    id: str
    revision: int = 1
    name: Text
    business_id: str | None = None
    contacts: tuple[Contact, ...] = ()

    @property
    def orderers(self) -> tuple[Contact, ...]:
        return tuple(contact for contact in self.contacts if contact.orders)

    def contact(self, contact_id: str) -> Contact | None:
        return next((contact for contact in self.contacts if contact.id == contact_id), None)

    def contact_with(self, email: str) -> Contact | None:
        """Whose address this is, in whatever case."""
        return next((contact for contact in self.contacts if contact.email == email.lower()), None)

    def next(self, **changes: Any) -> "Organisation":
        """The organisation after one more change."""
        return self.model_copy(update={**changes, "revision": self.revision + 1})


@dataclass(frozen=True, slots=True)
class OrderersDismissed:
    """These addresses may order for the organisation no more: a fact for the subjects above. `by`: who did it."""

    organisation_id: str
    organisation: str
    emails: frozenset[str]
    by: str
