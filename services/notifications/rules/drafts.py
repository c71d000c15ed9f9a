"""A letter on its way to be one: to whom, of which kind, about what."""

from dataclasses import dataclass

from services.notifications.model import Facts, Kind
from shared.messages.base import Language
from shared.messages.notifications import About


@dataclass(frozen=True, slots=True)
class Desk:
    """Who looks after the network."""

    email: str
    language: Language


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter before it has an id, a lane and a date."""

    kind: Kind
    to: str
    language: Language
    about: About
    reference: str
    debriefing_id: str
    facts: Facts
