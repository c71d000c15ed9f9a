"""When a supervisor can be booked: weekly hours, days with other hours, holidays, and all that takes their time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from services.booking.calendar.absences import BusyInterval, OtherHours
from services.booking.calendar.model import Session
from services.booking.calendar.timegrid import DAY, Grid, joined, local, quarters_in, runs, stretches
from services.booking.days_off import is_day_off
from services.booking.directory.model import DayHours, Hours, Supervisor
from shared.messages.booking import Interval

Why = Literal["busy", "absent", "outside_hours", "holiday", "room_taken", "past"]


@dataclass(frozen=True, slots=True)
class Diary:
    """What is known of one supervisor's time: their hours, in their own zone, and everything that takes it."""

    supervisor: Supervisor
    zone: ZoneInfo
    busy: tuple[BusyInterval, ...] = ()
    other_hours: tuple[OtherHours, ...] = ()


def open_hours(diary: Diary, grid: Grid, *, holidays: bool) -> int:
    """The quarters in which they work at all; public holidays only where `holidays` says so.

    Hours belong to the day on which they begin: an evening that ends after midnight is whole where the next day is a
    holiday or has other hours, and is none where its own day is or has.
    """
    weekly = diary.supervisor.working_hours
    if not diary.other_hours:
        return _weekly(weekly, diary.zone, grid, holidays)
    others = {other.day: other.hours for other in diary.other_hours}
    parts = (
        (day, part)
        for day in grid.days(diary.zone)
        for part in (others[day] if day in others else _begun(weekly, day, holidays=holidays))
    )
    return _open(parts, diary.zone, grid)


def taken(busy: Iterable[BusyInterval], grid: Grid) -> int:
    """The quarters that something takes."""
    mask = 0
    for each in busy:
        mask |= grid.touched(each.start, each.end)
    return mask


def starts(diary: Diary, grid: Grid, length: timedelta, *, holidays: bool, remote: bool) -> int:
    """The quarters at which a session of `length` could begin: it lies in their hours, and with the travel around it
    overlaps nothing.
    """
    around = diary.supervisor.travel(remote=remote)
    before, after = (quarters_in(timedelta(minutes=each)) for each in (around.before, around.after))
    quarters = quarters_in(length)
    untaken = runs(grid.whole & ~taken(diary.busy, grid), before + quarters + after) << before
    return runs(open_hours(diary, grid, holidays=holidays), quarters) & untaken


def why_not(diary: Diary, slot: Interval, *, holidays: bool, remote: bool) -> tuple[Why, ...]:
    """Everything that speaks against exactly this time; nothing when it fits."""
    around = diary.supervisor.travel(remote=remote)
    kept = Interval(start=slot.start - timedelta(minutes=around.before), end=slot.end + timedelta(minutes=around.after))
    clashing = {each.source for each in diary.busy if overlap(each, kept)}
    grid = Grid.around(slot.start, slot.end)
    needed = grid.touched(slot.start, slot.end)
    open_at_all = open_hours(diary, grid, holidays=True) & needed == needed
    open_now = open_hours(diary, grid, holidays=holidays) & needed == needed
    found: tuple[tuple[Why, bool], ...] = (
        ("absent", "absence" in clashing),
        ("busy", bool(clashing - {"absence"})),
        ("outside_hours", not open_at_all),
        ("holiday", open_at_all and not open_now),
    )
    return tuple(why for why, holds in found if holds)


def whole_day(day: date, zone: ZoneInfo) -> Interval:
    """From midnight to midnight, as the clocks are there."""
    return Interval(start=local(day, time(0), zone), end=local(day + DAY, time(0), zone))


def outside(diary: Diary, sessions: Iterable[Session]) -> list[Session]:
    """Those sessions that their hours, other ones among them, leave out. Urgent debriefings have hours of their own."""
    planned = [each for each in sessions if each.debriefing_id is None]
    return [each for each in planned if not _is_open(diary, each)]


def _is_open(diary: Diary, session: Session) -> bool:
    grid = Grid.around(session.start, session.end)
    needed = grid.touched(session.start, session.end)
    return open_hours(diary, grid, holidays=True) & needed == needed


def overlap(one: Interval | BusyInterval, other: Interval | BusyInterval) -> bool:
    return one.start < other.end and other.start < one.end


def by_owner(busy: Iterable[BusyInterval]) -> dict[str, tuple[BusyInterval, ...]]:
    """What takes whose time, gone through once for all of them."""
    found: defaultdict[str, list[BusyInterval]] = defaultdict(list)
    for each in busy:
        found[each.who].append(each)
    return {who: tuple(times) for who, times in found.items()}


@lru_cache(maxsize=1024)
def _weekly(hours: Sequence[Hours], zone: ZoneInfo, grid: Grid, holidays: bool) -> int:  # noqa: FBT001  # a key
    """Most supervisors keep the same hours, so the same weeks are drawn once."""
    days = grid.days(zone)
    return _open(((day, part) for day in days for part in _begun(hours, day, holidays=holidays)), zone, grid)


def _begun(hours: Sequence[Hours], day: date, *, holidays: bool) -> list[Hours]:
    """Those of the weekly hours that begin on this day."""
    there = [part for part in hours if part.day == day.isoweekday()]
    return [] if there and not holidays and is_day_off(day) else there


def _open(parts: Iterable[tuple[date, Hours | DayHours]], zone: ZoneInfo, grid: Grid) -> int:
    mask = 0
    for opens, closes in joined(span for day, part in parts for span in stretches(day, part.since, part.until, zone)):
        mask |= grid.inside(opens, closes)
    return mask
