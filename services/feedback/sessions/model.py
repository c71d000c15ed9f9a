"""One session as far as reports count it. Frozen."""

from typing import Literal

from shared.messages.base import Instant, Part, Text

SessionStatus = Literal["planned", "cancelled", "held", "not_held"]


class SessionOutcome(Part):
    """What became of a session by the latest word, of which `sequence` tells. `process`: None for one of no contract;
    `themes`: which of those agreed were handled.
    """

    id: str
    sequence: int
    process: str | None
    organisation: Text
    supervisors: tuple[str, ...]
    start: Instant
    end: Instant
    status: SessionStatus = "planned"
    themes: tuple[Text, ...] = ()
