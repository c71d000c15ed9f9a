"""Who is on call at an instant, who in a stretch of time, and where nobody is.

Turns change at an hour of the network's own clock, so a day of duty has 23 or 25 hours where the clock changes.
Instants are compared in UTC: an hour that comes twice hands over at its first time, one that is left out an hour later
(as in RFC 5545, 3.3.5).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from services.booking.roster.model import Duty, OnCall, Plan, Rotation
from shared.messages.booking import Interval

A_DAY = timedelta(days=1)


def handover(rotation: Rotation, day: date, zone: ZoneInfo) -> datetime:
    """The instant of a day, in UTC, at which this rotation's turns change."""
    return datetime.combine(day, rotation.hour, tzinfo=zone).astimezone(UTC)


def turn(rotation: Rotation, at: datetime, zone: ZoneInfo) -> str | None:
    """Whose turn it is at this instant; None before it starts, after it has ended, and while it doesn't hold."""
    found = nth_turn(rotation, at, zone)
    return None if found is None else rotation.supervisors[found[0] % len(rotation.supervisors)]


def nth_turn(rotation: Rotation, at: datetime, zone: ZoneInfo) -> tuple[int, date] | None:
    """Which turn it is at this instant, counted on from the supervisor numbered 0, and the day on which it began; None
    as for `turn`.
    """
    if (rotation.since is not None and at < rotation.since) or (rotation.until is not None and at >= rotation.until):
        return None
    day, begins = at.astimezone(zone).date(), rotation.anchor or rotation.starts
    if at < handover(rotation, day, zone):
        day -= A_DAY
    if rotation.since is not None:
        day = max(day, begins)  # where the hour moved, its first turn begins at that of the one before
    if day < begins or (rotation.ends is not None and day >= rotation.ends):
        return None
    turns = (day - begins).days // rotation.days
    return rotation.first + turns, begins + turns * rotation.days * A_DAY


def on_duty(plan: Plan, overrides: Iterable[Duty], at: datetime, zone: ZoneInfo) -> list[OnCall]:
    """Who is on call at this instant, each once, the first in line before the backups."""
    set_now = [duty for duty in overrides if duty.since <= at < duty.until]
    set_now = _first_of_each_place(set_now)
    replaced = {duty.rotation_id for duty in set_now}
    standing = [OnCall(_stand_in(plan, duty.supervisor_id, at, duty.set_at), duty.backup) for duty in set_now]
    standing += [
        OnCall(_stand_in(plan, who, at), rotation.backup)
        for rotation in plan.rotations
        if rotation.id not in replaced and (who := turn(rotation, at, zone)) is not None
    ]
    return _each_once(standing)


def _set_order(duty: Duty) -> tuple[bool, datetime, str, bool, datetime]:
    return duty.set_at is not None, duty.set_at or duty.since, duty.id, duty.backup, duty.until


def _first_of_each_place(set_now: Sequence[Duty]) -> list[Duty]:
    """Of those set by hand in one rotation's place, the latest set alone: whoever set it knew of the others."""
    beside = [duty for duty in set_now if duty.rotation_id is None]
    ordered = sorted(set_now, key=_set_order)
    return [*beside, *{duty.rotation_id: duty for duty in ordered if duty.rotation_id is not None}.values()]


def shifts_between(plan: Plan, overrides: Sequence[Duty], start: datetime, end: datetime, zone: ZoneInfo) -> list[Duty]:
    """Everybody's duties within [start, end), cut at its edges, the first to begin first. Whoever goes on at a change
    has one duty over it.
    """
    begun: dict[OnCall, datetime] = {}
    found: list[Duty] = []
    waiting = sorted(overrides, key=lambda duty: duty.since, reverse=True)
    set_now: list[Duty] = []
    for at, _ in _pieces(plan, overrides, start, end, zone):
        while waiting and waiting[-1].since <= at:
            set_now.append(waiting.pop())
        set_now = [duty for duty in set_now if duty.until > at]
        standing = on_duty(plan, set_now, at, zone)
        found += [_duty(gone, begun.pop(gone), at) for gone in begun.keys() - set(standing)]
        for each in standing:
            begun.setdefault(each, at)
    found += [_duty(each, since, end) for each, since in begun.items()]
    return sorted(found, key=lambda duty: (duty.since, duty.backup, duty.supervisor_id))


def concerned(plan: Plan, overrides: Iterable[Duty]) -> set[str]:
    """Everybody who has or may have a turn."""
    turns = {who for rotation in plan.rotations for who in rotation.supervisors}
    swapped = {who for swap in plan.substitutions for who in (swap.supervisor_id, swap.by)}
    return turns | swapped | {duty.supervisor_id for duty in overrides}


def gaps(duties: Iterable[Duty], start: datetime, end: datetime) -> list[Interval]:
    """Where in [start, end) nobody is first in line: a backup without a first in line is a gap too."""
    found: list[Interval] = []
    covered = start
    for duty in sorted((duty for duty in duties if not duty.backup), key=lambda duty: duty.since):
        if duty.since > covered:
            found.append(Interval(start=covered, end=duty.since))
        covered = max(covered, duty.until)
    return [*found, Interval(start=covered, end=end)] if covered < end else found


def _stand_in(plan: Plan, who: str, at: datetime, set_at: datetime | None = None) -> str:
    """Who stands in for `who` after all swaps, one after another; those agreed before `set_at` don't count."""
    for swap in plan.substitutions:
        counts = set_at is None or swap.agreed_at > set_at
        if counts and swap.supervisor_id == who and swap.since <= at < swap.until:
            who = swap.by
    return who


def _each_once(standing: list[OnCall]) -> list[OnCall]:
    """Somebody who is both first in line and a backup is first in line."""
    first = {each.supervisor_id for each in standing if not each.backup}
    kept = {each for each in standing if not (each.backup and each.supervisor_id in first)}
    return sorted(kept, key=lambda each: (each.backup, each.supervisor_id))


def _pieces(
    plan: Plan, overrides: Iterable[Duty], start: datetime, end: datetime, zone: ZoneInfo
) -> Iterable[tuple[datetime, datetime]]:
    """[start, end) in pieces within which nothing changes."""
    cuts = {start, end}
    cuts |= {at for duty in overrides for at in (duty.since, duty.until)}
    cuts |= {at for swap in plan.substitutions for at in (swap.since, swap.until)}
    cuts |= {at for rotation in plan.rotations for at in (rotation.since, rotation.until) if at is not None}
    for rotation in plan.rotations:
        first = max(rotation.anchor or rotation.starts, start.astimezone(zone).date())
        last = min(rotation.ends or date.max, end.astimezone(zone).date())
        cuts |= {handover(rotation, first + n * A_DAY, zone) for n in range((last - first).days + 1)}
    return pairwise(sorted(cut.astimezone(UTC) for cut in cuts if start <= cut <= end))


def _duty(standing: OnCall, since: datetime, until: datetime) -> Duty:
    return Duty(supervisor_id=standing.supervisor_id, since=since, until=until, backup=standing.backup)
