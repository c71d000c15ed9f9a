"""Everything that is known of some supervisors' time, gathered for a decision."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from services.booking.calendar.absences import BusyInterval, OtherHours
from services.booking.calendar.availability import Diary, by_owner
from services.booking.calendar.model import Venue, room_key
from services.booking.calendar.series import Ask
from services.booking.calendar.store.absences import Availability
from services.booking.calendar.timegrid import DAY
from services.booking.directory.model import Supervisor
from services.booking.directory.store.supervisors import Directory
from services.booking.own_calendars.store import OwnCalendars
from shared.messages.booking import Interval
from shared.store.mongo import Tx


class NoSuchSupervisorError(Exception):
    """An id that is no supervisor's."""


class NoSuchRoomError(Exception):
    """An id that is no room's."""


async def supervisors(tx: Tx, ids: Sequence[str]) -> list[Supervisor]:
    """These, in this order; NoSuchSupervisorError where one is unknown, or works no more."""
    known = {each.id: each for each in await Directory(tx).named(ids) if each.active}
    if set(ids) - set(known):
        raise NoSuchSupervisorError
    return [known[who] for who in ids]


async def away_soon(tx: Tx, ids: Sequence[str], window: Interval, now: datetime) -> dict[str, list[Interval]]:
    """When each is away in a window that is still to come, as `away`; what has not changed is not read again."""
    found: dict[str, list[Interval]] = {who: [] for who in ids}
    for each in await Availability(tx).coming(ids, now):
        if each.start < window.end and window.start < each.end:
            found[each.supervisor_id].append(Interval(start=each.start, end=each.end))
    connected = await OwnCalendars(tx).connected(ids)
    if connected:
        for who, slots in (await OwnCalendars(tx).busy(sorted(connected), window.start, window.end)).items():
            found[who] += slots
    return found


async def away(tx: Tx, ids: Sequence[str], window: Interval) -> list[BusyInterval]:
    """What takes their time beside sessions: absences, and what their own calendars say. It counts everywhere."""
    absences = [each.busy for each in await Availability(tx).absences(ids, window)]
    own = await OwnCalendars(tx).busy(ids, window.start, window.end)
    times = ((who, slot) for who, slots in own.items() for slot in slots)
    return [*absences, *(BusyInterval(who=who, start=at.start, end=at.end, source="calendar") for who, at in times)]


async def diaries(
    tx: Tx, people: Sequence[Supervisor], windows: Sequence[Interval], sessions: Iterable[BusyInterval], zone: ZoneInfo
) -> tuple[Diary, ...]:
    """Their diaries for these windows; `sessions` is what sessions take."""
    ids = [each.id for each in people]
    span = Interval(start=min(each.start for each in windows) - DAY, end=max(each.end for each in windows) + DAY)
    first, last = (at.astimezone(zone).date() for at in (span.start, span.end))
    other_hours = await Availability(tx).other_hours(ids, first, last)
    busy_of = by_owner([*sessions, *await away(tx, ids, span)])
    hours_of: defaultdict[str, list[OtherHours]] = defaultdict(list)
    for other in other_hours:
        hours_of[other.supervisor_id].append(other)
    return tuple(
        Diary(
            each,
            each.zone(zone),
            busy_of.get(each.id, ()),
            tuple(hours_of.get(each.id, ())),
        )
        for each in people
    )


async def asked(
    tx: Tx,
    people: Sequence[Supervisor],
    venue: Venue,
    windows: Sequence[Interval],
    sessions: Sequence[BusyInterval],
    *,
    holidays: bool,
    zone: ZoneInfo,
    now: datetime,
) -> Ask:
    """For whom times are sought, with all that speaks against some."""
    room = by_owner(sessions).get(room_key(venue.room), ()) if venue.room else ()
    return Ask(await diaries(tx, people, windows, sessions, zone), room, holidays, venue.remote, now)
