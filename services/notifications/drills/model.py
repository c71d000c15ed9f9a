"""A rehearsal: who was to be reached, and who said that they were. Frozen."""

from shared.messages.base import Instant, Language, Part


class Asked(Part):
    """Somebody who is to be reached; `key` is the digest of their link."""

    name: str
    email: str
    language: Language
    key: str
    heard_at: Instant | None = None


class Drill(Part):
    """Called once, for whoever was on call then. `version` counts its changes."""

    id: str
    version: int = 1
    called_at: Instant
    people: tuple[Asked, ...]

    def asked_by(self, key: str) -> Asked | None:
        return next((each for each in self.people if each.key == key), None)
