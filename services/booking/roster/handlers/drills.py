"""A rehearsal: whoever is on call now is reached as by an urgent request, and nobody needs anything."""

from services.booking.directory.store.supervisors import Directory
from services.booking.roster.handlers.shifts import colleague, on_duty
from shared.i18n import N_
from shared.messages.booking import DrillCalled
from shared.messaging.unit_of_work import Unit


class NobodyOnCallError(Exception):
    """There is nobody to rehearse with."""


async def call_drill(unit: Unit, who: str) -> str:
    """The rehearsal's id. Raises NobodyOnCallError."""
    standing = await on_duty(unit.tx, unit.now, unit.settings.zone)
    ids = sorted({each.supervisor_id for each in standing})
    people = await Directory(unit.tx).named(ids) if ids else []
    if not people:
        raise NobodyOnCallError
    drill_id = unit.new_id()
    told = tuple(colleague(each) for each in people)
    unit.publish(f"drill:{drill_id}", 1, DrillCalled(drill_id=drill_id, people=told, called_at=unit.now), first=True)
    unit.audit(who, N_("Called a rehearsal"))
    return drill_id
