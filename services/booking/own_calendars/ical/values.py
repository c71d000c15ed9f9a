"""The values of a calendar's times (RFC 5545, 3.3): read where they can be meant in one way alone."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, TypeAlias

from services.booking.own_calendars.ical.errors import BrokenError, TooMuchError
from services.booking.own_calendars.ical.lines import ContentLine

LONGEST = 80
MOST_TIMES = 20_000
_WHEN = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?)?",
    re.ASCII | re.IGNORECASE,
)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?",
    re.ASCII | re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?", re.ASCII)
Frame: TypeAlias = tuple[Literal["day", "utc", "floating", "zone"], str]
UTC_FRAME: Frame = ("utc", "")


@dataclass(frozen=True, slots=True)
class When:
    """A time as it is written: what the clock shows, and whose clock. Of a whole day, its midnight."""

    at: datetime
    frame: Frame

    @property
    def whole(self) -> bool:
        return self.frame[0] == "day"

    @property
    def day(self) -> date:
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Length:
    """A duration: days as the calendar counts them, then what a stop-watch shows."""

    days: int
    exact: timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """From a time to a time or for a while."""

    start: When
    end: When | Length


def one(line: ContentLine) -> When:
    """The line's only time."""
    return _when(line.value, line.params.get("TZID"))


def several(line: ContentLine) -> list[When | Period]:
    """The line's times; none where it is empty. TooMuchError where it has more than anybody's would."""
    zone = line.params.get("TZID")
    if line.value.count(",") >= MOST_TIMES:
        raise TooMuchError
    found = [part.strip() for part in line.value.split(",")]
    return [_period(part, zone) if "/" in part else _when(part, zone) for part in found if part]


def length(text: str) -> Length:
    """A duration of no less than nothing."""
    match = _DURATION.fullmatch(text.strip()[:LONGEST])
    if match is None or not any(match.groups()[1:]):
        raise BrokenError
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in match.groups()[1:])
    found = Length(7 * weeks + days, timedelta(hours=hours, minutes=minutes, seconds=seconds))
    if match[1] == "-" and (found.days or found.exact):
        raise BrokenError
    return found


def offset(text: str) -> timedelta:
    """How far a clock is ahead of UTC."""
    match = _OFFSET.fullmatch(text.strip()[:LONGEST])
    if match is None:
        raise BrokenError
    hours, minutes, seconds = (int(each or 0) for each in match.groups()[1:])
    found = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if found >= timedelta(days=1):
        raise BrokenError
    return -found if match[1] == "-" else found


def _period(text: str, zone: str | None) -> Period:
    start, _, end = text.partition("/")
    ends = length(end) if end.strip()[:2].upper().lstrip("+").startswith("P") else _when(end, zone)
    return Period(_when(start, zone), ends)


def _when(text: str, zone: str | None) -> When:
    match = _WHEN.fullmatch(text.strip()[:LONGEST])
    if match is None:
        raise BrokenError
    year, month, day, hour, minute, second = (int(each or 0) for each in match.groups()[:6])
    try:
        if match[4] is None:
            return When(datetime(year, month, day), ("day", ""))  # noqa: DTZ001  # a day as it is written
        next_day = timedelta(days=(hour, minute, second) == (24, 0, 0))
        clock = time(0) if next_day else time(hour, minute, min(second, 59) if second == 60 else second)
        at = datetime.combine(date(year, month, day), clock) + next_day
        return _on_its_clock(at, match[7], zone)
    except (ValueError, OverflowError) as wrong:
        raise BrokenError from wrong


def _on_its_clock(at: datetime, mark: str | None, zone: str | None) -> When:
    if mark is None:
        return When(at, ("floating", "") if zone is None else ("zone", zone))
    return When(at if mark in "Zz" else at - offset(mark), UTC_FRAME)
