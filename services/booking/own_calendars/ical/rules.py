"""What recurs (RFC 5545, 3.3.10): rules read strictly, with a bound on all that they may list, and counted out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dateutil import rrule

from services.booking.own_calendars.ical.errors import BrokenError, TooMuchError
from services.booking.own_calendars.ical.lines import ContentLine
from services.booking.own_calendars.ical.values import When, one

# Nobody is busy anew each minute; whoever writes so wants us to count for a long time.
TOO_OFTEN = {"SECONDLY", "MINUTELY"}
MOST_A_DAY = 96
_LONGEST = 1000
_FREQUENCIES = {
    "YEARLY": rrule.YEARLY,
    "MONTHLY": rrule.MONTHLY,
    "WEEKLY": rrule.WEEKLY,
    "DAILY": rrule.DAILY,
    "HOURLY": rrule.HOURLY,
}
_STEPS = {"WEEKLY": timedelta(weeks=1), "DAILY": timedelta(days=1), "HOURLY": timedelta(hours=1)}
_DAYS = {
    "MO": rrule.MO,
    "TU": rrule.TU,
    "WE": rrule.WE,
    "TH": rrule.TH,
    "FR": rrule.FR,
    "SA": rrule.SA,
    "SU": rrule.SU,
}
# The least and the greatest that each list may have in it; what counts from the end, too.
_RANGES: Mapping[str, tuple[int, int]] = {
    "BYSECOND": (0, 60),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYMONTH": (1, 12),
    "BYSETPOS": (-366, 366),
}
_PARTS = {"FREQ", "UNTIL", "COUNT", "INTERVAL", "WKST", "BYDAY", *_RANGES}
_NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is written. `lists`: what dateutil calls by lower-case names."""

    frequency: str
    interval: int
    count: int | None
    until: When | None
    week_begins: rrule.weekday
    lists: Mapping[str, tuple[int, ...]]
    days: tuple[rrule.weekday, ...]


def read(text: str) -> Rule:
    """A rule. TooMuchError where it recurs more often than anybody's day has, BrokenError where it is no rule."""
    parts = _parts(text)
    frequency = parts.get("FREQ", "")
    if frequency in TOO_OFTEN:
        raise TooMuchError
    if frequency not in _FREQUENCIES or not parts.keys() <= _PARTS:
        raise BrokenError
    lists = {name: _numbers(parts[name], *_RANGES[name]) for name in _RANGES if name in parts}
    _check_often(frequency, lists)
    return Rule(
        frequency=frequency,
        interval=_positive(parts.get("INTERVAL", "1")),
        count=_positive(parts["COUNT"]) if "COUNT" in parts else None,
        until=one(ContentLine("UNTIL", {}, parts["UNTIL"])) if "UNTIL" in parts else None,
        week_begins=_day(parts.get("WKST", "MO")),
        lists=lists,
        days=tuple(_day(each) for each in parts["BYDAY"].split(",")) if "BYDAY" in parts else (),
    )


def occurrences(rule: Rule, first: datetime, since: datetime, last: datetime) -> Iterator[datetime]:
    """What the clock shows at each time of the rule from `first` that is in [since, last], in order.

    The rule's own end is the caller's to look at: what it is compared with depends on what recurs.
    """
    begins = _nearer(rule, first, since)
    lists: dict[str, Any] = {name.lower(): values for name, values in rule.lists.items()}
    try:
        found = rrule.rrule(
            _FREQUENCIES[rule.frequency],  # type: ignore[arg-type]
            dtstart=begins,
            interval=rule.interval,
            wkst=rule.week_begins,
            count=rule.count,
            until=None if rule.count else last,
            byweekday=rule.days or None,
            **lists,
        )
        for at in found:
            if at > last:
                return
            if at >= since:
                yield at
    except (ValueError, OverflowError) as wrong:
        raise BrokenError from wrong


def _nearer(rule: Rule, first: datetime, since: datetime) -> datetime:
    """A beginning nearer to `since` with the same times after it: years of hours need not be counted through."""
    step = _STEPS.get(rule.frequency)
    if rule.count or step is None or since <= first:
        return first
    steps = (since - first) // (step * rule.interval) - 1
    return first + max(steps, 0) * step * rule.interval


def _parts(text: str) -> dict[str, str]:
    if len(text) > _LONGEST:
        raise TooMuchError
    found: dict[str, str] = {}
    for part in "".join(text.split()).upper().split(";"):
        name, _, value = part.partition("=")
        if part and (name in found or not value):
            raise BrokenError
        if part:
            found[name] = value
    return found


def _check_often(frequency: str, lists: Mapping[str, tuple[int, ...]]) -> None:
    hours = 24 if frequency == "HOURLY" else 1
    each = [max(len(set(lists.get(name, ()))), least) for name, least in (("BYHOUR", hours), ("BYMINUTE", 1))]
    if len(lists.get("BYSECOND", ())) > 1 or each[0] * each[1] > MOST_A_DAY:
        raise TooMuchError


def _numbers(text: str, least: int, greatest: int) -> tuple[int, ...]:
    parts = text.split(",")
    found = tuple(int(each) for each in parts if _NUMBER.fullmatch(each))
    signed = least < 0
    if len(found) < len(parts) or any(not least <= each <= greatest or (signed and each == 0) for each in found):
        raise BrokenError
    return found


def _positive(text: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) < 1:
        raise BrokenError
    return int(text)


def _day(text: str) -> rrule.weekday:
    match = _DAY.fullmatch(text)
    if match is None or match[1] in {"0", "+0", "-0", "00"}:
        raise BrokenError
    return _DAYS[match[2]](int(match[1])) if match[1] else _DAYS[match[2]]
