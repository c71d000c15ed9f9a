"""Which times a supervisor could lead a debriefing: free, within their urgent hours, within the request's window."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.booking.calendar.model import QUARTER
from services.booking.calendar.timegrid import DAY, joined, stretches
from services.booking.directory.model import Hours
from shared.messages.booking import Interval
from shared.messages.contracts import Window

# Few fixed times a day, so that two leaders asked separately have times in common.
USUAL_STARTS = (time(9), time(12), time(15), time(18))
MOST_OFFERED = 8


def free_starts(
    hours: Sequence[Hours],
    busy: Iterable[Interval],
    window: Window,
    length: timedelta,
    zone: ZoneInfo,
    now: datetime,
    there: ZoneInfo | None = None,
) -> tuple[datetime, ...]:
    """Starts to offer (UTC): the usual times of each day, or, where the window holds none, any half hour that fits.

    A start is offered when the whole length lies in the window and in one stretch of hours (over midnight, where they
    touch there or end after it), overlaps nothing busy, and is not past. Hours are on the clock `there`, usual times on
    that of the network, `zone`.
    """
    taken = tuple(busy)

    def free(start: datetime) -> bool:
        return start > now and not any(slot.start < start + length and start < slot.end for slot in taken)

    usual, every = _fitting(tuple(hours), window, length, zone, there or zone)
    return tuple(([*filter(free, usual)] or [*filter(free, every)][::2])[:MOST_OFFERED])


@lru_cache(maxsize=256)  # most supervisors of a wave keep the same hours
def _fitting(
    hours: tuple[Hours, ...], window: Window, length: timedelta, zone: ZoneInfo, there: ZoneInfo
) -> tuple[tuple[datetime, ...], tuple[datetime, ...]]:
    """The starts that fit window and hours: the usual ones, and every one."""
    every = tuple(_quarters(hours, window, length, there))
    return tuple(start for start in every if start.astimezone(zone).time() in USUAL_STARTS), every


def _quarters(hours: Sequence[Hours], window: Window, length: timedelta, zone: ZoneInfo) -> Iterator[datetime]:
    """Every quarter of an hour from which `length` fits the window and the hours, in order."""
    for opens, closes in _stretches(hours, Interval(start=window.opens, end=window.closes), zone):
        start = _next_quarter(max(opens, window.opens))
        while start + length <= min(closes, window.closes):
            yield start
            start += QUARTER


def _stretches(hours: Sequence[Hours], around: Interval, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The hours around a time as instants in UTC; counted there, since local arithmetic forgets the change of summer
    time. Those of the day before may reach into it.
    """
    first, last = around.start.astimezone(zone).date() - DAY, around.end.astimezone(zone).date()
    days = [first + n * DAY for n in range((last - first).days + 1)]
    parts = ((day, part) for day in days for part in hours if part.day == day.isoweekday())
    return joined(span for day, part in parts for span in stretches(day, part.since, part.until, zone))


def _next_quarter(at: datetime) -> datetime:
    whole = at.astimezone(UTC).replace(second=0, microsecond=0)
    whole -= timedelta(minutes=whole.minute % 15)
    return whole if whole == at else whole + QUARTER


def is_free(hours: Sequence[Hours], busy: Iterable[Interval], slot: Interval, zone: ZoneInfo) -> bool:
    """Whether exactly this time could be led: within the hours, overlapping nothing."""
    within = any(opens <= slot.start and slot.end <= closes for opens, closes in _stretches(hours, slot, zone))
    return within and not any(other.start < slot.end and slot.start < other.end for other in busy)
