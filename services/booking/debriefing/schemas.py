"""What a program sends about a case."""

from services.booking.datetimes import Moment
from shared.fields import Line, Strict


class AssignLeader(Strict):
    """Who is to lead, and from when. Where a first leader has fixed the time, `slot` must be that."""

    supervisor: Line
    slot: Moment


class ReleaseLeader(Strict):
    """Which leader is to be released, by id."""

    supervisor: Line


class ReplaceLeader(Strict):
    """Which leader leads no more, and who does in their place, both by id."""

    leader: Line
    supervisor: Line


class MoveDebriefing(Strict):
    """From when the debriefing is led."""

    slot: Moment
