"""When a calendar says that its owner is busy: read whole, or refused aloud (docs/calendars.md tells what is which)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from services.booking.own_calendars.ical import events as ical_events
from services.booking.own_calendars.ical import values
from services.booking.own_calendars.ical.errors import BrokenError, NotACalendarError, TooMuchError
from services.booking.own_calendars.ical.events import Clock, Event
from services.booking.own_calendars.ical.lines import Component, calendars
from services.booking.own_calendars.ical.series import MARGIN, Reach, may_be_within, occurrences, with_changes
from services.booking.own_calendars.ical.values import Period, When
from services.booking.own_calendars.ical.zones import Zones, of

MOST_SPANS = 20_000
Stretch: TypeAlias = tuple[datetime, datetime]


def busy_times(content: bytes, start: datetime, end: datetime, zone: ZoneInfo, host: str) -> list[Stretch]:
    """When the calendar's owner is busy in [start, end), in UTC and in order, nothing overlapping or touching.

    A day without hours is busy from midnight to midnight of `zone`, which also stands in for a zone not given. Not
    busy: what is cancelled or marked as free, and what we wrote ourselves (UIDs at `host`). Raises NotACalendarError or
    TooMuchError; it may take long, so give it a time limit.
    """
    try:
        return list(joined(_within(_all(content, start, end, zone, host), start, end)))
    except (ValueError, OverflowError) as wrong:  # a year that no calendar has
        raise BrokenError from wrong


def joined(intervals: Iterable[Stretch]) -> Iterator[Stretch]:
    """The same times, in order, as few as possible."""
    current: Stretch | None = None
    for opens, closes in sorted(intervals):
        if current is not None and opens <= current[1]:
            current = (current[0], max(current[1], closes))
            continue
        if current is not None:
            yield current
        current = (opens, closes)
    if current is not None:
        yield current


def _within(found: Iterable[Stretch], start: datetime, end: datetime) -> Iterator[Stretch]:
    for n, (opens, closes) in enumerate(each for each in found if each[0] < end and start < each[1]):
        if n >= MOST_SPANS:
            raise TooMuchError
        if opens < closes:
            yield max(opens, start), min(closes, end)


def _all(content: bytes, start: datetime, end: datetime, zone: ZoneInfo, host: str) -> Iterator[Stretch]:
    since, until = (at.astimezone(UTC).replace(tzinfo=None) for at in (start, end))
    since, until = since - MARGIN, until + MARGIN
    found = calendars(content, lambda part: _is_wanted(part, since, until))
    clock = _clock(Zones(found, zone, until), zone)
    reach = Reach(since, until, clock)
    if any(calendar.text("VERSION") == "1.0" for calendar in found):
        raise NotACalendarError
    parts = [part for calendar in found for part in calendar.parts]
    yield from _of_events((part for part in parts if part.name == "VEVENT"), reach, f"@{host}")
    for part in parts:
        if part.name == "VFREEBUSY":
            yield from _told(part, clock)


def _clock(zones: Zones, owner: ZoneInfo) -> Clock:
    of_owner = of(owner)

    def clock(named: When) -> datetime:
        kind, name = named.frame
        if kind == "utc":
            return named.at.replace(tzinfo=UTC)
        if kind == "day":
            return of_owner(named.at)
        return (zones.floating() if kind == "floating" else zones.zone(name))(named.at)

    return clock


def _is_wanted(part: Component, since: datetime, until: datetime) -> bool:
    """What may say something of the time that is asked for; BrokenError where it can't be read."""
    if part.name == "VAVAILABILITY":
        raise NotACalendarError
    if part.name != "VEVENT":
        return part.name in {"VFREEBUSY", "VTIMEZONE"}
    event = ical_events.read(part)
    return event is not None and may_be_within(event, since, until)


def _of_events(parts: Iterable[Component], reach: Reach, ours: str) -> Iterator[Stretch]:
    """What has one UID is one series with its changes; what has none stands alone."""
    by_uid: defaultdict[str, list[Event]] = defaultdict(list)
    for n, part in enumerate(parts):
        event = ical_events.read(part)
        if event is not None and not event.uid.endswith(ours):
            by_uid[event.uid or f"\x00{n}"].append(event)
    for events in by_uid.values():
        yield from _of_one(events, reach)


def _of_one(events: list[Event], reach: Reach) -> Iterator[Stretch]:
    series = [each for each in events if each.replaces is None]
    changes = _newest([each for each in events if each.replaces is not None])
    if not series and any(each.following and not each.recurs and not each.free for each in changes):
        raise BrokenError
    for each in series:
        if not each.free:
            yield from ((found.start, found.end) for found in with_changes(each, changes, reach))
    for each in changes:
        if not each.free:
            yield from ((found.start, found.end) for found in occurrences(each, reach))


def _newest(changes: list[Event]) -> list[Event]:
    """Of several changes of one time, those with the greatest sequence."""
    greatest: dict[tuple[When | None, bool], int] = {}
    for each in changes:
        key = (each.replaces, each.following)
        greatest[key] = max(each.sequence, greatest.get(key, 0))
    return [each for each in changes if each.sequence == greatest[each.replaces, each.following]]


def _told(part: Component, clock: Clock) -> Iterator[Stretch]:
    """A VFREEBUSY's times; of a kind that we don't know, they are busy, as the standard has it. One that was refused
    (REQUEST-STATUS 3 to 5, RFC 5545 3.8.8.3) says nothing of anybody's time.
    """
    if any(line.value.lstrip()[:1] in ("3", "4", "5") for line in part.all("REQUEST-STATUS")):
        raise NotACalendarError
    for line in part.all("FREEBUSY"):
        if line.params.get("FBTYPE", "").upper() == "FREE":
            continue
        for period in values.several(line):
            if not isinstance(period, Period):
                raise BrokenError
            alone = Event(uid="", start=period.start, end=period.end, free=False)
            yield ical_events.times(alone, period.start.at, clock)
