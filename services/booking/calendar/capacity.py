"""How full the coming weeks are: hours planned against hours worked, by supervisor and week."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from services.booking.calendar.availability import Diary, open_hours, taken
from services.booking.calendar.model import Session, SessionState
from services.booking.calendar.timegrid import Grid, local
from services.booking.directory.model import Supervisor
from shared.messages.booking import Interval

A_WEEK = timedelta(weeks=1)
QUARTERS_AN_HOUR = 4


@dataclass(frozen=True, slots=True)
class Load:
    """A supervisor's week in hours: what sessions take of it, and what they work of it, absences and holidays off."""

    planned: float
    worked: float

    @property
    def percent(self) -> int:
        """How full it is; 100 where something is planned for a week in which nothing is worked."""
        if not self.worked:
            return 100 if self.planned else 0
        return min(100, round(100 * self.planned / self.worked))


@dataclass(frozen=True, slots=True)
class CapacityRow:
    supervisor: Supervisor
    weeks: tuple[Load, ...]


def weeks_from(monday: date, count: int, zone: ZoneInfo) -> tuple[Interval, ...]:
    """So many weeks, each from midnight on Monday to midnight on Monday."""
    starts = [local(monday + n * A_WEEK, time(0), zone) for n in range(count + 1)]
    return tuple(Interval(start=starts[n], end=starts[n + 1]) for n in range(count))


def rows(weeks: Sequence[Interval], diaries: Iterable[Diary], sessions: Iterable[Session]) -> list[CapacityRow]:
    """Each supervisor's weeks, by name. A session counts to the week in which it begins."""
    planned = _planned(weeks, sessions)
    found = [
        CapacityRow(
            each.supervisor, tuple(_load(each, week, planned[each.supervisor.id, n]) for n, week in enumerate(weeks))
        )
        for each in diaries
    ]
    return sorted(found, key=lambda row: (row.supervisor.name, row.supervisor.id))


def _planned(weeks: Sequence[Interval], sessions: Iterable[Session]) -> defaultdict[tuple[str, int], timedelta]:
    """How long each supervisor's sessions take in each of the weeks, gone through once."""
    found: defaultdict[tuple[str, int], timedelta] = defaultdict(timedelta)
    begins = [week.start for week in weeks]
    for each in sessions:
        n = bisect_right(begins, each.start) - 1
        if each.state is not SessionState.CANCELLED and n >= 0 and each.start < weeks[n].end:
            for who in each.supervisors:
                found[who, n] += each.end - each.start
    return found


def _load(diary: Diary, week: Interval, planned: timedelta) -> Load:
    grid = Grid.around(week.start, week.end, timedelta(0))
    away = taken((each for each in diary.busy if each.source == "absence"), grid)
    worked = open_hours(diary, grid, holidays=False) & ~away
    return Load(planned / timedelta(hours=1), worked.bit_count() / QUARTERS_AN_HOUR)
