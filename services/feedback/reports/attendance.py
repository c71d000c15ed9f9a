"""How many of the agreed sessions were held, which themes were handled, and what the supervisor says of them. Pure.

Nobody's answers are in it, so it is shown at once and for however few.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.feedback.closings.model import Closing
from services.feedback.processes.model import Process
from services.feedback.sessions.model import SessionOutcome


@dataclass(frozen=True, slots=True)
class Held:
    """`agreed`: how many there are to be, by the contract or else by the calendar."""

    held: int
    agreed: int
    not_held: int
    ahead: int
    unmarked: int

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.held / self.agreed)) if self.agreed else 0


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """A theme, and in how many of the held sessions it was handled."""

    name: str
    sessions: int


@dataclass(frozen=True, slots=True)
class Course:
    """One process: what became of its sessions, its themes, and the supervisor's feedback at its end."""

    process: Process
    sessions: Held
    themes: tuple[ThemeCount, ...]
    closing: Closing | None

    @property
    def title(self) -> str:
        return self.process.title or self.process.organisation


@dataclass(frozen=True, slots=True)
class Attendance:
    """All processes of a report, those under way first; `others`: sessions that no contract has."""

    courses: tuple[Course, ...]
    others: Held | None
    total: Held

    @property
    def is_empty(self) -> bool:
        return not (self.total.agreed or self.courses)


def attendance(
    processes: Iterable[Process],
    sessions: Sequence[SessionOutcome],
    closings: Mapping[str, Closing],
    now: datetime,
) -> Attendance:
    """What became of these processes' sessions, and of those of no process."""
    courses = [_course(each, sessions, closings.get(each.id), now) for each in processes]
    known = {each.process.id for each in courses}
    rest = [each for each in sessions if each.process not in known]
    others = held(rest, None, now) if rest else None
    return Attendance(
        tuple(courses), others, _sum([*(each.sessions for each in courses), *([others] if others else [])])
    )


def of_network(counted: Mapping[str, int]) -> Attendance:
    """The whole network's, which are too many to be told apart."""
    held_, not_held, planned = (counted.get(state, 0) for state in ("held", "not_held", "planned"))
    return Attendance((), None, Held(held_, held_ + not_held + planned, not_held, planned, 0))


def held(sessions: Iterable[SessionOutcome], agreed: int | None, now: datetime) -> Held:
    """What became of these sessions. There may be more than agreed: a process goes on under the next contract."""
    states = Counter(_state(each, now) for each in sessions)
    there = states.total() - (states["not_held"] if agreed else 0)
    number = max(agreed or 0, there)
    return Held(states["held"], number, states["not_held"], states["ahead"], states["unmarked"])


def _course(process: Process, sessions: Iterable[SessionOutcome], closing: Closing | None, now: datetime) -> Course:
    own = [each for each in sessions if each.process == process.id]
    handled = Counter(theme for each in own if each.status == "held" for theme in set(each.themes))
    names = dict.fromkeys((*process.themes, *sorted(handled)))
    themes = sorted((ThemeCount(name, handled[name]) for name in names), key=lambda each: -each.sessions)
    return Course(process, held(own, process.agreed, now), tuple(themes), closing)


def _state(session: SessionOutcome, now: datetime) -> str:
    if session.status == "planned":
        return "ahead" if session.end > now else "unmarked"
    return session.status


def _sum(parts: Sequence[Held]) -> Held:
    return Held(
        sum(each.held for each in parts),
        sum(each.agreed for each in parts),
        sum(each.not_held for each in parts),
        sum(each.ahead for each in parts),
        sum(each.unmarked for each in parts),
    )
