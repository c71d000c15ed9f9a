"""The network's rooms: added and changed, and written down who did."""

from services.booking.calendar.model import Room
from services.booking.calendar.store.sessions import MOST_ROOMS, Calendar
from shared.i18n import N_
from shared.messaging.unit_of_work import Unit
from shared.people.audited import Change

LABELS = {"name": N_("Name"), "place": N_("Place"), "seats": N_("Seats")}
TOO_MANY = N_("There are 500 rooms already, and no more are kept. Change one that is not used any more.")


class TooManyRoomsError(Exception):
    """As many rooms are kept as can be shown."""


async def save_room(unit: Unit, room: Room, who: str) -> None:
    """Add a room, or put it in the place of the one with its id; said again, it is as it was. TooManyRoomsError."""
    found = await Calendar(unit.tx).rooms([room.id])
    before = found[0] if found else None
    if before == room:
        return
    if before is None and await Calendar(unit.tx).count_rooms() >= MOST_ROOMS:
        raise TooManyRoomsError
    await Calendar(unit.tx).save_room(room)
    values = {name: ("" if before is None else str(getattr(before, name)), str(getattr(room, name))) for name in LABELS}
    changes = [Change(field=LABELS[name], before=old, after=new) for name, (old, new) in values.items() if old != new]
    unit.audit(who, N_("Changed a room") if before else N_("Added a room"), room.name, changes)
