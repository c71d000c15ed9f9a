"""What a week's pages show, gathered."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from services.booking.calendar.store.absences import Availability
from services.booking.calendar.store.sessions import Calendar
from services.booking.directory.model import Supervisor
from services.booking.roster.handlers.shifts import forecast
from services.booking.week.rules import Day, WeekRow, rows
from shared.messages.booking import Interval
from shared.store.mongo import Tx


async def rows_of(tx: Tx, people: Sequence[Supervisor], days: Sequence[Day], zone: ZoneInfo) -> list[WeekRow]:
    """These supervisors' rows, by name."""
    window, ids = Interval(start=days[0].opens, end=days[-1].closes), [each.id for each in people]
    sessions = await Calendar(tx).led_by(ids, window)
    absences = await Availability(tx).absences(ids, window)
    duties = (await forecast(tx, window.start, window.end, zone)).duties
    return rows(days, people, sessions, absences, duties)
