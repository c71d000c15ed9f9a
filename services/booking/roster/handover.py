"""What a change of the roster means for each: times on call that they have by it, and those that they have no more."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.booking.intervals import without
from services.booking.roster.model import Duty, NoticeSent, Plan
from services.booking.roster.notices import begins_soon
from shared.messages.booking import Interval, Shift


@dataclass(frozen=True, slots=True)
class Handover:
    """What somebody has by a change, and what no more."""

    gained: tuple[Shift, ...] = ()
    lost: tuple[Shift, ...] = ()


def handovers(before: Iterable[Duty], after: Iterable[Duty]) -> dict[str, Handover]:
    """Of everybody for whom something changes, by id. To be the backup is another thing than to be first in line."""
    was, will = _by_place(before), _by_place(after)
    found: dict[str, Handover] = {}
    for who in sorted({who for who, _ in (*was, *will)}):
        handover = Handover(_new(who, will, was), _new(who, was, will))
        if handover.gained or handover.lost:
            found[who] = handover
    return found


def marks(handovers: dict[str, Handover], duties: Iterable[Duty], now: datetime) -> list[NoticeSent]:
    """Whoever is told now that they are on call by tomorrow isn't told once more that it begins tomorrow."""
    return [
        told
        for duty in duties
        if duty.supervisor_id in handovers
        and any(
            each.slot.start < duty.until and duty.since < each.slot.end for each in handovers[duty.supervisor_id].gained
        )
        and (told := begins_soon(duty, now)) is not None
    ]


def counted(
    before: Iterable[tuple[Interval, str]], after: Iterable[tuple[Interval, str]]
) -> list[tuple[str, int, int]]:
    """How many turns each has before and after, whoever gains most first."""
    was, will = [who for _, who in before], [who for _, who in after]
    counts = [(who, was.count(who), will.count(who)) for who in sorted({*was, *will})]
    return sorted(counts, key=lambda each: (each[1] - each[2], each[0]))


def clashing(wanted: Sequence[Duty], known: Sequence[Duty]) -> list[int]:
    """Which of these (by number) would stand in a rotation's place together with another: one already set, or one
    before it. One with the id of an earlier one takes its place.
    """
    last = {duty.id: n for n, duty in enumerate(wanted)}
    places: dict[str, _Taken] = {}
    for duty in known:
        if duty.rotation_id is not None and duty.id not in last:
            places.setdefault(duty.rotation_id, _Taken()).take(duty)
    found = []
    for n, duty in enumerate(wanted):
        if duty.rotation_id is not None:
            place = places.setdefault(duty.rotation_id, _Taken())
            if place.overlaps(duty):
                found.append(n)
            if last[duty.id] == n:
                place.take(duty)
    return found


class _Taken:
    """The time that is taken in one place, as stretches that touch nowhere, in order."""

    def __init__(self) -> None:
        self._since: list[datetime] = []
        self._until: list[datetime] = []

    def overlaps(self, duty: Duty) -> bool:
        before = bisect_left(self._since, duty.until)
        return before > 0 and self._until[before - 1] > duty.since

    def take(self, duty: Duty) -> None:
        first, end = bisect_left(self._until, duty.since), bisect_right(self._since, duty.until)
        since = min((duty.since, *self._since[first:end]))
        until = max((duty.until, *self._until[first:end]))
        self._since[first:end], self._until[first:end] = [since], [until]


def stands(duty: Duty, known: Mapping[str, Duty], plan: Plan) -> bool:
    """Whether the very same is set by hand already (`known` by id), and no swap agreed since has changed it."""
    same = known.get(duty.id)
    if same is None or same.model_copy(update={"set_at": duty.set_at}) != duty:
        return False
    swapped = (swap for swap in plan.substitutions if same.set_at is None or swap.agreed_at > same.set_at)
    return not any(swap.since < duty.until and duty.since < swap.until for swap in swapped)


def _by_place(duties: Iterable[Duty]) -> dict[tuple[str, bool], list[Interval]]:
    found: dict[tuple[str, bool], list[Interval]] = {}
    for duty in duties:
        found.setdefault((duty.supervisor_id, duty.backup), []).append(duty.slot)
    return found


def _new(
    who: str, these: dict[tuple[str, bool], list[Interval]], those: dict[tuple[str, bool], list[Interval]]
) -> tuple[Shift, ...]:
    """The times of these that are not among those."""
    return tuple(
        Shift(slot=left, backup=backup)
        for backup in (False, True)
        for slot in these.get((who, backup), ())
        for left in without(slot, those.get((who, backup), ()))
    )
