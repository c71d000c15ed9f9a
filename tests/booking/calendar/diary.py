"""What the calendar's tests are about, made in a line: diaries, wishes, and free time told the slow and obvious way."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from services.booking.calendar.absences import BusyInterval
from services.booking.calendar.availability import Diary
from services.booking.calendar.series import Ask
from services.booking.days_off import is_day_off
from services.booking.directory.model import DayHours, Hours
from shared.messages.booking import Interval
from tests.booking.build import HELSINKI, supervisor

MONDAY = date(2026, 11, 30)
BEFORE = datetime(2026, 11, 1, tzinfo=UTC)
MINUTE, QUARTER, HOUR, DAY = timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)


def wall(day: date, hour: int, minute: int = 0) -> datetime:
    """A time on Helsinki's clock, in UTC."""
    return datetime.combine(day, time(hour, minute), HELSINKI).astimezone(UTC)


def slot(day: date, hour: int, minutes: int = 90) -> Interval:
    return Interval(start=wall(day, hour), end=wall(day, hour) + minutes * MINUTE)


def busy(who: str, day: date, hour: int, minutes: int = 90, **others: Any) -> BusyInterval:
    return BusyInterval(who=who, **slot(day, hour, minutes).model_dump(), **others)


def diary(who: str, *taken: BusyInterval, **changes: Any) -> Diary:
    """An office worker in Helsinki, with what takes their time."""
    other_hours = changes.pop("other_hours", ())
    person = supervisor(who, **changes)
    return Diary(person, person.zone(HELSINKI), taken, other_hours)


def ask(*diaries: Diary, **changes: Any) -> Ask:
    known: dict[str, Any] = {"room": (), "holidays": False, "remote": False, "now": BEFORE}
    return Ask(diaries, **(known | changes))


def fits_slowly(diary: Diary, slot: Interval, *, holidays: bool, remote: bool) -> bool:
    """Minute by minute, as a person with a paper calendar would look."""
    person = diary.supervisor
    before, after = (0, 0) if remote else (person.travel_before, person.travel_after)
    kept = _minutes(slot.start - before * MINUTE, slot.end + after * MINUTE)
    if any(each.start < at + MINUTE and at < each.end for at in kept for each in diary.busy):
        return False
    return all(_works(diary, at, holidays=holidays) for at in _minutes(slot.start, slot.end))


def _works(diary: Diary, at: datetime, *, holidays: bool) -> bool:
    there = at.astimezone(diary.zone)
    clock, today, yesterday = there.time(), there.date(), there.date() - DAY
    evening = any(
        part.until <= part.since and clock < part.until for part in _begun(diary, yesterday, holidays=holidays)
    )
    return evening or any(
        part.since <= clock and (clock < part.until or part.until <= part.since)
        for part in _begun(diary, today, holidays=holidays)
    )


def _begun(diary: Diary, day: date, *, holidays: bool) -> Sequence[Hours | DayHours]:
    """The hours that begin on this day."""
    for other in diary.other_hours:
        if other.day == day:
            return other.hours
    if is_day_off(day) and not holidays:
        return ()
    return [part for part in diary.supervisor.working_hours if part.day == day.isoweekday()]


def _minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += MINUTE
