"""Beside the service: own calendars are read again when they are due, a few at a time, by one replica each."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import structlog

from services.booking.directory.store.supervisors import Directory
from services.booking.own_calendars import handlers, safe_http
from services.booking.own_calendars.busy import NotACalendarError, TooMuchError, span
from services.booking.own_calendars.ical_sandbox import expanded
from services.booking.own_calendars.model import OwnCalendar
from services.booking.own_calendars.safe_http import UnreadError
from services.booking.own_calendars.store import OwnCalendars
from services.booking.settings import BookingSettings
from shared.app.service import App
from shared.app.supervision import side_by_side
from shared.messages.booking import Interval

LOOK_EVERY = 1.0
AT_ONCE = 4
# Longer than reading one may take: a replica that died with it is waited for no longer.
LEASE = timedelta(minutes=3)
log = structlog.get_logger()


@contextlib.asynccontextmanager
async def refreshing(app: App) -> AsyncIterator[None]:
    """Read own calendars while the service runs."""
    async with app.tasks.kept("own calendars", lambda: _keep_reading(app)):
        yield


async def refresh(app: App) -> int:
    """Read what is due now; how many were read or tried."""
    due = await OwnCalendars(app.tx).due(app.store_time(), AT_ONCE)
    mine = [each for each in due if await OwnCalendars(app.tx).claim(each, app.store_time() + LEASE)]
    await side_by_side(*(_read(each, app) for each in mine))
    return len(mine)


async def _keep_reading(app: App) -> None:
    while True:
        try:
            done = await refresh(app)
        except Exception as failure:  # noqa: BLE001  # whatever it is, they are read again later
            log.warning("reading own calendars failed", why=type(failure).__name__)
            done = 0
        if done < AT_ONCE:
            await asyncio.sleep(LOOK_EVERY)


async def _read(calendar: OwnCalendar, app: App) -> None:
    try:
        slots = await _busy(calendar, app)
    except UnreadError as failure:
        unread = failure
        log.info("an own calendar could not be read", supervisor=calendar.supervisor_id, why=unread.trouble)
        await app.run(lambda unit: handlers.note_unread(unit, calendar, unread.trouble, unread.detail))
    else:
        await app.run(lambda unit: handlers.note_read(unit, calendar, slots))


async def _busy(calendar: OwnCalendar, app: App) -> list[Interval]:
    settings = app.settings
    url = handlers.opened(settings, calendar)
    if url is None:
        raise UnreadError("address")
    host = urlsplit(settings.public_url).hostname or "localhost"
    start, end = span(app.clock())
    content = await safe_http.fetch(url, private=BookingSettings.of(settings).own_calendars_private)
    try:
        return await expanded(content, start, end, await _zone(calendar, app), host)
    except NotACalendarError as why:
        raise UnreadError(why.trouble, why.detail) from why
    except TooMuchError as why:
        raise UnreadError("too_much") from why


async def _zone(calendar: OwnCalendar, app: App) -> ZoneInfo:
    """The owner's own zone, for days and hours that name none."""
    found = await Directory(app.tx).named([calendar.supervisor_id])
    return found[0].zone(app.settings.zone) if found else app.settings.zone
