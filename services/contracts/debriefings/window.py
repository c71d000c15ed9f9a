"""When a debriefing should be led: the clinical window, and when another is better.

A debriefing is led 24-72 hours after the event, by default not the same day (Finnish Institute of Occupational Health,
ttl.fi). An organisation that asks late still needs a time, so the window then runs from now. Times are counted in UTC:
three days are 72 hours, whatever the clocks do in between.
"""

from datetime import UTC, datetime, timedelta

from services.contracts.debriefings.model import WindowReason
from services.contracts.debriefings.schemas import RequestDebriefing
from shared.messages.contracts import Window

FIRST = timedelta(hours=24)
LAST = timedelta(hours=72)
LEAD = timedelta(hours=2)
ENOUGH = timedelta(hours=24)
QUARTER = timedelta(minutes=15)


def window_for(asked: RequestDebriefing, now: datetime) -> tuple[Window, WindowReason]:
    """The window to search in, and why it is so. A wish is taken as it is, and noted."""
    if asked.window is None:
        return clinical(asked.incident.occurred_at, now)
    return Window(opens=asked.window.since, closes=asked.window.until, wished=True), "wished"


def clinical(occurred_at: datetime, now: datetime) -> tuple[Window, WindowReason]:
    """The window for an event of this time, and why it is so: `clinical`, or `older` when the event's own window leaves
    less than a day. It never opens within two hours, which the leaders need to come.
    """
    opens, closes = max(occurred_at + FIRST, now + LEAD), occurred_at + LAST
    if closes - opens >= ENOUGH:
        return _rounded(opens, closes), "clinical"
    return _rounded(now + LEAD, now + LAST), "older"


def _rounded(opens: datetime, closes: datetime) -> Window:
    """To quarters of an hour, inwards: a rounded window never begins too early or ends too late."""
    return Window(opens=-_floor(-_since_epoch(opens)) + EPOCH, closes=_floor(_since_epoch(closes)) + EPOCH)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _since_epoch(at: datetime) -> timedelta:
    return at - EPOCH


def _floor(since: timedelta) -> timedelta:
    return since // QUARTER * QUARTER
