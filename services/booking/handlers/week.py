"""What a week's pages show, gathered."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from services.booking.handlers.roster import forecast
from services.booking.model.directory import Supervisor
from services.booking.rules.week import Day, Row, rows
from services.booking.store.availability import Availability
from services.booking.store.calendar import Calendar
from shared.messages.booking import Slot
from shared.store.mongo import Tx


async def rows_of(tx: Tx, people: Sequence[Supervisor], days: Sequence[Day], zone: ZoneInfo) -> list[Row]:
    """These supervisors' rows, by name."""
    window, ids = Slot(start=days[0].opens, end=days[-1].closes), [each.id for each in people]
    sessions = await Calendar(tx).led_by(ids, window)
    absences = await Availability(tx).absences(ids, window)
    duties = (await forecast(tx, window.start, window.end, zone)).duties
    return rows(days, people, sessions, absences, duties)
