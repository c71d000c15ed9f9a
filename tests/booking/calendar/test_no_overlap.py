"""Whatever happens, two sessions of one supervisor or room never overlap; whatever could be had, can be."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.booking.calendar.absences import BusyInterval
from services.booking.calendar.handlers import sessions
from services.booking.calendar.handlers.sessions import Plan
from services.booking.calendar.model import Room, Session, SessionState, Venue, room_key
from services.booking.calendar.series import DoesNotFitError, Rhythm
from services.booking.calendar.sessions import NotPossibleError
from services.booking.calendar.store.sessions import Calendar
from services.booking.directory.model import Travel
from shared.messages.booking import Interval
from tests.booking.calendar.diary import DAY, MONDAY, QUARTER, diary, fits_slowly, wall
from tests.booking.conftest import Office

PEOPLE = ("aino", "mikael", "sari")
ROOMS = (None, "kallio")
TRAVEL: Any = {"travel_before": 15, "travel_after": 30}
EVER = Interval(start=wall(MONDAY - 30 * DAY, 0), end=wall(MONDAY + 60 * DAY, 0))


@dataclass(frozen=True)
class Step:
    """Something somebody does: `pick` says to which of the sessions there are."""

    what: str
    who: tuple[str, ...]
    room: str | None
    day: int
    quarter: int
    quarters: int
    count: int
    pick: int
    scope: Any

    @property
    def start(self) -> Any:
        return wall(MONDAY + self.day * DAY, 8) + self.quarter * QUARTER


steps = st.builds(
    Step,
    what=st.sampled_from(("place", "place", "place", "move", "move", "cancel")),
    who=st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=2, unique=True).map(tuple),
    room=st.sampled_from(ROOMS),
    day=st.integers(0, 3),
    quarter=st.integers(0, 12),
    quarters=st.integers(2, 8),
    count=st.integers(1, 3),
    pick=st.integers(0, 50),
    scope=st.sampled_from(("one", "following")),
)


def all_holds(kept: list[Session]) -> list[tuple[str, BusyInterval]]:
    return [(each.id, hold) for each in kept for hold in each.holds]


def no_two_overlap(kept: list[Session]) -> bool:
    return not any(
        one.who == other.who and one.start < other.end and other.start < one.end
        for (first, one), (second, other) in combinations(all_holds(kept), 2)
        if first != second
    )


def could_be(wished: list[Session], kept: list[Session]) -> bool:
    """Whether all of these could stand, told the slow and obvious way."""
    moving = {each.id for each in wished}
    others = [hold for each, hold in all_holds(kept) if each not in moving]
    for each in wished:
        slot = Interval(start=each.start, end=each.end)
        for who in each.supervisors:
            known = diary(who, *(hold for hold in others if hold.who == who), **TRAVEL)
            if not fits_slowly(known, slot, holidays=False, remote=False):
                return False
        room = room_key(each.venue.room or "")
        if any(hold.who == room and hold.start < slot.end and slot.start < hold.end for hold in others):
            return False
    return no_two_overlap(wished)


def plan(step: Step) -> Plan:
    at = wall(MONDAY, 8) + step.quarter * QUARTER
    rhythm = Rhythm(
        MONDAY + step.day * DAY,
        at.astimezone(diary("aino").zone).time(),
        step.quarters * QUARTER,
        step.count,
    )
    venue = Venue(room=step.room) if step.room else Venue(address="Keskuskatu 4, Lieto")
    return Plan(organisation="Kallion koulu", supervisors=step.who, rhythm=rhythm, venue=venue)


def wishes(step: Step) -> list[Session]:
    """The sessions as they would be placed."""
    travel = tuple(Travel(supervisor_id=who, before=15, after=30) for who in step.who)
    starts = [step.start + n * timedelta(weeks=1) for n in range(step.count)]
    return [
        Session(
            id=f"wish{n}",
            organisation="Kallion koulu",
            start=start,
            end=start + step.quarters * QUARTER,
            supervisors=step.who,
            travel=travel,
            venue=Venue(room=step.room),
        )
        for n, start in enumerate(starts)
    ]


async def take(office: Office, step: Step) -> None:
    """Do it, and see that it was done exactly where it could be."""
    kept = list((await Calendar(office.app.tx).page(EVER, "", 1_000)).rows)
    if step.what == "place":
        wished = wishes(step)
        assert could_be(wished, kept) == await done(office, lambda unit: sessions.place(unit, plan(step)))
    elif kept:
        chosen = kept[step.pick % len(kept)]
        if step.what == "cancel":
            assert await done(office, lambda unit: sessions.cancel(unit, chosen.id, step.scope))
        else:
            await done(
                office, lambda unit: sessions.reschedule(unit, chosen.id, step.start, step.scope, holidays=False)
            )


async def done(office: Office, decide: Any) -> bool:
    try:
        await office.app.run(decide)
    except (DoesNotFitError, NotPossibleError):
        return False
    return True


@pytest.fixture
async def people(office: Office) -> Office:
    await office.supervisors(*PEOPLE, **TRAVEL)
    await Calendar(office.app.tx).save_room(Room(id="kallio", name="Kallio", place="Helsinki", seats=10))
    return office


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(steps, min_size=3, max_size=14))
async def test_whatever_happens_nobody_is_booked_twice_and_ids_are_for_life(people: Office, deeds: list[Step]) -> None:
    await people.database["sessions"].delete_many({})
    ids: set[str] = set()
    for step in deeds:
        await take(people, step)
        kept = list((await Calendar(people.app.tx).page(EVER, "", 1_000)).rows)
        assert no_two_overlap(kept)
        everything = {each["_id"]: each["state"] async for each in people.database["sessions"].find({})}
        assert ids <= set(everything)
        ids = set(everything)
        cancelled = {each for each, state in everything.items() if state == SessionState.CANCELLED.value}
        assert {each.id for each in kept} == ids - cancelled
