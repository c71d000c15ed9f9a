"""Absences and days with other hours, noted; and the sessions that then need another time."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from services.booking.model.availability import Absence, AbsenceKind, OtherHours
from services.booking.model.calendar import Session
from services.booking.model.directory import Supervisor
from services.booking.rules.availability import Diary, outside, whole_day
from services.booking.store import Store
from shared.messages.booking import Slot
from shared.work import Unit


async def note_absence(
    unit: Unit[Store], supervisor_id: str, start: datetime, end: datetime, kind: AbsenceKind
) -> Absence:
    """Somebody is away [start, end)."""
    absence = Absence(id=unit.new_id(), supervisor_id=supervisor_id, start=start, end=end, kind=kind)
    await unit.store.availability.add_absence(absence)
    return absence


async def falling_on(store: Store, absences: Iterable[Absence]) -> dict[str, list[Session]]:
    """The sessions that fall on each absence, by its id: they stay until somebody moves or cancels them."""
    return {
        each.id: await store.calendar.led_by([each.supervisor_id], Slot(start=each.start, end=each.end))
        for each in absences
    }


async def falling_outside(
    store: Store, days: Iterable[OtherHours], people: Iterable[Supervisor], zone: ZoneInfo
) -> dict[str, list[Session]]:
    """The sessions of each day that its other hours leave out, by the day's id."""
    by_id = {each.id: each for each in people}
    set_days = tuple(days)
    found = {}
    for day in set_days:
        if (person := by_id.get(day.supervisor_id)) is not None:
            others = tuple(each for each in set_days if each.supervisor_id == person.id)
            diary = Diary(person, person.zone(zone), other_hours=others)
            sessions = await store.calendar.led_by([person.id], whole_day(day.day, diary.zone))
            found[day.id] = outside(diary, sessions)
    return found
