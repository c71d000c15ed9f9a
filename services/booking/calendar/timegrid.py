"""Time as bits: a calendar is a whole number with one bit for each quarter of an hour, counted in UTC.

So hundreds of calendars over weeks are compared with a few operations on large integers, and no change to summer time
makes an hour longer or shorter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from services.booking.calendar.model import QUARTER
from shared.i18n.zones import change_between

DAY = timedelta(days=1)
LAST_MINUTE = time(23, 59)


@dataclass(frozen=True, slots=True)
class Grid:
    """The quarters from `opens` (on a quarter, UTC) on; bit 0 is the first."""

    opens: datetime
    count: int

    @classmethod
    def around(cls, start: datetime, end: datetime, margin: timedelta = DAY) -> "Grid":
        """The grid that holds [start, end) and a margin on both sides, since travel reaches beyond."""
        first = floor(start - margin)
        return cls(first, -((first - end - margin) // QUARTER))

    @property
    def whole(self) -> int:
        return (1 << self.count) - 1

    @property
    def closes(self) -> datetime:
        return self.opens + self.count * QUARTER

    def touched(self, start: datetime, end: datetime) -> int:
        """Every quarter of which [start, end) has some part: for what is taken."""
        return self._bits((start - self.opens) // QUARTER, -((self.opens - end) // QUARTER))

    def inside(self, start: datetime, end: datetime) -> int:
        """Every quarter that lies in [start, end) whole: for what is open."""
        return self._bits(-((self.opens - start) // QUARTER), (end - self.opens) // QUARTER)

    def at(self, n: int) -> datetime:
        return self.opens + n * QUARTER

    def days(self, zone: ZoneInfo) -> Iterator[date]:
        """Every day, in `zone`, whose hours may reach into the grid: the one before, too, for they may go on over
        midnight.
        """
        day, last = self.opens.astimezone(zone).date() - DAY, self.closes.astimezone(zone).date()
        while day <= last:
            yield day
            day += DAY

    def _bits(self, first: int, end: int) -> int:
        first, end = max(0, first), min(self.count, end)
        return ((1 << (end - first)) - 1) << first if end > first else 0


def runs(mask: int, length: int) -> int:
    """The bits of `mask` at which `length` set bits in a row begin, found by doubling."""
    have = 1
    while have < length:
        step = min(have, length - have)
        mask &= mask >> step
        have += step
    return mask


def positions(mask: int) -> Iterator[int]:
    """The places of the set bits, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def quarters_in(length: timedelta) -> int:
    """How many quarters `length` takes, the last one begun counted whole."""
    return -(-length // QUARTER)


def floor(at: datetime) -> datetime:
    """The beginning of the quarter, in UTC."""
    whole = at.astimezone(UTC).replace(second=0, microsecond=0)
    return whole - timedelta(minutes=whole.minute % 15)


def local(day: date, at: time, zone: ZoneInfo) -> datetime:
    """What the clock on the wall says, as an instant in UTC. An hour that comes twice is its first."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def stretches(day: date, since: time, until: time, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """When the clock on the wall shows [since, until), begun on this day, as instants. `until` at or before `since` is
    on the following day: 00:00 is midnight, and so is 23:59, as many write it.

    Mostly that is one stretch. What the clocks leave out in spring is no time at all, and what comes twice in autumn
    counts twice, so that there may be two.
    """
    until = time(0) if until == LAST_MINUTE else until
    over_midnight = until <= since
    first = datetime.combine(day, since, UTC)
    last = datetime.combine(day + DAY if over_midnight else day, until, UTC)
    found: list[tuple[datetime, datetime]] = []
    for opens, closes in pairwise(_even(day, 2 if over_midnight else 1, zone)):
        ahead = opens.astimezone(zone).utcoffset() or timedelta(0)
        start, end = max(opens, first - ahead), min(closes, last - ahead)
        if found and found[-1][1] == start < end:
            found[-1] = (found[-1][0], end)
        elif start < end:
            found.append((start, end))
    return found


def joined(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """The same time in as few stretches as can be, in order: those that touch, across midnight too, are one."""
    found: list[tuple[datetime, datetime]] = []
    for opens, closes in sorted(spans):
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], closes))
        else:
            found.append((opens, closes))
    return found


def _even(day: date, days: int, zone: ZoneInfo) -> list[datetime]:
    """The ends of the parts of these days in which the clocks don't change: mostly the first midnight and the last."""
    opens, closes = local(day, time(0), zone), local(day + days * DAY, time(0), zone)
    if opens.astimezone(zone).utcoffset() == closes.astimezone(zone).utcoffset():
        return [opens, closes]
    return [opens, change_between(zone, opens, closes), closes]


def monday_of(day: date) -> date:
    """The first day of the day's week (ISO 8601)."""
    return day - timedelta(days=day.weekday())
