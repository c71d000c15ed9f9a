"""The network as a whole."""

from typing import Annotated, Literal

from shared.messages.base import Instant, Languages, Message, Text
from shared.messages.unknown import Unknown


class NetworkSet(Message, owner="booking", to=("contracts", "feedback", "notifications")):
    """The coordinator has set the network: how it shows itself, and what other services go by. `revision` counts the
    changes; `fewest_answers`: figures about people are shown for as many and more, never for fewer than five. How long,
    in days: `links_days`, links open after what they are about is over; `incident_days`, what happened is kept after
    that; `kept_days`, everything else of it. `phone`: the number at which a person helps.
    """

    revision: int
    name: str | None
    colour: str | None
    languages: Languages
    default_leaders: Annotated[Literal[1, 2], Unknown(2)]
    length_minutes: int
    fewest_answers: int
    set_at: Instant
    links_days: int = 30
    incident_days: int = 28
    kept_days: int = 730
    phone: Text | None = None
