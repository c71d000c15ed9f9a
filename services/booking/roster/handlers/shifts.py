"""The roster's plan and what follows from it: who is on call, who is told ahead. What changes it: `roster_edit`."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.booking.calendar.absences import AvailabilityChanged
from services.booking.calendar.store.absences import Availability
from services.booking.directory.model import Supervisor, SupervisorsSaved
from services.booking.directory.store.supervisors import Directory
from services.booking.intervals import without
from services.booking.links import Links
from services.booking.network.store import NetworkStore
from services.booking.roster import coverage, published_shifts, schedule
from services.booking.roster import notices as roster_notices
from services.booking.roster.model import Duty, LookAheadDue, OnCall, Plan
from services.booking.roster.store import PublishedShifts, Roster
from shared.fields import address_key
from shared.messages.base import Message
from shared.messages.booking import Colleague, DutyDrewNear, DutyGapForeseen, Interval
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import Tx

# Whoever mends a roster saves several times: nobody is told of gaps that are there for a minute.
SETTLES = timedelta(minutes=5)
TIMER = "roster"


class NoSuchSupervisorError(Exception):
    """An id or e-mail address that is no supervisor's; `names` are those."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.names = tuple(names)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The roster in a stretch of time: the duties of those who can come, where nobody who can is first in line, and
    whose `turns` it is, can they come or not.
    """

    duties: tuple[Duty, ...]
    gaps: tuple[Interval, ...]
    people: dict[str, Supervisor]
    turns: tuple[Duty, ...] = ()


async def turns_at(tx: Tx, at: datetime, zone: ZoneInfo) -> list[OnCall]:
    """Whose turn it is at this instant, can they come or not, the first in line before the backups."""
    return schedule.on_duty(await Roster(tx).plan(), await Roster(tx).overrides_around(at), at, zone)


async def on_duty(tx: Tx, at: datetime, zone: ZoneInfo) -> list[OnCall]:
    """Who is on call at this instant and can come, the first in line before the backups."""
    standing = await turns_at(tx, at, zone)
    ids = sorted({each.supervisor_id for each in standing})
    people = {each.id: each for each in await Directory(tx).known(ids)} if ids else {}
    absent = coverage.away(await Availability(tx).coming(ids, at) if ids else ())
    return coverage.there(standing, people, absent, at)


async def forecast(tx: Tx, start: datetime, end: datetime, zone: ZoneInfo, plan: Plan | None = None) -> Forecast:
    """The roster in [start, end), by `plan` where it is not saved yet. Who can't come is nobody on call."""
    plan, overrides = plan or await Roster(tx).plan(), await Roster(tx).overrides(start, end)
    turns = schedule.shifts_between(plan, overrides, start, end, zone)
    ids = sorted({turn.supervisor_id for turn in turns})
    people = {each.id: each for each in await Directory(tx).named(ids)}
    absent = coverage.away(await Availability(tx).absences(ids, Interval(start=start, end=end)))
    duties = coverage.covering(turns, people, absent)
    return Forecast(tuple(duties), tuple(schedule.gaps(duties, start, end)), people, tuple(turns))


def counts_on_call(supervisor: Supervisor) -> bool:
    """Whether somebody counts on call at all: see `coverage.can_cover`."""
    return coverage.can_cover(supervisor)


async def change(unit: Unit, plan: Plan, **changes: Any) -> Plan:
    """Save the plan's next revision, and look ahead once it has lain still.

    Every change of the roster goes through here, those of duties too, so that none is decided on what another undoes.
    """
    changed = plan.model_copy(update={**changes, "revision": plan.revision + 1})
    start, end = published_shifts.span(unit.now, unit.settings.zone)
    known = await forecast(unit.tx, start, end, unit.settings.zone, changed)
    looked_until = unit.now + roster_notices.HORIZON
    gaps = tuple(schedule.gaps(known.duties, unit.now, looked_until)) if changed.rotations else ()
    await Roster(unit.tx).save_plan(changed.model_copy(update={"gaps": gaps, "looked_until": looked_until}))
    await _note_for_feeds(unit, known, start)
    unit.schedule(TIMER, unit.now + SETTLES, LookAheadDue())
    return changed


async def review(unit: Unit, whos: Collection[str]) -> None:
    """Some of these can come no more, or again: where it is their turn, whoever looks at the roster, their calendars'
    feeds among them, sees so from now on, and a gap that arises is told to the coordinator at once.
    """
    plan = await Roster(unit.tx).plan()
    end = unit.now + roster_notices.HORIZON
    overrides = await Roster(unit.tx).overrides(unit.now, end)
    if not schedule.concerned(plan, overrides).isdisjoint(whos):
        known = await forecast(unit.tx, unit.now, end, unit.settings.zone)
        arisen = coverage.arisen(known.gaps, plan.gaps, plan.looked_until or unit.now) if plan.rotations else []
        await _look(unit, plan, known, arisen)


async def review_saved(saved: SupervisorsSaved, unit: Unit) -> None:
    """Some supervisors may come no more, or again."""
    await review(unit, saved.ids)


async def review_available(changed: AvailabilityChanged, unit: Unit) -> None:
    """Somebody is away, or not any more."""
    await review(unit, [changed.supervisor_id])


async def _note_for_feeds(unit: Unit, now_known: Forecast, start: datetime) -> None:
    """Those who have the roster in their calendars learn what has changed of it."""
    told = await PublishedShifts(unit.tx).entries(start)
    await PublishedShifts(unit.tx).save_entries(published_shifts.changed(told, now_known.duties, unit.now))
    await PublishedShifts(unit.tx).forget_entries(start)


async def look_ahead(_: LookAheadDue, unit: Unit) -> None:
    """Tell whose duty begins tomorrow, and the coordinator of gaps; then look again when the next thing is to be told.

    A network without rotations hasn't promised that somebody is always on call: its gaps are told to nobody.
    """
    known = await forecast(unit.tx, unit.now, unit.now + roster_notices.HORIZON, unit.settings.zone)
    await _look(unit, await Roster(unit.tx).plan(), known)


async def _look(unit: Unit, plan: Plan, known: Forecast, arisen: Sequence[Interval] = ()) -> None:
    gaps, lead = known.gaps if plan.rotations else (), (await NetworkStore(unit.tx).read()).gap_lead
    ahead = roster_notices.look_ahead(known.duties, gaps, plan.told, unit.now, lead)
    new = [left for gap in arisen for left in without(gap, ahead.gaps)]
    saved = await change(unit, plan, told=ahead.told)
    notices = _notices(ahead, known.people, Links.of(unit.settings).roster(), unit.now, new)
    unit.publish(TIMER, saved.revision, *notices)
    unit.schedule(TIMER, ahead.look_again, LookAheadDue())


async def identified(tx: Tx, names: Sequence[str]) -> dict[str, str]:
    """Each name's active supervisor's id, where a name is an id or an e-mail address. Raises NoSuchSupervisorError."""
    by_email = await Directory(tx).emails([address_key(name) for name in names])
    found = {name: by_email.get(address_key(name), name) for name in names}
    active = {each.id for each in await Directory(tx).named(list(found.values())) if each.active}
    if missing := [name for name, who in found.items() if who not in active]:
        raise NoSuchSupervisorError(missing)
    return found


def colleague(supervisor: Supervisor) -> Colleague:
    """A supervisor, for a message."""
    return Colleague(
        supervisor_id=supervisor.id, name=supervisor.name, email=supervisor.email, language=supervisor.language
    )


def _notices(
    ahead: roster_notices.Ahead,
    people: dict[str, Supervisor],
    link: str,
    now: datetime,
    arisen: Sequence[Interval] = (),
) -> Iterable[Message]:
    for duty in ahead.duties:
        if not people[duty.supervisor_id].duty_notices:
            continue
        yield DutyDrewNear(
            supervisor=colleague(people[duty.supervisor_id]),
            slot=duty.slot,
            backup=duty.backup,
            roster_link=link,
            noticed_at=now,
        )
    if gaps := sorted({*ahead.gaps, *arisen}, key=lambda gap: gap.start):
        yield DutyGapForeseen(gaps=tuple(gaps), roster_link=link, foreseen_at=now)
