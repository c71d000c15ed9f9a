"""A week as people look at it: for each supervisor and day, who is on call, what is booked, who is away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from services.booking.calendar.absences import Absence
from services.booking.calendar.model import Session, SessionState
from services.booking.calendar.timegrid import DAY, local, monday_of
from services.booking.days_off import day_off
from services.booking.directory.model import Supervisor
from services.booking.roster.model import Duty

Kind = Literal["duty", "backup", "absent", "session", "debriefing"]
FIRST_HOUR, LAST_HOUR = 7, 21
SATURDAY = 6


@dataclass(frozen=True, slots=True)
class Day:
    """A day on the network's clock, [opens, closes); `holiday` is its name where it is one."""

    day: date
    opens: datetime
    closes: datetime
    holiday: str | None

    @property
    def is_off(self) -> bool:
        return self.holiday is not None or self.day.isoweekday() >= SATURDAY


@dataclass(frozen=True, slots=True)
class WeekEntry:
    """Something on one day, cut at its midnights; `begins` and `ends` say whether it does so on this day."""

    kind: Kind
    start: datetime
    end: datetime
    session: Session | None = None
    begins: bool = True
    ends: bool = True

    @property
    def whole(self) -> bool:
        """Whether it takes all of the day."""
        return not self.begins and not self.ends


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A supervisor's week: a tuple of entries for each day; `planned` is what sessions take of it."""

    supervisor: Supervisor
    days: tuple[tuple[WeekEntry, ...], ...]
    planned: timedelta


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry on a board of hours: at which quarter it begins, from the board's first hour on, and for how many."""

    entry: WeekEntry
    at: int
    quarters: int


def week(day: date, zone: ZoneInfo, language: str) -> tuple[Day, ...]:
    """The seven days of the day's week."""
    return days_from(monday_of(day), 7, zone, language)


def days_from(first: date, count: int, zone: ZoneInfo, language: str) -> tuple[Day, ...]:
    """So many days from the first on."""
    return tuple(
        Day(each, local(each, time(0), zone), local(each + DAY, time(0), zone), day_off(each, language))
        for each in (first + n * DAY for n in range(count))
    )


def rows(
    days: Sequence[Day],
    people: Iterable[Supervisor],
    sessions: Iterable[Session],
    absences: Iterable[Absence],
    duties: Iterable[Duty],
) -> list[WeekRow]:
    """A row for each supervisor, by name."""
    booked = [each for each in sessions if each.state is not SessionState.CANCELLED]
    told: dict[str, list[WeekEntry]] = {}
    for duty in duties:
        kind: Kind = "backup" if duty.backup else "duty"
        told.setdefault(duty.supervisor_id, []).append(WeekEntry(kind, duty.since, duty.until))
    for away in absences:
        told.setdefault(away.supervisor_id, []).append(WeekEntry("absent", away.start, away.end))
    for session in booked:
        for who in session.supervisors:
            told.setdefault(who, []).append(_session(session))
    return [_row(each, days, told) for each in sorted(people, key=lambda each: (each.name, each.id))]


def hours(row: WeekRow, zone: ZoneInfo) -> range:
    """The hours a board must show: those of an ordinary day, and whatever else something is at."""
    entries = [each for entries in row.days for each in entries if on_board(each)]
    starts = [each.start.astimezone(zone).hour for each in entries]
    ends = [_hour_after(each.end, zone) for each in entries]
    return range(min([FIRST_HOUR, *starts]), max([LAST_HOUR, *ends]))


def on_board(entry: WeekEntry) -> bool:
    """Whether an entry has a place among the hours; being on call, and what takes the whole day, stands above them."""
    return entry.kind in ("session", "debriefing", "absent") and not entry.whole


def placed(entries: Iterable[WeekEntry], first_hour: int, zone: ZoneInfo) -> list[Placed]:
    """Where a day's entries stand on the board, by the clock on the wall."""
    found = []
    for entry in entries:
        if on_board(entry):
            at = _quarter(entry.start, zone)
            until = _quarter(entry.end, zone, ends=True)
            found.append(Placed(entry, at - first_hour * 4, max(1, until - at)))
    return found


def _session(session: Session) -> WeekEntry:
    kind: Kind = "debriefing" if session.debriefing_id else "session"
    return WeekEntry(kind, session.start, session.end, session=session)


def _row(supervisor: Supervisor, days: Sequence[Day], told: Mapping[str, Sequence[WeekEntry]]) -> WeekRow:
    known = told.get(supervisor.id, ())
    own = tuple(_on(day, known) for day in days)
    planned = (each.end - each.start for entries in own for each in entries if each.session is not None)
    return WeekRow(supervisor, own, sum(planned, timedelta()))


def _on(day: Day, entries: Sequence[WeekEntry]) -> tuple[WeekEntry, ...]:
    """What is on this day: being on call first, then by the clock."""
    found = [
        WeekEntry(
            each.kind,
            max(each.start, day.opens),
            min(each.end, day.closes),
            each.session,
            begins=each.start > day.opens,
            ends=each.end < day.closes,
        )
        for each in entries
        if each.start < day.closes and day.opens < each.end
    ]
    return tuple(sorted(found, key=lambda each: (each.kind not in ("duty", "backup"), each.start, each.kind)))


def _quarter(at: datetime, zone: ZoneInfo, *, ends: bool = False) -> int:
    """Which quarter of the wall clock's day this is; a day's end is its last."""
    there = at.astimezone(zone)
    n = (there.hour * 60 + there.minute) // 15
    return 96 if ends and n == 0 else n + (ends and there.minute % 15 > 0)


def _hour_after(at: datetime, zone: ZoneInfo) -> int:
    """The hour at which something has ended; midnight is 24."""
    there = (at - timedelta(minutes=1)).astimezone(zone)
    return there.hour + 1
