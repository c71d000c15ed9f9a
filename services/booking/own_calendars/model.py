"""A supervisor's own calendar: where it is read, and when it last was. Of what stands in it, times alone are kept."""

from datetime import timedelta
from typing import Literal

from shared.messages.base import Instant, Part

Trouble = Literal["address", "unreachable", "refused", "too_large", "not_calendar", "broken", "zone", "too_much"]

EVERY = timedelta(minutes=30)
# How far ahead times are kept: a year of sessions.
AHEAD = timedelta(days=366)
# So long it may fail before its owner is told: a night's maintenance is over by then.
TOLD_AFTER = timedelta(days=1)


class OwnCalendar(Part):
    """`sealed` is its secret address, `host` what is shown of it. `failing_since`: it could not be read since, so what
    is known of it is stale, and goes on counting as busy. `told_at`: when its owner was told so. `detail`: the zone
    that is not known.
    """

    supervisor_id: str
    revision: int = 1
    sealed: str
    host: str
    next_at: Instant
    read_at: Instant | None = None
    failing_since: Instant | None = None
    told_at: Instant | None = None
    trouble: Trouble | None = None
    detail: str = ""
    tries: int = 0
