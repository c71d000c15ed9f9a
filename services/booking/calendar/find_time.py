"""Find a time: when most of these supervisors are free, the best first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.booking.calendar.absences import BusyInterval
from services.booking.calendar.availability import Diary, starts, taken
from services.booking.calendar.timegrid import Grid, positions, quarters_in, runs
from shared.messages.booking import Interval

MOST_A_DAY = 3
EARLY, LATE = 8, 18


@dataclass(frozen=True, slots=True)
class Found:
    """A time, and who is free then (ids, as they were given)."""

    slot: Interval
    free: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: a start and an end within `window`; `room` is what takes the room's time."""

    window: Interval
    length: timedelta
    holidays: bool = False
    remote: bool = False
    room: tuple[BusyInterval, ...] = ()


def common(diaries: Sequence[Diary], search: Search, zone: ZoneInfo, least: int, most: int) -> list[Found]:
    """Times at which at least `least` of these are free, at most `most` of them, the best first.

    More who are free before fewer; then sooner days; on a day, the hours of an ordinary working day, on the hour.
    """
    grid = Grid.around(search.window.start, search.window.end)
    masks = {each.supervisor.id: possible(each, search, grid) for each in diaries}
    ranked = sorted(
        ((-free, _taste(grid.at(n), zone), n) for free, n in _counted(masks.values(), least)),
    )
    chosen = _spread([n for *_, n in ranked], grid, zone, most)
    return [
        Found(
            Interval(start=grid.at(n), end=grid.at(n) + search.length),
            tuple(who for who, mask in masks.items() if mask >> n & 1),
        )
        for n in chosen
    ]


def possible(diary: Diary, search: Search, grid: Grid) -> int:
    """The quarters at which this supervisor (and the room) could begin, within the window."""
    quarters = quarters_in(search.length)
    within = runs(grid.inside(search.window.start, search.window.end), quarters)
    room = runs(grid.whole & ~taken(search.room, grid), quarters)
    return starts(diary, grid, search.length, holidays=search.holidays, remote=search.remote) & within & room


def _counted(masks: Iterable[int], least: int) -> list[tuple[int, int]]:
    """How many of the masks have each bit, for the bits that at least `least` have: (count, place).

    Counted for all places at once: plane k holds bit k of every place's count, and a mask is added with carry.
    """
    planes: list[int] = []
    for mask in masks:
        carry = mask
        for k, plane in enumerate(planes):
            planes[k], carry = plane ^ carry, plane & carry
            if not carry:
                break
        if carry:
            planes.append(carry)
    anybody = 0
    for plane in planes:
        anybody |= plane
    counts = ((sum((plane >> n & 1) << k for k, plane in enumerate(planes)), n) for n in positions(anybody))
    return [(count, n) for count, n in counts if count >= least]


def _taste(at: datetime, zone: ZoneInfo) -> tuple[object, ...]:
    """What people like better comes first: its day, an hour of the ordinary working day, on the hour, early."""
    on_the_wall = at.astimezone(zone)
    return (
        on_the_wall.date(),
        not EARLY <= on_the_wall.hour < LATE,
        (on_the_wall.minute != 0) + (on_the_wall.minute % 30 != 0),
        on_the_wall.time(),
    )


def _spread(ranked: Iterable[int], grid: Grid, zone: ZoneInfo, most: int) -> list[int]:
    """The first `most`, but no more than three of one day: a choice, not a list of quarters."""
    chosen: list[int] = []
    days: dict[object, int] = {}
    for n in ranked:
        day = grid.at(n).astimezone(zone).date()
        if days.get(day, 0) < MOST_A_DAY:
            chosen.append(n)
            days[day] = days.get(day, 0) + 1
        if len(chosen) == most:
            break
    return chosen
