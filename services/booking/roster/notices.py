"""What is told ahead: to a supervisor that their duty begins tomorrow, to the coordinator where nobody is on call."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.booking.roster.model import Duty, NoticeSent
from shared.messages.booking import Interval

HORIZON = timedelta(weeks=8)
DAY_BEFORE = timedelta(days=1)
# Time to find somebody (as long as the network has set); once more the day before; and when it opens, where nobody was.
GAP_LEAD = timedelta(days=7)
OPEN = "gap@now"


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is to be told now, everything told so far, and when to look again."""

    duties: tuple[Duty, ...]
    gaps: tuple[Interval, ...]
    told: tuple[NoticeSent, ...]
    look_again: datetime


@dataclass(frozen=True, slots=True)
class _Matter:
    """Something that may be told, the times at which it is, and until when that it was told is remembered."""

    what: Duty | Interval
    name: str
    times: tuple[datetime, ...]
    until: datetime

    def key(self, now: datetime) -> str | None:
        """Which of its notices is due; None where the first is still to come."""
        if self.name == OPEN:
            return OPEN
        reached = [time for time in self.times if time <= now]
        return f"{self.name}!{max(reached):%Y%m%dT%H%M%S}" if reached else None


def look_ahead(
    duties: Sequence[Duty],
    gaps: Sequence[Interval],
    told: Iterable[NoticeSent],
    now: datetime,
    gap_lead: timedelta = GAP_LEAD,
) -> Ahead:
    """`duties` and `gaps` from `now` to the horizon. What was told once is not told again; what is found late is told
    at once, and a gap that is open already too.
    """
    matters = [*_beginning(duties, now), *_opening(gaps, now, gap_lead)]
    open_now = any(matter.name == OPEN for matter in matters)
    known = {each.key: each for each in told if each.until > now and (each.key != OPEN or open_now)}
    due = {key: matter for matter in matters if (key := matter.key(now)) is not None and key not in known}
    later = [time for matter in matters for time in matter.times if time > now]
    return Ahead(
        tuple(matter.what for matter in due.values() if isinstance(matter.what, Duty)),
        tuple(matter.what for matter in due.values() if isinstance(matter.what, Interval)),
        (*known.values(), *(NoticeSent(key=key, until=matter.until) for key, matter in due.items())),
        min([now + DAY_BEFORE, *later]),
    )


def begins_soon(duty: Duty, now: datetime) -> NoticeSent | None:
    """That it was told that this duty begins within a day; None where that is still to come, or it has begun."""
    matter = next(_beginning([duty], now), None)
    key = matter.key(now) if matter is not None else None
    return NoticeSent(key=key, until=duty.since) if key is not None else None


def _beginning(duties: Iterable[Duty], now: datetime) -> Iterator[_Matter]:
    for duty in duties:
        if duty.since > now:
            name = f"{duty.supervisor_id}{'+' if duty.backup else ''}@{duty.since:%Y%m%dT%H%M%S}"
            yield _Matter(duty, name, (duty.since - DAY_BEFORE,), duty.since)


def _opening(gaps: Iterable[Interval], now: datetime, lead: timedelta) -> Iterator[_Matter]:
    for gap in gaps:
        if gap.start <= now:
            yield _Matter(gap, OPEN, (), gap.end)
        else:
            times = tuple(gap.start - each for each in (timedelta(0), DAY_BEFORE, lead))
            yield _Matter(gap, f"gap@{gap.start:%Y%m%dT%H%M%S}", times, gap.start)
