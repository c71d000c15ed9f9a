"""When a service tidies up: once a night, on the network's clock. A timer to oneself, so that one replica does it."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# After most people's midnight, and in no hour that clocks leave out or repeat.
HOUR = time(4, 30)
# How many documents one unit of work looks through; the next follows at once.
BATCH = 200


def next_night(now: datetime, zone: ZoneInfo) -> datetime:
    """The next time, in UTC, at which it is half past four."""
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= HOUR)
    return datetime.combine(day, HOUR, zone).astimezone(UTC)
