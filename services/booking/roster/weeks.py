"""The roster as people read it: week by week, each duty and each gap a line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from services.booking.roster.model import Duty
from shared.i18n import form_times
from shared.i18n.form_times import NotATimeError
from shared.messages.booking import Interval


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A duty, or a gap where there is no `duty`."""

    slot: Interval
    duty: Duty | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the calendar (ISO 8601): duties that begin in it, and what it has of gaps."""

    number: int
    monday: datetime
    sunday: datetime
    lines: tuple[WeekLine, ...]

    @property
    def has_gap(self) -> bool:
        return any(line.duty is None for line in self.lines)


def weeks(duties: Iterable[Duty], gaps: Iterable[Interval], now: datetime, zone: ZoneInfo) -> list[Week]:
    """What is not past, by weeks: a duty where it begins, or now where it is under way; a gap in each it reaches."""
    lines = [WeekLine(duty.slot, duty) for duty in duties if duty.until > now]
    lines += [WeekLine(piece) for gap in gaps for piece in _by_weeks(gap, zone)]

    def monday(line: WeekLine) -> datetime:
        return _monday(max(line.slot.start, now), zone)

    ordered = sorted(lines, key=lambda line: (monday(line), line.slot.start, bool(line.duty and line.duty.backup)))
    return [
        Week(first.isocalendar().week, first, first + timedelta(days=6), tuple(found))
        for first, found in groupby(ordered, key=monday)
    ]


def _by_weeks(gap: Interval, zone: ZoneInfo) -> Iterator[Interval]:
    """The gap in pieces that lie within a week each."""
    start = gap.start
    while start < gap.end:
        following = (_monday(start, zone) + timedelta(days=7)).astimezone(UTC)
        yield Interval(start=start, end=min(following, gap.end))
        start = following


def _monday(at: datetime, zone: ZoneInfo) -> datetime:
    """The midnight with which a moment's week begins, in the network's time."""
    local = at.astimezone(zone)
    return (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def shown_as(slot: Interval) -> str:
    """A time as a form's value carries it."""
    return f"{slot.start.isoformat()}~{slot.end.isoformat()}"


def read(value: str) -> Interval | None:
    """The time in such a value; None where it is none."""
    start, _, end = value.partition("~")
    try:
        slot = Interval(start=form_times.moment(start, None), end=form_times.moment(end, None))
    except NotATimeError:
        return None
    return slot if slot.start < slot.end else None
