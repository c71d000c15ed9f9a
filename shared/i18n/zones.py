"""When the clocks of a time zone change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def comes_twice(local: datetime) -> bool:
    """Whether the clock of a local time's zone shows that time twice, as when it is put back in autumn."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset() and _exists(local)


def _exists(local: datetime) -> bool:
    """A time that is left out in spring has two offsets as well, and is shown never."""
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    return back.replace(tzinfo=None) == local.replace(tzinfo=None)


def change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first instant, to the second, with the later offset; the two instants have different ones."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        same = middle.astimezone(zone).utcoffset() == before.astimezone(zone).utcoffset()
        before, after = (middle, after) if same else (before, middle)
    return after.replace(microsecond=0)
