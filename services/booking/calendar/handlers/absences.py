"""Absences and days with other hours, noted; and the sessions that then need another time."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from services.booking.calendar.absences import Absence, AbsenceKind, AvailabilityChanged, OtherHours
from services.booking.calendar.availability import Diary, outside, whole_day
from services.booking.calendar.model import Session
from services.booking.calendar.store.absences import Availability
from services.booking.calendar.store.sessions import Calendar
from services.booking.directory.model import Supervisor
from shared.messages.booking import Interval
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import Tx


async def note_absence(unit: Unit, supervisor_id: str, start: datetime, end: datetime, kind: AbsenceKind) -> Absence:
    """Somebody is away [start, end); said again, it is as it was."""
    known = await Availability(unit.tx).absences([supervisor_id], Interval(start=start, end=end))
    for each in known:
        if (each.start, each.end, each.kind) == (start, end, kind):
            return each
    absence = Absence(id=unit.new_id(), supervisor_id=supervisor_id, start=start, end=end, kind=kind)
    await Availability(unit.tx).add_absence(absence)
    await unit.happened(AvailabilityChanged(supervisor_id))
    return absence


async def end_absence(unit: Unit, absence: Absence) -> None:
    """They are not away after all."""
    await Availability(unit.tx).end_absence(absence.id)
    await unit.happened(AvailabilityChanged(absence.supervisor_id))


async def falling_on(tx: Tx, absences: Iterable[Absence]) -> dict[str, list[Session]]:
    """The sessions that fall on each absence, by its id: they stay until somebody moves or cancels them."""
    known = list(absences)
    times = [(each.supervisor_id, Interval(start=each.start, end=each.end)) for each in known]
    return {each.id: found for each, found in zip(known, await Calendar(tx).of_each(times), strict=True)}


async def falling_outside(
    tx: Tx, days: Iterable[OtherHours], people: Iterable[Supervisor], zone: ZoneInfo
) -> dict[str, list[Session]]:
    """The sessions of each day that its other hours leave out, by the day's id."""
    by_id, hours_of = {each.id: each for each in people}, defaultdict[str, list[OtherHours]](list)
    for day in days:
        hours_of[day.supervisor_id].append(day)
    diaries = {
        who: Diary(by_id[who], by_id[who].zone(zone), other_hours=tuple(theirs))
        for who, theirs in hours_of.items()
        if who in by_id
    }
    known = [day for theirs in hours_of.values() for day in theirs if day.supervisor_id in diaries]
    times = [(day.supervisor_id, whole_day(day.day, diaries[day.supervisor_id].zone)) for day in known]
    sessions = await Calendar(tx).of_each(times)
    return {day.id: outside(diaries[day.supervisor_id], found) for day, found in zip(known, sessions, strict=True)}
