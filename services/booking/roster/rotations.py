"""A rotation changed from a moment on: who goes on, which turns change hands, which agreed swaps that leaves void.

Before the moment nothing changes. From it on the order goes on with whoever's turn it would have been, so that
somebody added at the end changes nobody's turn before it is theirs; a turn under way ends as it would have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from services.booking.roster.model import Duty, Plan, Rotation, Substitution
from services.booking.roster.schedule import A_DAY, handover, nth_turn, shifts_between, turn
from shared.messages.booking import Interval

Moment = Literal["now", "next_turn"] | date
# What is past is remembered as long as feeds tell of it.
REMEMBERED = timedelta(days=31)
_IN_PLACE = {"name", "ends"}
_GIVEN = {"name", "supervisors", "starts", "hour", "days", "ends", "backup"}


class PastChangeError(Exception):
    """A change can't hold from a moment that has passed."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A time that changes hands; None where it is nobody's turn."""

    slot: Interval
    was: str | None
    will: str | None


def changed(known: Sequence[Rotation], new: Rotation, moment: Moment, now: datetime, zone: ZoneInfo) -> list[Rotation]:
    """A rotation's states, `known` of it, with the change to `new` from a moment on. The same where nothing differs.

    Raises PastChangeError.
    """
    last = known[-1] if known else None
    same = last is not None and _given(last) == _given(new)
    if last is not None and same and (last.since is None or last.since <= now):
        return list(known)
    if last is not None and not same and _given(last) | {name: getattr(new, name) for name in _IN_PLACE} == _given(new):
        renamed = [each.model_copy(update={"name": new.name}) for each in known]
        return [*renamed[:-1], renamed[-1].model_copy(update={"ends": new.ends})]
    at = begins(known, new, moment, now, zone)
    if at is None:
        return [new]
    if last is not None and last.since is not None and same and last.since <= at:
        return list(known)
    before = [_cut(each, at) for each in known if each.since is None or each.since < at]
    recent = [each for each in before if each.until is None or each.until > now - REMEMBERED]
    if recent and _given(recent[-1]) == _given(new):  # what was to come is taken back: all goes on as if never said
        return [*recent[:-1], recent[-1].model_copy(update={"until": None})]
    return [*recent, _going_on(known, new, at, zone)]


def begins(known: Sequence[Rotation], new: Rotation, moment: Moment, now: datetime, zone: ZoneInfo) -> datetime | None:
    """From when on the change holds; None for a rotation that is new, or has not begun. Raises PastChangeError."""
    holding = next((each for each in known if nth_turn(each, now, zone) is not None), None)
    if holding is None:
        return None
    if new.starts != known[-1].starts and handover(new, new.starts, zone) > now:
        return handover(new, new.starts, zone)
    if moment == "now":
        return now
    if moment == "next_turn":
        return next_turn(holding, now, zone)
    at = handover(new, moment, zone)
    if at <= now:
        raise PastChangeError
    return at


def next_turn(rotation: Rotation, now: datetime, zone: ZoneInfo) -> datetime:
    """When the turn that is under way ends."""
    found = nth_turn(rotation, now, zone)
    day = found[1] if found else now.astimezone(zone).date()
    following = handover(rotation, day + rotation.days * A_DAY, zone)
    return min(following, rotation.until) if rotation.until is not None else following


def turns(states: Sequence[Rotation], start: datetime, end: datetime, zone: ZoneInfo) -> list[tuple[Interval, str]]:
    """Every turn in [start, end), cut at its edges, with whose it is: whoever has two in a row has two."""
    found: dict[tuple[date, str], tuple[Interval, str]] = {}
    for slot in _pieces(states, start, end, zone):
        for each in states:
            nth, who = nth_turn(each, slot.start, zone), turn(each, slot.start, zone)
            if nth is not None and who is not None:
                begun = found.get((nth[1], who))  # one that goes on over a change is one
                found[nth[1], who] = (Interval(start=begun[0].start if begun else slot.start, end=slot.end), who)
    return sorted(found.values(), key=lambda each: each[0].start)


def handed_over(
    before: Sequence[Rotation], after: Sequence[Rotation], start: datetime, end: datetime, zone: ZoneInfo
) -> list[Handed]:
    """Every time in [start, end) that is another's by the change, in order."""
    found: list[Handed] = []
    for slot in _pieces([*before, *after], start, end, zone):
        was, will = _whose(before, slot.start, zone), _whose(after, slot.start, zone)
        if found and (found[-1].was, found[-1].will) == (was, will):
            found[-1] = Handed(Interval(start=found[-1].slot.start, end=slot.end), was, will)
        else:
            found.append(Handed(slot, was, will))
    return [each for each in found if each.was != each.will]


def void_swaps(
    before: Plan, after: Plan, overrides: Sequence[Duty], now: datetime, zone: ZoneInfo
) -> tuple[list[Substitution], list[Substitution]]:
    """The agreed swaps that go on standing, and those that a change leaves void: who gave the time has none of it."""
    kept: list[Substitution] = []
    void: list[Substitution] = []
    for n, swap in enumerate(before.substitutions):
        had = before.model_copy(update={"substitutions": before.substitutions[:n]})
        has = after.model_copy(update={"substitutions": tuple(kept)})
        is_void = (
            swap.until > now and _gives(swap, had, overrides, now, zone) and not _gives(swap, has, overrides, now, zone)
        )
        (void if is_void else kept).append(swap)
    return kept, void


def _gives(swap: Substitution, plan: Plan, overrides: Sequence[Duty], now: datetime, zone: ZoneInfo) -> bool:
    duties = shifts_between(plan, overrides, max(swap.since, now), swap.until, zone)
    return any(duty.supervisor_id == swap.supervisor_id for duty in duties)


def _given(rotation: Rotation) -> dict[str, object]:
    return {name: getattr(rotation, name) for name in _GIVEN}


def _cut(rotation: Rotation, at: datetime) -> Rotation:
    """The same until then at most."""
    over = rotation.until is not None and rotation.until <= at
    return rotation if over else rotation.model_copy(update={"until": at})


def _going_on(known: Sequence[Rotation], new: Rotation, at: datetime, zone: ZoneInfo) -> Rotation:
    """What holds from `at` on: begun anew where another first day is given, else with whoever's turn it would be."""
    before = next((each for each in known if nth_turn(each, at, zone) is not None), known[-1])
    found = nth_turn(before, at, zone)
    if found is None or new.starts != known[-1].starts:
        return new.model_copy(update={"since": at})
    nth, began = found
    day = _day_of(new, at, zone)
    if new.days != before.days:
        began = day
    began += max(0, (day - began).days // new.days) * new.days * A_DAY  # whose turn it is keeps it, whatever the hour
    return new.model_copy(update={"since": at, "anchor": began, "first": _number(before.supervisors, nth, new)})


def _number(before: Sequence[str], nth: int, new: Rotation) -> int:
    """Where the order goes on: with whoever's turn it would be, or the first after them who is still in it."""
    place = nth % len(before)
    if before[: place + 1] == new.supervisors[: place + 1]:
        return place
    upcoming = (before[(place + n) % len(before)] for n in range(len(before)))
    return next((new.supervisors.index(who) for who in upcoming if who in new.supervisors), 0)


def _day_of(rotation: Rotation, at: datetime, zone: ZoneInfo) -> date:
    """The day of the handover at this instant, or of the last before it."""
    day = at.astimezone(zone).date()
    return day if handover(rotation, day, zone) <= at else day - A_DAY


def _whose(states: Sequence[Rotation], at: datetime, zone: ZoneInfo) -> str | None:
    return next((who for each in states if (who := turn(each, at, zone)) is not None), None)


def _pieces(states: Sequence[Rotation], start: datetime, end: datetime, zone: ZoneInfo) -> list[Interval]:
    """[start, end) in pieces within which nobody's turn ends."""
    cuts = {start, end, *(at for each in states for at in (each.since, each.until) if at is not None)}
    first, days = start.astimezone(zone).date(), (end - start).days + 2
    cuts |= {handover(each, first + n * A_DAY, zone) for each in states for n in range(days)}
    ordered = sorted(at for at in cuts if start <= at <= end)
    return [Interval(start=one, end=other) for one, other in pairwise(ordered)]


def reordered(who: Sequence[str], wish: str) -> list[str] | None:
    """The order with somebody one place earlier (`up-2`: whoever is third) or later, or out (`out-2`); None where the
    wish is another.
    """
    verb, _, place = wish.partition("-")
    if verb not in ("up", "down", "out") or not place.isdecimal() or int(place) >= len(who):
        return None
    order, at = list(who), int(place)
    moved = order.pop(at)
    if verb != "out":
        order.insert(max(at - 1, 0) if verb == "up" else at + 1, moved)
    return order
