"""What a program sends about a case."""

from services.booking.datetimes import Moment
from shared.fields import Strict


class Assignment(Strict):
    """Who is to lead, and from when. Where a first leader has fixed the time, `slot` must be that."""

    supervisor: str
    slot: Moment


class Release(Strict):
    """Which leader is to be released, by id."""

    supervisor: str


class Replacement(Strict):
    """Which leader leads no more, and who does in their place, both by id."""

    leader: str
    supervisor: str


class Move(Strict):
    """From when the debriefing is led."""

    slot: Moment
