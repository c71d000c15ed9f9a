"""What a week's pages show, gathered."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from services.booking.handlers.roster import forecast
from services.booking.model.directory import Supervisor
from services.booking.rules.week import Day, Row, rows
from services.booking.store import Store
from shared.messages.booking import Slot


async def rows_of(store: Store, people: Sequence[Supervisor], days: Sequence[Day], zone: ZoneInfo) -> list[Row]:
    """These supervisors' rows, by name."""
    window, ids = Slot(start=days[0].opens, end=days[-1].closes), [each.id for each in people]
    sessions = await store.calendar.led_by(ids, window)
    absences = await store.availability.absences(ids, window)
    duties = (await forecast(store, window.start, window.end, zone)).duties
    return rows(days, people, sessions, absences, duties)
