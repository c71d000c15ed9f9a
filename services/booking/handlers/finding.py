"""Find a time: calendars read, compared, the best first."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from services.booking.handlers.diaries import diaries
from services.booking.model.directory import Supervisor
from services.booking.rules.finding import Found, Search, common
from services.booking.store import Store
from shared.messages.booking import Slot


async def times(
    store: Store, people: Sequence[Supervisor], search: Search, least: int, most: int, zone: ZoneInfo, now: datetime
) -> list[Found]:
    """At most `most` times still to come at which at least `least` of these are free."""
    busy = await store.calendar.held([each.id for each in people], search.window)
    known = await diaries(store, people, [search.window], busy, zone)
    coming = Slot(start=max(search.window.start, now), end=max(search.window.end, now))
    # Many calendars take long to compare: others' requests go on meanwhile.
    return await asyncio.to_thread(common, known, replace(search, window=coming), zone, least, most)
