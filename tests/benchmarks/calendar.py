"""What the calendar costs as it fills: a series placed in an empty and in a full one, and a time found for many."""

import datetime as dt
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, islice
from typing import Any

from services.booking.calendar.availability import Diary
from services.booking.calendar.availability_loader import diaries
from services.booking.calendar.find_time import Search, common
from services.booking.calendar.handlers import sessions
from services.booking.calendar.handlers.sessions import Plan
from services.booking.calendar.model import Session, Venue
from services.booking.calendar.series import Rhythm
from services.booking.calendar.store.sessions import Calendar
from services.booking.directory.model import Supervisor
from services.booking.directory.store.supervisors import Directory
from services.booking.service import SERVICE
from shared.messages.booking import Interval
from shared.store.mongo import Client, Database, Tx, transaction
from tests.booking.build import HELSINKI
from tests.booking.calendar.diary import BEFORE, DAY, HOUR, MONDAY, busy, diary, wall

WEEKS = 20
SMALL, USUAL, LARGE = 500, 1_000, 5_000  # sessions a week
PEOPLE = 1_000
BATCH = 2_000
REPEATS = 15
ASKED = 200
COMPARED = (10, 100, 1_000, 10_000)
WINDOW = Interval(start=wall(MONDAY, 0), end=wall(MONDAY + timedelta(weeks=8), 0))


@dataclass
class Work:
    """As much of a unit of work as placing needs; nothing is announced."""

    tx: Tx
    now: Any = BEFORE
    settings: Any = None

    def __post_init__(self) -> None:
        self.settings = type("Settings", (), {"zone": HELSINKI})
        self._ids = (f"new{n}" for n in count())

    def new_id(self) -> str:
        return next(self._ids)

    def announce(self, *_: Any) -> None:
        """To nobody."""


async def fill(database: Database, weeks: int, a_week: int) -> Tx:
    """A calendar with so many sessions each week, and two supervisors in it who are free."""
    await SERVICE.prepare(database)
    tx = Tx(database)
    people = [f"s{n:04}" for n in range(PEOPLE)]
    await Directory(tx).save([_supervisor(who) for who in ("aino", "mikael", *people[:ASKED])])
    booked = _sessions(people, weeks, a_week)
    while batch := list(islice(booked, BATCH)):
        await Calendar(tx).add(*batch)
    return tx


async def placing(client: Client, database: Database) -> float:
    """The median milliseconds to place a series of twenty for two, in one transaction; each is taken away again."""
    rhythm = Rhythm(MONDAY, dt.time(10), timedelta(minutes=90), WEEKS)
    plan = Plan("Kallion koulu", ("aino", "mikael"), rhythm, Venue(address="Keskuskatu 4, Lieto"), holidays=True)

    async def place(tx: Tx) -> list[Session]:
        return await sessions.place(Work(tx), plan)  # type: ignore[arg-type]  # all of a unit that it needs

    async def once() -> None:
        placed = await transaction(client, database, place)
        assert len(placed) == WEEKS  # else the figure means nothing

    async def again() -> None:
        await database["sessions"].delete_many({"supervisors": "aino"})

    return await _median(once, again)


async def finding_in(tx: Tx) -> float:
    """The median milliseconds to read the calendars of two hundred over eight weeks and to find times for them."""
    people = await Directory(tx).named([f"s{n:04}" for n in range(ASKED)])

    async def once() -> None:
        taken = await Calendar(tx).held([each.id for each in people], WINDOW)
        known = await diaries(tx, people, [WINDOW], taken, HELSINKI)
        assert common(known, Search(WINDOW, HOUR), HELSINKI, 1, 20)

    return await _median(once, _nothing)


async def comparing(size: int) -> float:
    """The median milliseconds to compare so many calendars over eight weeks, once they are read."""
    known = [_full_diary(f"s{n:05}", n) for n in range(size)]

    async def once() -> None:
        assert common(known, Search(WINDOW, HOUR), HELSINKI, 1, 20)

    return await _median(once, _nothing, 3)


async def _median(
    once: Callable[[], Awaitable[None]], again: Callable[[], Awaitable[None]], repeats: int = REPEATS
) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        await once()
        times.append((time.perf_counter() - began) * 1000)
        await again()
    return statistics.median(times)


async def _nothing() -> None:
    pass


def _supervisor(who: str) -> Supervisor:
    return Supervisor(id=who, name=who, email=f"{who}@verkosto.example")


def _sessions(people: list[str], weeks: int, a_week: int) -> Iterator[Session]:
    """Each supervisor has a session on every weekday, at hours that differ."""
    for n in range(weeks * a_week):
        week, nth = divmod(n, a_week)
        who = people[nth % PEOPLE]
        start = wall(MONDAY + week * timedelta(weeks=1) + (nth // PEOPLE) * DAY, 8 + nth % 6)
        yield Session(
            id=f"full{n}",
            organisation="Tays",
            start=start,
            end=start + timedelta(minutes=90),
            supervisors=(who,),
        )


def _full_diary(who: str, n: int) -> Diary:
    days = (MONDAY + timedelta(weeks=week, days=day) for week in range(8) for day in range(5))
    return diary(who, *(busy(who, day, 8 + (n + k) % 6) for k, day in enumerate(days)))
