"""A person, as every service sees them. One e-mail address is one person, whatever their roles."""

from typing import Literal

from shared.fields import address_key
from shared.messages.base import Language, Part

Role = Literal["coordinator", "supervisor", "orderer"]
ROLES: tuple[Role, ...] = ("coordinator", "supervisor", "orderer")


class Person(Part):
    """`supervisor` is their id in the directory; `organisations` are those they order for, by id."""

    email: str
    name: str
    language: Language = "fi"
    coordinator: bool = False
    supervisor: str | None = None
    organisations: tuple[str, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        held: dict[Role, bool] = {
            "coordinator": self.coordinator,
            "supervisor": self.supervisor is not None,
            "orderer": bool(self.organisations),
        }
        return frozenset(role for role, holds in held.items() if holds)


def coordinates_if_set(person: Person, coordinator: str) -> Person:
    """The person, who coordinates if it is their address that the settings name now."""
    coordinates = address_key(person.email) == address_key(coordinator)
    return person if person.coordinator is coordinates else person.model_copy(update={"coordinator": coordinates})
