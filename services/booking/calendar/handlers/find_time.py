"""Find a time: calendars read, compared, the best first."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from services.booking.calendar.availability_loader import diaries
from services.booking.calendar.find_time import Found, Search, common
from services.booking.calendar.store.sessions import Calendar
from services.booking.directory.model import Supervisor
from shared.messages.booking import Interval
from shared.store.mongo import Tx


async def compared(
    tx: Tx, people: Sequence[Supervisor], search: Search, least: int, most: int, zone: ZoneInfo, now: datetime
) -> Callable[[], list[Found]]:
    """What finds, once it is called, at most `most` times still to come at which at least `least` of these are free.

    Their calendars are read here; to compare many takes long, and is done aside.
    """
    busy = await Calendar(tx).held([each.id for each in people], search.window)
    known = await diaries(tx, people, [search.window], busy, zone)
    coming = Interval(start=max(search.window.start, now), end=max(search.window.end, now))
    return partial(common, known, replace(search, window=coming), zone, least, most)
