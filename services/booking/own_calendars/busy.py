"""When a calendar of somebody's own says that they are busy. Titles, places and people in it are read by nobody."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.booking.own_calendars.ical.busy_times import busy_times
from services.booking.own_calendars.ical.errors import NotACalendarError, TooMuchError
from services.booking.own_calendars.model import AHEAD, EVERY, TOLD_AFTER, OwnCalendar, Trouble
from shared.messages.booking import Interval

__all__ = ["NotACalendarError", "TooMuchError", "busy", "span", "was_not_read", "was_read"]
LONGEST_WAIT = timedelta(hours=4)


def span(now: datetime) -> tuple[datetime, datetime]:
    """From when to when own calendars are read."""
    return now - timedelta(days=1), now + AHEAD


def busy(content: bytes, start: datetime, end: datetime, zone: ZoneInfo, host: str) -> list[Interval]:
    """`ical_busy.busy_times` as slots."""
    return [Interval(start=opens, end=closes) for opens, closes in busy_times(content, start, end, zone, host)]


def was_read(calendar: OwnCalendar, now: datetime) -> OwnCalendar:
    """It was read just now."""
    fresh = {"read_at": now, "next_at": now + EVERY, "revision": calendar.revision + 1}
    well = {"failing_since": None, "told_at": None, "trouble": None, "detail": "", "tries": 0}
    return calendar.model_copy(update={**fresh, **well})


def was_not_read(calendar: OwnCalendar, trouble: Trouble, now: datetime, detail: str = "") -> OwnCalendar:
    """It could not be read; it is tried again ever more seldom. What is known of it stays."""
    wait = min(EVERY * 2**calendar.tries / 4, LONGEST_WAIT)
    failing = {
        "next_at": now + wait,
        "failing_since": calendar.failing_since or now,
        "trouble": trouble,
        "detail": detail,
        "tries": min(calendar.tries + 1, 10),
    }
    return calendar.model_copy(update={**failing, "revision": calendar.revision + 1})


def is_to_be_told(calendar: OwnCalendar, now: datetime) -> bool:
    """Whether its owner is to hear that it can't be read: once for each time that it fails, after a day of it."""
    since = calendar.failing_since
    return calendar.told_at is None and since is not None and now - since >= TOLD_AFTER
