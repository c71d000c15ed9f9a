"""Everything that is known of some supervisors' time, gathered for a decision."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from services.booking.model.availability import Busy
from services.booking.model.calendar import Venue, room_key
from services.booking.model.directory import Supervisor
from services.booking.rules.availability import Diary, among
from services.booking.rules.quarters import DAY
from services.booking.rules.series import Ask
from services.booking.store import Store
from shared.messages.booking import Slot


class NoSuchSupervisorError(Exception):
    """An id that is no supervisor's."""


class NoSuchRoomError(Exception):
    """An id that is no room's."""


async def supervisors(store: Store, ids: Sequence[str]) -> list[Supervisor]:
    """These, in this order; NoSuchSupervisorError where one is unknown, or works no more."""
    known = {each.id: each for each in await store.directory.named(ids) if each.active}
    if set(ids) - set(known):
        raise NoSuchSupervisorError
    return [known[who] for who in ids]


async def taken(store: Store, ids: Sequence[str], window: Slot) -> list[Busy]:
    """All that takes these supervisors' time in a window."""
    if not ids:
        return []
    return [*await store.calendar.held(ids, window), *await away(store, ids, window)]


async def away(store: Store, ids: Sequence[str], window: Slot) -> list[Busy]:
    """What takes their time beside sessions: absences, and what their own calendars say. It counts everywhere."""
    absences = [each.busy for each in await store.availability.absences(ids, window)]
    own = await store.own_calendars.busy(ids, window.start, window.end)
    times = ((who, slot) for who, slots in own.items() for slot in slots)
    return [*absences, *(Busy(who=who, start=at.start, end=at.end, source="calendar") for who, at in times)]


async def diaries(
    store: Store, people: Sequence[Supervisor], windows: Sequence[Slot], sessions: Iterable[Busy], zone: ZoneInfo
) -> tuple[Diary, ...]:
    """Their diaries for these windows; `sessions` is what sessions take."""
    ids = [each.id for each in people]
    span = Slot(start=min(each.start for each in windows) - DAY, end=max(each.end for each in windows) + DAY)
    first, last = (at.astimezone(zone).date() for at in (span.start, span.end))
    other_hours = await store.availability.other_hours(ids, first, last)
    busy = [*sessions, *await away(store, ids, span)]
    return tuple(
        Diary(
            each,
            each.zone(zone),
            among(busy, each.id),
            tuple(other for other in other_hours if other.supervisor_id == each.id),
        )
        for each in people
    )


async def asked(
    store: Store,
    people: Sequence[Supervisor],
    venue: Venue,
    windows: Sequence[Slot],
    sessions: Sequence[Busy],
    *,
    holidays: bool,
    zone: ZoneInfo,
    now: datetime,
) -> Ask:
    """For whom times are sought, with all that speaks against some."""
    room = among(sessions, room_key(venue.room)) if venue.room else ()
    return Ask(await diaries(store, people, windows, sessions, zone), room, holidays, venue.remote, now)
