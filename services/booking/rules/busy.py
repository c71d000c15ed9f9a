"""When a calendar of somebody's own says that they are busy. Titles, places and people in it are read by nobody."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from services.booking.model.busy import AHEAD, EVERY, OwnCalendar, Trouble
from shared.messages.booking import Slot

# Nobody is busy anew each minute; whoever writes so wants us to count for a long time.
TOO_OFTEN = {"SECONDLY", "MINUTELY"}
MOST_SPANS = 20_000
LONGEST_WAIT = timedelta(hours=4)


class NotACalendarError(Exception):
    """What was read is no calendar that we understand."""


class TooMuchError(Exception):
    """The calendar has more than anybody's can."""


def span(now: datetime) -> tuple[datetime, datetime]:
    """From when to when own calendars are read."""
    return now - timedelta(days=1), now + AHEAD


def busy(content: bytes, start: datetime, end: datetime, zone: ZoneInfo, host: str) -> list[Slot]:
    """When the calendar's owner is busy in [start, end), in order, nothing overlapping or touching.

    A day without hours is busy from midnight to midnight of `zone`, which also stands in for a zone not given. Not
    busy: what is cancelled or marked as free, and what we wrote ourselves (UIDs at `host`). Raises NotACalendarError or
    TooMuchError; it may take long, so give it a time limit.
    """
    try:
        calendar = Calendar.from_ical(content)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as wrong:
        raise NotACalendarError from wrong
    if calendar.name != "VCALENDAR":
        raise NotACalendarError
    _check_rules(calendar)
    try:
        events = recurring_ical_events.of(calendar).between(start, end)
        found = [_slot(event, zone) for event in events if _counts(event, host)]
    except (ValueError, TypeError, OverflowError, AttributeError, KeyError) as wrong:
        raise NotACalendarError from wrong
    if len(found) > MOST_SPANS:
        raise TooMuchError
    return list(merged(found, start, end))


def merged(slots: Iterable[Slot], start: datetime, end: datetime) -> Iterator[Slot]:
    """The same times within [start, end), in order, as few as possible."""
    within = [(max(slot.start, start), min(slot.end, end)) for slot in slots]
    current: tuple[datetime, datetime] | None = None
    for opens, closes in sorted(each for each in within if each[0] < each[1]):
        if current is not None and opens <= current[1]:
            current = (current[0], max(current[1], closes))
            continue
        if current is not None:
            yield Slot(start=current[0], end=current[1])
        current = (opens, closes)
    if current is not None:
        yield Slot(start=current[0], end=current[1])


def was_read(calendar: OwnCalendar, now: datetime) -> OwnCalendar:
    """It was read just now."""
    fresh = {"read_at": now, "next_at": now + EVERY, "failing_since": None, "trouble": None, "tries": 0}
    return calendar.model_copy(update={**fresh, "revision": calendar.revision + 1})


def was_not_read(calendar: OwnCalendar, trouble: Trouble, now: datetime) -> OwnCalendar:
    """It could not be read; it is tried again ever more seldom. What is known of it stays."""
    wait = min(EVERY * 2**calendar.tries / 4, LONGEST_WAIT)
    failing = {
        "next_at": now + wait,
        "failing_since": calendar.failing_since or now,
        "trouble": trouble,
        "tries": min(calendar.tries + 1, 10),
    }
    return calendar.model_copy(update={**failing, "revision": calendar.revision + 1})


def _check_rules(calendar: Calendar) -> None:
    for event in calendar.walk("VEVENT"):
        rules = event.get("RRULE", [])
        for rule in rules if isinstance(rules, list) else [rules]:
            if TOO_OFTEN & {str(each).upper() for each in rule.get("FREQ", [])}:
                raise TooMuchError


def _counts(event: Any, host: str) -> bool:
    free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    free = free or str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
    cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
    return not free and not cancelled and not str(event.get("UID", "")).endswith(f"@{host}")


def _slot(event: Any, zone: ZoneInfo) -> Slot:
    start = event["DTSTART"].dt
    end = event["DTEND"].dt if "DTEND" in event else start
    return Slot(start=_instant(start, zone), end=_instant(end, zone))


def _instant(at: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time())
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
