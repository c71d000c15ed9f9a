"""Tokens of programs: of an organisation's own systems, and of the network's tools."""

from services.contracts.scopes import ASK, READ, READ_ORGANISATIONS, WRITE_ORGANISATIONS, Scope
from shared.messages.base import Instant, Part, Text


class Owner(Part):
    """Whose tokens they are: an organisation's by its id, or with none the network's. `name` is for people."""

    organisation: str | None
    name: str

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """What their tokens may be for."""
        return (READ_ORGANISATIONS, WRITE_ORGANISATIONS) if self.organisation is None else (ASK, READ)


class Token(Part):
    """`key` is the token's digest; the token itself is shown once and kept nowhere. `used` is when the day began,
    in the network's zone, on which it was last used.
    """

    key: str
    organisation: str | None
    name: Text
    scopes: tuple[Scope, ...]
    since: Instant
    by: str
    used: Instant | None = None
