"""A letter on its way to be one: to whom, of which kind, about what."""

from dataclasses import dataclass
from datetime import datetime

from services.notifications.writing.model import Allowance, Facts, Kind
from shared.messages.base import Language
from shared.messages.notifications import About


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Who looks after the network, as a reader. `secret` is the key that readers' addresses are hidden with."""

    email: str
    language: Language
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter before it has an id, a lane and a date. `thing` is empty where it stands alone. `if_invited`: nothing to
    tell to who has no such time in the calendar.
    """

    kind: Kind
    to: str
    language: Language
    about: About
    reference: str
    debriefing_id: str
    facts: Facts
    thing: str = ""
    useless_after: datetime | None = None
    allowance: Allowance = "free"
    if_invited: bool = False
