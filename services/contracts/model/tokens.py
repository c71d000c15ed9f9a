"""Tokens with which an organisation's own systems ask for debriefings and read what became of them."""

from typing import Literal

from shared.messages.base import Instant, Part, Text

Scope = Literal["debriefings:ask", "debriefings:read"]
ASK: Scope = "debriefings:ask"
READ: Scope = "debriefings:read"
SCOPES: tuple[Scope, ...] = (ASK, READ)


class Token(Part):
    """`key` is the token's digest; the token itself is shown once and kept nowhere. `used` is when the day began,
    in the network's zone, on which it was last used.
    """

    key: str
    organisation: str
    name: Text
    scopes: tuple[Scope, ...]
    since: Instant
    by: str
    used: Instant | None = None
