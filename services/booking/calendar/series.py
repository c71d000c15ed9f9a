"""Sessions, single and in series, placed all or nothing; what doesn't fit gets alternatives to choose from.

A series keeps the time on the wall: ten o'clock is ten o'clock before and after the change to summer time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from services.booking.calendar import find_time
from services.booking.calendar.absences import BusyInterval
from services.booking.calendar.availability import Diary, Why, overlap, why_not
from services.booking.calendar.find_time import Search
from services.booking.calendar.model import QUARTER, Session
from services.booking.calendar.timegrid import Grid, local, positions
from shared.messages.booking import Interval

AROUND = timedelta(days=7)
Kind = Literal["nearest", "same_week", "same_hour"]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every so many weeks on one weekday at one time, so many times. `leave_out`: dates without a session; `instead`:
    for a date, the instant chosen in its place.
    """

    first: date
    at: time
    length: timedelta
    count: int = 1
    every_weeks: int = 1
    leave_out: frozenset[date] = frozenset()
    instead: Mapping[date, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A time that a session is to have; `day` is the date of the series that it stands for."""

    day: date
    slot: Interval


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another time, and in what it is like the one wished for."""

    slot: Interval
    kind: Kind


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a time can't be had: of a supervisor, or (None) for all."""

    why: Why
    supervisor_id: str | None = None


@dataclass(frozen=True, slots=True)
class Misfit:
    """A wish that does not fit, everything that speaks against it, and what could be had in its place."""

    wish: Wish
    obstacles: tuple[Obstacle, ...]
    alternatives: tuple[Alternative, ...] = ()


class DoesNotFitError(Exception):
    """Some of these times can't be had, and so nothing was placed."""

    def __init__(self, misfits: Sequence[Misfit]) -> None:
        super().__init__(f"{len(misfits)} times can't be had")
        self.misfits = tuple(misfits)


@dataclass(frozen=True, slots=True)
class Ask:
    """For whom times are sought, and where: diaries of all who lead, what takes the room, and the rules of the day."""

    diaries: tuple[Diary, ...]
    room: tuple[BusyInterval, ...]
    holidays: bool
    remote: bool
    now: datetime


def days(rhythm: Rhythm) -> list[date]:
    """The series' dates, those left out among them."""
    return [rhythm.first + timedelta(weeks=n * rhythm.every_weeks) for n in range(rhythm.count)]


def wishes(rhythm: Rhythm, zone: ZoneInfo) -> list[Wish]:
    """The series' times. Whatever the clocks do, the local time of day is the same."""
    chosen = rhythm.instead or {}
    kept = [day for day in days(rhythm) if day not in rhythm.leave_out]
    starts = [chosen.get(day) or local(day, rhythm.at, zone) for day in kept]
    return [Wish(day, Interval(start=at, end=at + rhythm.length)) for day, at in zip(kept, starts, strict=True)]


def shifted(
    sessions: Sequence[Session], start: datetime, zone: ZoneInfo, instead: Mapping[date, datetime] | None = None
) -> list[Wish]:
    """These sessions moved as one: the first to `start`, the others by as many days, to the same time on the wall; or,
    for a date of those, to the instant chosen `instead`.
    """
    was, will = sessions[0].start.astimezone(zone), start.astimezone(zone)
    by = will.date() - was.date()
    found = []
    for each in sessions:
        day = each.start.astimezone(zone).date() + by
        at = (instead or {}).get(day) or local(day, will.time(), zone)
        found.append(Wish(day, Interval(start=at, end=at + (each.end - each.start))))
    return found


def obstacles(slot: Interval, ask: Ask) -> tuple[Obstacle, ...]:
    """Everything that speaks against this time."""
    past = (Obstacle("past"),) if slot.start <= ask.now else ()
    room = (Obstacle("room_taken"),) if any(overlap(each, slot) for each in ask.room) else ()
    people = (
        Obstacle(why, diary.supervisor.id)
        for diary in ask.diaries
        for why in why_not(diary, slot, holidays=ask.holidays, remote=ask.remote)
    )
    return (*past, *people, *room)


def misfits(wanted: Sequence[Wish], ask: Ask) -> list[Misfit]:
    """The wishes that can't be had, without alternatives yet. Two of one series at once are as bad as another's."""
    found = []
    for n, wish in enumerate(wanted):
        against = obstacles(wish.slot, ask)
        if any(_too_near(wish.slot, earlier.slot, ask) for earlier in wanted[:n]):
            against = (*against, Obstacle("busy"))
        if against:
            found.append(Misfit(wish, against))
    return found


def horizon(slot: Interval) -> Interval:
    """How far around a time alternatives are looked for."""
    return Interval(start=slot.start - AROUND, end=slot.end + AROUND)


def alternatives(misfit: Misfit, wanted: Sequence[Wish], ask: Ask, zone: ZoneInfo) -> Misfit:
    """The misfit with up to three times in its place: the nearest, another day of its week, another day at its hour.

    They don't overlap one another, and none comes too near to the others of the series, `wanted`.
    """
    slot = misfit.wish.slot
    window = horizon(slot)
    grid = Grid.around(window.start, window.end)
    around = _travel(ask)
    others = tuple(
        BusyInterval(who="series", start=each.slot.start - around, end=each.slot.end + around)
        for each in wanted
        if each != misfit.wish
    )
    search = Search(window, slot.end - slot.start, ask.holidays, ask.remote, (*ask.room, *others))
    mask = grid.inside(max(ask.now + QUARTER, window.start), window.end)
    for diary in ask.diaries:
        mask &= find_time.possible(diary, search, grid)
    free = sorted((grid.at(n) for n in positions(mask)), key=lambda at: (abs(at - slot.start), at))
    return Misfit(misfit.wish, misfit.obstacles, _choices(free, slot, zone))


def _too_near(one: Interval, other: Interval, ask: Ask) -> bool:
    """Whether two sessions of the same people overlap, the way between them included."""
    around = _travel(ask)
    return one.start - around < other.end and other.start - around < one.end


def _travel(ask: Ask) -> timedelta:
    """What somebody needs between two sessions: to leave the one and reach the other."""
    each = (diary.supervisor.travel(remote=ask.remote) for diary in ask.diaries)
    return timedelta(minutes=max((around.before + around.after for around in each), default=0))


def _choices(free: Sequence[datetime], slot: Interval, zone: ZoneInfo) -> tuple[Alternative, ...]:
    wished, length = slot.start.astimezone(zone), slot.end - slot.start
    kinds: tuple[tuple[Kind, list[datetime]], ...] = (
        ("nearest", list(free)),
        ("same_week", [at for at in free if _week(at, zone) == _week(slot.start, zone) and _other_day(at, slot, zone)]),
        ("same_hour", [at for at in free if at.astimezone(zone).time() == wished.time()]),
    )
    chosen: dict[datetime, Kind] = {}
    for kind, starts in kinds:
        apart = (at for at in starts if all(abs(at - other) >= length for other in chosen))
        if (first := next(apart, None)) is not None:
            chosen[first] = kind
    return tuple(Alternative(Interval(start=at, end=at + length), kind) for at, kind in chosen.items())


def _week(at: datetime, zone: ZoneInfo) -> tuple[int, int]:
    year, week, _ = at.astimezone(zone).isocalendar()
    return year, week


def _other_day(at: datetime, slot: Interval, zone: ZoneInfo) -> bool:
    return at.astimezone(zone).date() != slot.start.astimezone(zone).date()
