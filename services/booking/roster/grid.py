"""The roster as a grid: a day is a row, a region a column; who is first in line, who backs them up, what is missing.

Whoever is on call covers the regions they work in, and a distance where they work at one. A day begins at the hour at
which turns change, so that a turn of a day reads as a day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from services.booking.directory.model import Supervisor
from services.booking.intervals import without
from services.booking.roster.model import Duty, Plan
from services.booking.roster.schedule import turn
from shared.messages.booking import Interval

REMOTE = "remote"
SHOWN_DAYS = 7
State = Literal["covered", "mine", "backup", "gap"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One region on one day: who is first in line and who backs up (by id, the first to begin first), and when nobody
    is first in line. `backup`: all of what is missing has somebody who backs up at least.
    """

    column: str
    state: State
    first: tuple[str, ...]
    backups: tuple[str, ...]
    holes: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class GridDay:
    """One day, from handover to handover; what is past of it is left out of its `slot`."""

    begins: datetime
    slot: Interval
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Hole:
    """A time at which nobody is first in line in these regions; all of them have a backup, or none."""

    slot: Interval
    columns: tuple[str, ...]
    backups: bool


@dataclass(frozen=True, slots=True)
class LaterWeeks:
    """Weeks of the calendar, one after another; only a week with holes stands alone."""

    first: int
    last: int
    begins: datetime
    ends: datetime
    holes: tuple[Hole, ...]


def covers(supervisor: Supervisor | None, column: str) -> bool:
    """Whether somebody on call is on call for this region."""
    return supervisor is not None and (supervisor.remote if column == REMOTE else column in supervisor.regions)


def columns(people: Iterable[Supervisor], own: Sequence[str] = ()) -> tuple[str, ...]:
    """The regions of those who take turns, one's own first, and at a distance where somebody works so."""
    known = list(people)
    regions = sorted({region for each in known for region in each.regions})
    ordered = [*(each for each in regions if each in own), *(each for each in regions if each not in own)]
    return (*ordered, *([REMOTE] if any(each.remote for each in known) or not ordered else []))


def handover_hour(plan: Plan, now: datetime, zone: ZoneInfo) -> time:
    """The hour at which those first in line change now; midnight where nobody takes turns."""
    return next((each.hour for each in plan.rotations if not each.backup and turn(each, now, zone)), time(0))


def days(now: datetime, hour: time, zone: ZoneInfo, count: int = SHOWN_DAYS) -> list[tuple[datetime, Interval]]:
    """The day under way and those that follow, each from `hour` to `hour` of the network's clock."""
    local = now.astimezone(zone)
    today = local.date() if local.time() >= hour else local.date() - timedelta(days=1)

    def begins(day: date) -> datetime:
        return datetime.combine(day, hour, tzinfo=zone)

    found = [today + timedelta(days=n) for n in range(count)]
    return [
        (begins(each), Interval(start=max(now, begins(each)), end=begins(each + timedelta(days=1)))) for each in found
    ]


def rows(
    duties: Sequence[Duty],
    people: Mapping[str, Supervisor],
    shown: Sequence[str],
    at: Iterable[tuple[datetime, Interval]],
    me: str | None,
) -> list[GridDay]:
    """The grid."""
    return [
        GridDay(begins, slot, tuple(_cell(duties, people, column, slot, me) for column in shown)) for begins, slot in at
    ]


def holes(
    duties: Sequence[Duty], people: Mapping[str, Supervisor], shown: Sequence[str], within: Interval
) -> list[Hole]:
    """Every time in `within` at which a region has nobody first in line, the first to begin first; regions that lack
    somebody at the very same time stand together.
    """
    found: dict[tuple[Interval, bool], list[str]] = {}
    for column in shown:
        cell = _cell(duties, people, column, within, None)
        for hole in cell.holes:
            found.setdefault((hole, _backed(duties, people, column, hole)), []).append(column)
    return sorted(
        (Hole(slot, tuple(where), backed) for (slot, backed), where in found.items()),
        key=lambda each: (each.slot.start, each.slot.end, each.columns),
    )


def unspoken(
    duties: Sequence[Duty], people: Mapping[str, Supervisor], languages: Iterable[str], within: Interval
) -> list[tuple[str, Interval]]:
    """When nobody who is first in line speaks a language, the first to begin first."""
    missing = [
        (language, hole)
        for language in languages
        for hole in without(
            within,
            [each.slot for each in duties if not each.backup and language in people[each.supervisor_id].languages],
        )
    ]
    return sorted(missing, key=lambda each: (each[1].start, each[0]))


def later(
    duties: Sequence[Duty],
    people: Mapping[str, Supervisor],
    shown: Sequence[str],
    within: Interval,
    zone: ZoneInfo,
) -> list[LaterWeeks]:
    """What is missing later on, week by week; weeks in which nothing is merge into one."""
    weeks = [(slot, tuple(holes(duties, people, shown, slot))) for slot in _weeks(within, zone)]
    found: list[LaterWeeks] = []
    for whole, some in groupby(weeks, key=lambda each: not each[1]):
        together = list(some)
        for group in [together] if whole else [[each] for each in together]:
            begins, ends = group[0][0].start.astimezone(zone), group[-1][0].end.astimezone(zone)
            last = ends - timedelta(minutes=1)
            missing = tuple(hole for _, each in group for hole in each)
            found.append(LaterWeeks(begins.isocalendar().week, last.isocalendar().week, begins, last, missing))
    return found


def _weeks(within: Interval, zone: ZoneInfo) -> list[Interval]:
    """A time in pieces that lie within a week of the calendar each."""
    found, start = [], within.start
    while start < within.end:
        local = start.astimezone(zone)
        monday = local.date() + timedelta(days=7 - local.weekday())
        end = min(within.end, datetime.combine(monday, time(0), tzinfo=zone))
        found.append(Interval(start=start, end=end))
        start = found[-1].end
    return found


def _cell(
    duties: Iterable[Duty], people: Mapping[str, Supervisor], column: str, slot: Interval, me: str | None
) -> Cell:
    here = [
        each
        for each in duties
        if each.since < slot.end and slot.start < each.until and covers(people.get(each.supervisor_id), column)
    ]
    first, backups = [each for each in here if not each.backup], [each for each in here if each.backup]
    missing = tuple(without(slot, [each.slot for each in first]))
    state: State = "covered"
    if missing:
        backed = all(not without(hole, [each.slot for each in backups]) for hole in missing)
        state = "backup" if backed else "gap"
    elif any(each.supervisor_id == me for each in first):
        state = "mine"
    return Cell(column, state, _each_once(first), _each_once(backups), missing)


def _backed(duties: Iterable[Duty], people: Mapping[str, Supervisor], column: str, hole: Interval) -> bool:
    backups = [each.slot for each in duties if each.backup and covers(people.get(each.supervisor_id), column)]
    return not without(hole, backups)


def _each_once(duties: Iterable[Duty]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.supervisor_id for each in duties))
