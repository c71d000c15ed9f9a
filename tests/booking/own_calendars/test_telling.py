"""A supervisor hears that their own calendar can't be read, and nobody else does."""

from datetime import timedelta

from services.booking.own_calendars import handlers
from services.booking.own_calendars.model import OwnCalendar
from services.booking.own_calendars.store import OwnCalendars
from shared.messages.booking import OwnCalendarUnread
from shared.messaging.unit_of_work import Unit
from tests.booking.calendar.diary import BEFORE
from tests.booking.conftest import Office

ADDRESS = "https://calendar.example/a-secret.ics"


async def fails(office: Office) -> list[OwnCalendarUnread]:
    """It could not be read now; what was published."""
    told: list[OwnCalendarUnread] = []

    async def note(unit: Unit) -> None:
        calendar = await known(office)
        await handlers.note_unread(unit, calendar, "unreachable")
        told[:] = [each for each in unit.said if isinstance(each, OwnCalendarUnread)]

    await office.app.run(note)
    return told


async def known(office: Office) -> OwnCalendar:
    found = await OwnCalendars(office.app.tx).find("aino")
    assert found is not None
    return found


async def test_its_owner_is_told_once_and_of_its_address_the_host_alone(office: Office) -> None:
    await office.supervisors("aino")
    await office.app.run(lambda unit: handlers.connect(unit, "aino", ADDRESS))
    assert await fails(office) == []
    office.now = BEFORE + timedelta(hours=25)
    (told,) = await fails(office)
    assert (told.supervisor.supervisor_id, told.host, told.failing_since) == ("aino", "calendar.example", BEFORE)
    assert "a-secret" not in told.model_dump_json()
    office.now = BEFORE + timedelta(days=9)
    assert await fails(office) == []
    assert (await known(office)).told_at == BEFORE + timedelta(hours=25)


async def test_who_is_inactive_is_told_nothing(office: Office) -> None:
    await office.supervisors("aino", active=False)
    await office.app.run(lambda unit: handlers.connect(unit, "aino", ADDRESS))
    assert await fails(office) == []
    office.now = BEFORE + timedelta(days=2)
    assert await fails(office) == []
