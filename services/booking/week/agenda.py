"""Today as somebody reads it: what they have, what is free between, what comes next, and what waits for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from services.booking.calendar.model import Session, SessionState
from services.booking.roster.model import Swap, SwapState
from services.booking.week.rules import Day, WeekEntry, WeekRow

# Less between two sessions is the way from one to the other, not free time.
WORTH_TELLING = timedelta(minutes=45)
OnCall = Literal["duty", "backup"]
ON_CALL: tuple[OnCall, ...] = ("duty", "backup")


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A session, or the free time before the next where there is no `entry`."""

    start: datetime
    end: datetime
    entry: WeekEntry | None = None


@dataclass(frozen=True, slots=True)
class ComingDay:
    """A day to come with something in it: on call or the backup, and its sessions."""

    day: Day
    on_call: OnCall | None
    sessions: tuple[Session, ...]


def agenda(entries: Iterable[WeekEntry]) -> list[AgendaItem]:
    """A day's sessions and absences in order, and the free time between."""
    found: list[AgendaItem] = []
    for entry in sorted((each for each in entries if each.kind not in ON_CALL), key=lambda each: each.start):
        if found and entry.start - (until := max(each.end for each in found)) >= WORTH_TELLING:
            found.append(AgendaItem(until, entry.start))
        found.append(AgendaItem(entry.start, entry.end, entry))
    return found


def coming(row: WeekRow, days: Sequence[Day], most: int) -> list[ComingDay]:
    """The next days that have something, at most so many."""
    found = []
    for day, entries in zip(days, row.days, strict=True):
        kinds = {each.kind for each in entries}
        on_call = next((kind for kind in ON_CALL if kind in kinds), None)
        sessions = tuple(each.session for each in entries if each.session is not None)
        if on_call or sessions:
            found.append(ComingDay(day, on_call, sessions))
    return found[:most]


def to_mark(sessions: Iterable[Session], now: datetime) -> list[Session]:
    """Sessions that are over, and of which nobody has said how they went; the latest first."""
    over = [each for each in sessions if each.state is SessionState.PLANNED and each.end <= now]
    return sorted(over, key=lambda each: each.end, reverse=True)


def to_answer(swaps: Iterable[Swap], supervisor_id: str | None, now: datetime) -> list[Swap]:
    """Swaps that wait for this supervisor's answer, the first to begin first."""
    asked = [
        each for each in swaps if each.state is SwapState.ASKED and each.asked_id == supervisor_id and each.begins > now
    ]
    return sorted(asked, key=lambda each: each.begins)
