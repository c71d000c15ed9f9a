"""When the clocks of a time zone change."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first instant, to the second, with the later offset; the two instants have different ones."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        same = middle.astimezone(zone).utcoffset() == before.astimezone(zone).utcoffset()
        before, after = (middle, after) if same else (before, middle)
    return after.replace(microsecond=0)
