"""Own calendars: connected, disconnected, and what reading them found."""

import base64
import hashlib
from urllib.parse import urlsplit, urlunsplit

from cryptography.fernet import Fernet, InvalidToken

from services.booking.directory.store.supervisors import Directory
from services.booking.links import Links
from services.booking.own_calendars import busy
from services.booking.own_calendars.model import OwnCalendar, Trouble
from services.booking.own_calendars.safe_http import over_the_web
from services.booking.own_calendars.store import OwnCalendars
from shared.app.settings import Settings
from shared.messages.booking import Colleague, Interval, OwnCalendarUnread
from shared.messaging.unit_of_work import Unit
from shared.tokens import derive

LONGEST_ADDRESS = 2000


class NotAnAddressError(Exception):
    """What was typed is no address of a calendar: http, https or webcal, a host, and no name or password in it."""


def sealer(settings: Settings) -> Fernet:
    """What seals addresses: whoever has the address of a private calendar can read it."""
    key = derive(settings.service_key, "own calendar", "address")
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))


def opened(settings: Settings, calendar: OwnCalendar) -> str | None:
    """The calendar's address; None where it was sealed with a secret that the network has no more."""
    try:
        return sealer(settings).decrypt(calendar.sealed.encode()).decode()
    except InvalidToken:
        return None


def tidied(typed: str) -> str:
    """The address as it is read. Raises NotAnAddressError."""
    if len(typed) > LONGEST_ADDRESS:
        raise NotAnAddressError
    address = over_the_web(typed.strip())
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as wrong:
        raise NotAnAddressError from wrong
    readable = parts.scheme in {"http", "https"} and host and parts.username is None
    if not readable or any(letter.isspace() for letter in address):
        raise NotAnAddressError
    return urlunsplit((parts.scheme, parts.netloc, parts.path, parts.query, ""))


async def connect(unit: Unit, supervisor_id: str, typed: str) -> None:
    """Read this calendar from now on; the first time at once. Raises NotAnAddressError."""
    url = tidied(typed)
    known = await OwnCalendars(unit.tx).find(supervisor_id)
    calendar = OwnCalendar(
        supervisor_id=supervisor_id,
        revision=known.revision + 1 if known else 1,
        sealed=sealer(unit.settings).encrypt(url.encode()).decode(),
        host=urlsplit(url).hostname or "",
        next_at=unit.now,
    )
    await OwnCalendars(unit.tx).add(calendar)


async def disconnect(unit: Unit, supervisor_id: str) -> None:
    """Read it no more, and forget what it said."""
    await OwnCalendars(unit.tx).remove(supervisor_id)


async def note_read(unit: Unit, calendar: OwnCalendar, slots: list[Interval]) -> None:
    """These are the owner's busy times now. Nothing where another address was given meanwhile."""
    if await _unchanged(unit, calendar):
        await OwnCalendars(unit.tx).save(busy.was_read(calendar, unit.now))
        await OwnCalendars(unit.tx).set_busy(calendar.supervisor_id, slots)


async def note_unread(unit: Unit, calendar: OwnCalendar, trouble: Trouble, detail: str = "") -> None:
    """It could not be read: what is known of it stays, and is stale. After a day of it its owner hears so, once."""
    if not await _unchanged(unit, calendar):
        return
    unread = busy.was_not_read(calendar, trouble, unit.now, detail)
    if busy.is_to_be_told(unread, unit.now):
        unread = unread.model_copy(update={"told_at": unit.now})
        await _tell_owner(unit, unread)
    await OwnCalendars(unit.tx).save(unread)


async def _tell_owner(unit: Unit, unread: OwnCalendar) -> None:
    known = await Directory(unit.tx).named([unread.supervisor_id])
    for owner in (each for each in known if each.active):
        told = OwnCalendarUnread(
            supervisor=Colleague(supervisor_id=owner.id, name=owner.name, email=owner.email, language=owner.language),
            host=unread.host,
            failing_since=unread.failing_since or unit.now,
            page=Links.of(unit.settings).calendars(),
            noticed_at=unit.now,
        )
        unit.publish(f"own calendar {owner.id}", unread.revision, told)


async def _unchanged(unit: Unit, calendar: OwnCalendar) -> bool:
    found = await OwnCalendars(unit.tx).find(calendar.supervisor_id)
    return found is not None and found.revision == calendar.revision
