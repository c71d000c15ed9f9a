"""Calendar feeds: secret addresses that calendar programs read, and what stands in them."""

from typing import Literal

from shared.messages.base import Instant, Language, Part

FeedKind = Literal["supervisor", "room", "roster"]


class Feed(Part):
    """One subject's feed. `generation` counts its addresses: a new one closes the earlier. `key`: the digest of the
    token in the address; None while it is closed. `seen`: the networks from which it was read.
    """

    kind: FeedKind
    of: str = ""
    generation: int = 0
    key: str | None = None
    language: Language = "fi"
    opened_at: Instant
    seen: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.of}"


class Booked(Part):
    """A session, as far as a feed tells of it."""

    id: str
    organisation: str
    start: Instant
    end: Instant
    supervisors: tuple[str, ...]
    debriefing_id: str | None = None
    place: str | None = None
    sequence: int = 0
    cancelled: bool = False
    changed_at: Instant | None = None
