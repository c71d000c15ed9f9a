"""The coordinator's changes of the roster: rotations from a moment on, duties set by hand; all concerned are told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.booking.calendar.store.absences import Availability
from services.booking.directory.model import Supervisor
from services.booking.directory.store.supervisors import Directory
from services.booking.intervals import without
from services.booking.links import Links
from services.booking.roster import coverage, grid, handover, rotations
from services.booking.roster.handlers.shifts import Forecast, change, colleague, forecast, identified
from services.booking.roster.handover import Handover
from services.booking.roster.model import LONGEST_DUTY, Duty, Plan, Rotation, Substitution
from services.booking.roster.notices import HORIZON
from services.booking.roster.rotations import Handed
from services.booking.roster.schemas import SetOverride, SetRotation
from services.booking.roster.store import Roster
from shared.i18n import N_
from shared.messages.booking import DutiesChanged, Interval, LostSwap
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import Tx

MOST_ROTATIONS = 50
# What began longer ago than this is put down afterwards: whoever did it knows.
WRITTEN_LATE = timedelta(minutes=10)


class NoSuchRotationError(Exception):
    """An id that is no rotation's."""


class TooManyRotationsError(Exception):
    """Who is on call is worked out at every request from all of them."""


class NotAGapError(Exception):
    """Somebody is on call at that time by now, or who wants to take it can't come."""


class PlaceTakenError(Exception):
    """Another is set by hand in this rotation's place then; `duties` are the numbers of those sent that clash."""

    def __init__(self, duties: Sequence[int]) -> None:
        super().__init__(duties)
        self.duties = tuple(duties)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change of a rotation would do: from when on, how many turns each has in the weeks told ahead, which times
    change hands, which agreed swaps it leaves void, which gaps it opens, and who everybody is.
    """

    at: datetime | None
    turns: tuple[tuple[str, int, int], ...]
    handed: tuple[Handed, ...]
    void: tuple[Substitution, ...]
    gaps: tuple[Interval, ...]
    names: dict[str, str]


async def preview(tx: Tx, rotation_id: str, sent: SetRotation, now: datetime, zone: ZoneInfo) -> Preview:
    """Look, and change nothing. Raises as `set_rotation`."""
    plan, end = await Roster(tx).plan(), now + HORIZON
    new = await _rotation(tx, rotation_id, sent)
    before = [each for each in plan.rotations if each.id == rotation_id]
    after = rotations.changed(before, new, sent.holds_from, now, zone)
    changed, void = await _with(tx, plan, rotation_id, after, now, zone)
    was, will = await forecast(tx, now, end, zone, plan), await forecast(tx, now, end, zone, changed)
    counts = handover.counted(rotations.turns(before, now, end, zone), rotations.turns(after, now, end, zone))
    handed = rotations.handed_over(before, after, now, end, zone)
    ids = {who for who, *_ in counts} | {who for each in void for who in (each.supervisor_id, each.by)}
    ids |= {who for each in handed for who in (each.was, each.will) if who}
    names = {each.id: each.name for each in await Directory(tx).named(sorted(ids))}
    gaps = [left for gap in will.gaps for left in without(gap, was.gaps)]
    at = rotations.begins(before, new, sent.holds_from, now, zone) if before else None
    return Preview(at, tuple(counts), tuple(handed), tuple(void), tuple(gaps), names)


async def set_rotation(unit: Unit, rotation_id: str, sent: SetRotation, who: str) -> Rotation:
    """Add a rotation, or change it from a moment on; unchanged is unchanged. All concerned are told of a change at
    once, of a new rotation the day before each duty, as ever.

    Raises NoSuchSupervisorError, TooManyRotationsError, PastChangeError.
    """
    plan, zone = await Roster(unit.tx).plan(), unit.settings.zone
    new = await _rotation(unit.tx, rotation_id, sent)
    before = [each for each in plan.rotations if each.id == rotation_id]
    if len({each.id for each in plan.rotations} - {rotation_id}) >= MOST_ROTATIONS:
        raise TooManyRotationsError
    after = rotations.changed(before, new, sent.holds_from, unit.now, zone)
    if after == before:
        return before[-1]
    changed, void = await _with(unit.tx, plan, rotation_id, after, unit.now, zone)
    was = await _coming(unit, plan)
    states = {"rotations": changed.rotations, "substitutions": changed.substitutions}
    await _keep(unit, plan, was, void, tell=bool(before), **states)
    unit.audit(who, N_("Set a rotation of the on-call roster"), new.name)
    return after[-1]


async def remove_rotation(unit: Unit, rotation_id: str, who: str) -> None:
    """From now on nobody takes turns in it. Raises NoSuchRotationError."""
    plan = await Roster(unit.tx).plan()
    removed = [each for each in plan.rotations if each.id == rotation_id]
    if not removed:
        raise NoSuchRotationError
    changed, void = await _with(unit.tx, plan, rotation_id, [], unit.now, unit.settings.zone)
    was = await _coming(unit, plan)
    await _keep(unit, plan, was, void, rotations=changed.rotations, substitutions=changed.substitutions)
    unit.audit(who, N_("Removed a rotation from the on-call roster"), removed[-1].name)


async def set_overrides(unit: Unit, sent: Sequence[SetOverride], who: str) -> list[Duty]:
    """Set duties by hand; what is set already is as it was. Who is on call by it, or no more, is told at once, unless
    what began long before is only written down.

    Raises NoSuchSupervisorError; NoSuchRotationError where one is to stand in the place of a rotation that isn't;
    PlaceTakenError where another stands there then.
    """
    ids, plan = await identified(unit.tx, [each.supervisor for each in sent]), await Roster(unit.tx).plan()
    if {each.rotation for each in sent} - {None, *(rotation.id for rotation in plan.rotations)}:
        raise NoSuchRotationError
    wanted = [_duty(each, ids[each.supervisor], unit.now) for each in sent]
    span = Interval(start=min(each.since for each in wanted), end=max(each.until for each in wanted))
    known = await Roster(unit.tx).overrides(span.start, span.end)
    if clashing := handover.clashing(wanted, known):
        raise PlaceTakenError(clashing)
    by_id = {duty.id: duty for duty in known}
    new = [duty for duty in wanted if not handover.stands(duty, by_id, plan)]
    if new:
        was = await _coming(unit, plan)
        await Roster(unit.tx).save(new)
        await _keep(unit, plan, was, tell=any(duty.since > unit.now - WRITTEN_LATE for duty in new))
        unit.audit(who, N_("Set duties on call by hand"), str(len(new)))
    return wanted


async def take_gap(unit: Unit, supervisor_id: str, slot: Interval, who: str) -> list[Duty]:
    """A supervisor is on call in a time at which a region of theirs has nobody. Raises NotAGapError."""
    if slot.end <= unit.now or slot.end - slot.start > LONGEST_DUTY:
        raise NotAGapError
    zone, here = unit.settings.zone, {each.id: each for each in await Directory(unit.tx).named([supervisor_id])}
    known = await forecast(unit.tx, slot.start, slot.end, zone)
    absent = coverage.away(await Availability(unit.tx).absences([supervisor_id], slot))
    if not coverage.can_come(supervisor_id, slot, here, absent):
        raise NotAGapError
    theirs = grid.columns([here[supervisor_id]])
    if not any(hole.slot == slot for hole in grid.holes(known.duties, known.people, theirs, slot)):
        raise NotAGapError
    given = SetOverride.model_validate({"supervisor": supervisor_id, "from": slot.start, "to": slot.end})
    return await set_overrides(unit, [given], who)


async def remove_override(unit: Unit, duty_id: str, who: str) -> bool:
    """Take back a duty that was set by hand; False where there is none."""
    plan = await Roster(unit.tx).plan()
    was = await _coming(unit, plan)
    removed = await Roster(unit.tx).remove(duty_id)
    if removed:
        await _keep(unit, plan, was)
        unit.audit(who, N_("Took back a duty on call that was set by hand"))
    return removed


async def _rotation(tx: Tx, rotation_id: str, sent: SetRotation) -> Rotation:
    ids = await identified(tx, sent.supervisors)
    given = sent.model_dump(exclude={"holds_from"})
    return Rotation.model_validate(
        {**given, "id": rotation_id, "supervisors": [ids[name] for name in sent.supervisors]}
    )


async def _with(
    tx: Tx, plan: Plan, rotation_id: str, states: Sequence[Rotation], now: datetime, zone: ZoneInfo
) -> tuple[Plan, list[Substitution]]:
    """The plan with these states of a rotation, and the agreed swaps that it leaves void, without which it is."""
    others = [each for each in plan.rotations if each.id != rotation_id]
    changed = plan.model_copy(update={"rotations": (*others, *states)})
    last = max([now, *(swap.until for swap in plan.substitutions)])
    kept, void = rotations.void_swaps(plan, changed, await Roster(tx).overrides(now, last), now, zone)
    return changed.model_copy(update={"substitutions": tuple(kept)}), void


async def _coming(unit: Unit, plan: Plan) -> Forecast:
    return await forecast(unit.tx, unit.now, unit.now + HORIZON, unit.settings.zone, plan)


async def _keep(
    unit: Unit,
    plan: Plan,
    was: Forecast,
    void: Sequence[Substitution] = (),
    *,
    tell: bool = True,
    **changes: object,
) -> None:
    """Save the change, and tell everybody what they have by it and what no more."""
    now = await _coming(unit, plan.model_copy(update=changes))
    handovers = handover.handovers(was.turns, now.turns) if tell else {}
    marks = handover.marks(handovers, now.duties, unit.now)
    saved = await change(unit, plan, told=(*plan.told, *marks), **changes)
    people = was.people | now.people
    missing = {who for swap in void for who in (swap.supervisor_id, swap.by)} - set(people)
    people |= {each.id: each for each in await Directory(unit.tx).named(sorted(missing))}
    unit.publish("roster", saved.revision, *_said(unit, handovers, void, people))


def _said(
    unit: Unit, handovers: dict[str, Handover], void: Sequence[Substitution], people: dict[str, Supervisor]
) -> Iterable[DutiesChanged]:
    concerned = {*handovers, *(who for swap in void for who in (swap.supervisor_id, swap.by))}
    for who in sorted(concerned & {each.id for each in people.values() if each.active}):
        handover = handovers.get(who, Handover())
        yield DutiesChanged(
            supervisor=colleague(people[who]),
            gained=handover.gained,
            lost=handover.lost,
            lost_swaps=tuple(_lost(swap, who, people) for swap in void if who in (swap.supervisor_id, swap.by)),
            roster_link=Links.of(unit.settings).roster(),
            changed_at=unit.now,
        )


def _lost(swap: Substitution, who: str, people: dict[str, Supervisor]) -> LostSwap:
    other = people.get(swap.by if swap.supervisor_id == who else swap.supervisor_id)
    return LostSwap(colleague=other.name if other else "–", slot=Interval(start=swap.since, end=swap.until))


def _duty(sent: SetOverride, supervisor_id: str, now: datetime) -> Duty:
    return Duty(
        supervisor_id=supervisor_id,
        since=sent.since,
        until=sent.until,
        backup=sent.backup,
        rotation_id=sent.rotation,
        set_at=now,
    )
