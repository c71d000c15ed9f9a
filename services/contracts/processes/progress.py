"""How far a process has come, whether it has ended, and where it pauses for too long. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from services.contracts.processes.model import How, Known, SessionOutcome
from shared.messages.contracts import ContractSigned

# So long a past session may stay unmarked before the process ends without it.
GRACE = timedelta(days=14)
# After so long who led is asked to mark it, once.
MARK_SOON = timedelta(days=3)
MOST_MARKS = 60
MOST_WEEKS = 520  # where the contract names no longest pause
# From here on it is talked of whether supervision goes on.
FEW_LEFT = 2
SHORT_TERM_LEFT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Progress:
    """Of one process: how many sessions were agreed on (None where only a term was), were held, are planned still, and
    are past and unmarked; the times ahead, and how often each theme was handled.
    """

    agreed: int | None
    held: int
    not_held: int
    ahead: tuple[Known, ...]
    unmarked: tuple[Known, ...]
    themes: tuple[tuple[str, int], ...]

    @property
    def planned(self) -> int:
        """How many there are to be in all, as far as is known."""
        return self.agreed if self.agreed is not None else self.held + len(self.ahead) + len(self.unmarked)


@dataclass(frozen=True, slots=True)
class Gap:
    """Between two sessions more weeks than the contract allows."""

    since: datetime
    until: datetime

    @property
    def key(self) -> str:
        return f"{self.since.isoformat()}/{self.until.isoformat()}"


def governed(sessions: Sequence[Known], terms: ContractSigned, zone: ZoneInfo, *, is_first: bool) -> list[Known]:
    """The sessions that the contract in force counts: a later one governs from its own first day on."""
    if is_first:
        return list(sessions)
    begins = datetime.combine(terms.rhythm.first_date, time(), zone)
    return [each for each in sessions if each.start >= begins]


def is_near_its_end(terms: ContractSigned, far: Progress, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it is time to talk of going on: two sessions are left at most, or two months of the term."""
    over = term_ends(terms, zone)
    left = far.agreed - far.held if far.agreed is not None else None
    few = left is not None and left <= FEW_LEFT
    return few or (over is not None and over - now <= SHORT_TERM_LEFT)


def following_day(terms: ContractSigned, sessions: Sequence[Known], now: datetime, zone: ZoneInfo) -> date:
    """The first day that a renewal may begin on: a rhythm after the last session, or after the term's end."""
    last = max((each.start for each in sessions if each.status in ("planned", "held")), default=now)
    day = last.astimezone(zone).date() + timedelta(weeks=max(terms.rhythm.every_weeks, 1))
    over = term_ends(terms, zone)
    return max(day, over.date()) if over is not None else day


def progress(terms: ContractSigned, sessions: Sequence[Known], now: datetime) -> Progress:
    """How far it has come."""
    planned = sorted((each for each in sessions if each.status == "planned"), key=lambda each: each.start)
    handled = Counter(theme for each in sessions if each.status == "held" for theme in each.themes)
    return Progress(
        agreed=terms.sessions,
        held=sum(each.status == "held" for each in sessions),
        not_held=sum(each.status == "not_held" for each in sessions),
        ahead=tuple(each for each in planned if each.end > now),
        unmarked=tuple(each for each in planned if each.end <= now),
        themes=tuple((theme, handled[theme]) for theme in terms.themes if handled[theme]),
    )


def marks(terms: ContractSigned, sessions: Sequence[Known], now: datetime) -> tuple[SessionOutcome, ...]:
    """Each session that was or is to be, in order, and what is agreed but not planned yet; where a pause before one is
    longer than the contract allows, how many weeks it is.
    """
    found: list[SessionOutcome] = []
    before: datetime | None = None
    longest = timedelta(weeks=terms.rhythm.longest_gap_weeks or MOST_WEEKS)
    there = sorted((each for each in sessions if each.status in ("planned", "held")), key=lambda each: each.start)
    for n, each in enumerate(there, start=1):
        pause = each.start - before if before is not None else timedelta()
        state = "held" if each.status == "held" else "planned" if each.end > now else "unmarked"
        weeks = round(pause / timedelta(weeks=1)) if pause > longest else 0
        found.append(SessionOutcome(n=n, state=state, start=each.start, weeks_before=weeks))
        before = each.end
    missing = range(len(found) + 1, min(terms.sessions or 0, MOST_MARKS) + 1)
    return (*found[:MOST_MARKS], *(SessionOutcome(n=n, state="open") for n in missing))


def term_ends(terms: ContractSigned, zone: ZoneInfo) -> datetime | None:
    """When the term is over: the midnight after its last day on the network's clock. None where a number was agreed."""
    if terms.months is None:
        return None
    after = terms.rhythm.first_date + relativedelta(months=terms.months)
    return datetime.combine(after, time(), zone)


def end_of(terms: ContractSigned, sessions: Sequence[Known], now: datetime, zone: ZoneInfo) -> How | None:
    """How the process has ended, if it has: all that was agreed was held, or its term is over; and every past session
    is marked, or has had its days for it.
    """
    far = progress(terms, sessions, now)
    waits = any(each.end > now - GRACE for each in far.unmarked)
    counted = far.held + (0 if waits else len(far.unmarked))
    if waits:
        return None
    if far.agreed is not None and counted >= far.agreed and not far.ahead:
        return "completed"
    over = term_ends(terms, zone)
    return "expired" if over is not None and now >= over else None


def look_again(terms: ContractSigned, sessions: Sequence[Known], now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the next look may find what nobody's word brings: the term's end, that a mark is missing, its last day."""
    planned = [each.end + wait for each in sessions if each.status == "planned" for wait in (MARK_SOON, GRACE)]
    over = term_ends(terms, zone)
    times = [*planned, *([over] if over is not None else [])]
    return min((at for at in times if at > now), default=None)


def to_be_marked(terms: ContractSigned, sessions: Sequence[Known], now: datetime) -> tuple[Known, ...]:
    """The past sessions that somebody should mark by now, the earliest first."""
    return tuple(each for each in progress(terms, sessions, now).unmarked if each.end <= now - MARK_SOON)


def gap_ahead(terms: ContractSigned, sessions: Sequence[Known], now: datetime) -> Gap | None:
    """The first pause that is longer than the contract allows, between sessions that are to be or were held, and that
    is not over yet.
    """
    weeks = terms.rhythm.longest_gap_weeks
    if not weeks:
        return None
    times = sorted((each.start, each.end) for each in sessions if each.status in ("planned", "held"))
    for (_, end), (start, _) in pairwise(times):
        if start - end > timedelta(weeks=weeks) and start > now:
            return Gap(end, start)
    return None


def next_evaluation(terms: ContractSigned, today: date) -> date | None:
    """The day of the next evaluation as the contract says; None where it has one only at its end."""
    if not terms.evaluation_months:
        return None
    first = terms.rhythm.first_date
    n = 1
    while (day := first + relativedelta(months=n * terms.evaluation_months)) < today:
        n += 1
    return day
