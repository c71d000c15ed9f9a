"""The one reader of days, hours and moments that people type or forms send (a test sees to it that there is no other).

Whatever is no time of this or the next decades is NotATimeError: at the ends of the calendar days can't be added and
zones can't be changed, so year 1 and year 9999 end here and nowhere later.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 2000, 2100
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)
_MOMENT = re.compile(rf"({_DAY.pattern})[T ]({_CLOCK.pattern})(?P<offset>Z|[+-]\d\d:\d\d)?", re.ASCII)
_LONGEST = 40
T = TypeVar("T")
At = TypeVar("At", date, datetime)


class NotATimeError(ValueError):
    """What was typed is no time, or one too far away to be meant."""


def day(typed: str) -> date:
    """A day as a form gives it: 2026-12-01."""
    typed = typed.strip() if len(typed) <= _LONGEST else ""
    if not _DAY.fullmatch(typed):
        raise NotATimeError
    return _near(_made(date.fromisoformat, typed))


def clock(typed: str) -> time:
    """An hour of the clock as a form gives it: 09:30."""
    typed = typed.strip() if len(typed) <= _LONGEST else ""
    if not _CLOCK.fullmatch(typed):
        raise NotATimeError
    return _made(time.fromisoformat, typed)


def moment(typed: str, zone: ZoneInfo | None) -> datetime:
    """A moment, in UTC: 2026-12-01T09:30 on the clock of `zone` (of an hour that comes twice its first), or with an
    offset of its own; without a zone it must have one.
    """
    found = _MOMENT.fullmatch(typed.strip()) if len(typed) <= _LONGEST else None
    if found is None or (zone is None and found["offset"] is None):
        raise NotATimeError
    at = _near(_made(datetime.fromisoformat, found[0].replace(" ", "T")))
    return (at if at.tzinfo else at.replace(tzinfo=zone, fold=0)).astimezone(UTC)


def _made(read: Callable[[str], T], typed: str) -> T:
    try:
        return read(typed)
    except ValueError as none:
        raise NotATimeError from none


def _near(at: At) -> At:
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise NotATimeError
    return at
