"""Supervisors, as far as contracts must know them."""

from shared.messages.base import Address, Language, Part, Text


class Supervisor(Part):
    """Somebody of the network; `revision` counts what booking has said of them."""

    id: str
    revision: int
    name: Text
    email: Address
    language: Language
