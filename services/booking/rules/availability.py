"""When a supervisor can be booked: weekly hours, days with other hours, holidays, and all that takes their time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from services.booking.model.availability import Busy, OtherHours, Stretch
from services.booking.model.calendar import Session
from services.booking.model.directory import Hours, Supervisor
from services.booking.rules.days_off import is_day_off
from services.booking.rules.quarters import DAY, Grid, local, quarters_in, runs, stretches
from shared.messages.booking import Slot

Why = Literal["busy", "absent", "outside_hours", "holiday", "room_taken", "past"]


@dataclass(frozen=True, slots=True)
class Diary:
    """What is known of one supervisor's time: their hours, in their own zone, and everything that takes it."""

    supervisor: Supervisor
    zone: ZoneInfo
    busy: tuple[Busy, ...] = ()
    other_hours: tuple[OtherHours, ...] = ()


def open_hours(diary: Diary, grid: Grid, *, holidays: bool) -> int:
    """The quarters in which they work at all; public holidays only where `holidays` says so."""
    mask = _weekly(diary.supervisor.working_hours, diary.zone, grid)
    if not holidays:
        mask &= ~_days_off(diary.zone, grid)
    for other in diary.other_hours:
        mask &= ~_day(other.day, diary.zone, grid)
        for part in other.hours:
            mask |= _open(other.day, part, diary.zone, grid)
    return mask


def taken(busy: Iterable[Busy], grid: Grid) -> int:
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


def why_not(diary: Diary, slot: Slot, *, holidays: bool, remote: bool) -> tuple[Why, ...]:
    """Everything that speaks against exactly this time; nothing when it fits."""
    around = diary.supervisor.travel(remote=remote)
    kept = Slot(start=slot.start - timedelta(minutes=around.before), end=slot.end + timedelta(minutes=around.after))
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


def whole_day(day: date, zone: ZoneInfo) -> Slot:
    """From midnight to midnight, as the clocks are there."""
    return Slot(start=local(day, time(0), zone), end=local(day + DAY, time(0), zone))


def outside(other: OtherHours, sessions: Iterable[Session], zone: ZoneInfo) -> list[Session]:
    """Those of the day's sessions that lie in none of its stretches. Urgent debriefings have hours of their own."""
    spans = [span for part in other.hours for span in stretches(other.day, part.since, part.until, zone)]
    planned = [each for each in sessions if each.debriefing_id is None]
    return [each for each in planned if not any(opens <= each.start and each.end <= closes for opens, closes in spans)]


def overlap(one: Slot | Busy, other: Slot | Busy) -> bool:
    return one.start < other.end and other.start < one.end


def by_owner(busy: Iterable[Busy]) -> dict[str, tuple[Busy, ...]]:
    """What takes whose time, gone through once for all of them."""
    found: defaultdict[str, list[Busy]] = defaultdict(list)
    for each in busy:
        found[each.who].append(each)
    return {who: tuple(times) for who, times in found.items()}


@lru_cache(maxsize=1024)
def _weekly(hours: Sequence[Hours], zone: ZoneInfo, grid: Grid) -> int:
    """Most supervisors keep the same hours, so the same weeks are drawn once."""
    mask = 0
    for day in grid.days(zone):
        for part in hours:
            if part.day == day.isoweekday():
                mask |= _open(day, part, zone, grid)
    return mask


@lru_cache(maxsize=256)
def _days_off(zone: ZoneInfo, grid: Grid) -> int:
    mask = 0
    for day in grid.days(zone):
        if is_day_off(day):
            mask |= _day(day, zone, grid)
    return mask


def _open(day: date, part: Hours | Stretch, zone: ZoneInfo, grid: Grid) -> int:
    mask = 0
    for opens, closes in stretches(day, part.since, part.until, zone):
        mask |= grid.inside(opens, closes)
    return mask


def _day(day: date, zone: ZoneInfo, grid: Grid) -> int:
    whole = whole_day(day, zone)
    return grid.touched(whole.start, whole.end)
