"""Who can't come is never named as on duty, by anybody; the gap that arises is told at once."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.calendar.handlers import absences as availability
from services.booking.calendar.store.absences import Availability
from services.booking.debriefing.handlers import cases
from services.booking.debriefing.store import Cases
from services.booking.directory.handlers import supervisors
from services.booking.intervals import without
from services.booking.own_calendars.store import OwnCalendars
from services.booking.roster import coverage
from services.booking.roster.handlers import shifts
from services.booking.roster.model import Duty, OnCall
from services.booking.roster.store import PublishedShifts, Roster
from shared.messages.booking import Interval
from tests.booking.build import HELSINKI, need, supervisor
from tests.booking.calendar.diary import DAY, HOUR, MONDAY, wall
from tests.booking.conftest import Office

ROTATION = {
    "name": "First in line",
    "supervisors": ["aino", "mikael"],
    "starts": MONDAY.isoformat(),
    "hour": "08:00",
    "days": 1,
}
NOW = wall(MONDAY, 9)


@pytest.fixture
async def on_call(office: Office) -> Office:
    """Monday at nine; Aino and Mikael take turns of a day, Aino first. Sari is nobody's turn."""
    office.now = NOW
    await office.supervisors("aino", "mikael", "sari")
    assert (await office.put("/roster/rotations/first", ROTATION)).status_code == 200
    return office


async def named(office: Office, at: datetime) -> list[set[str]]:
    """Who is on duty at an instant: as the API, the forecast, the feed and routing say."""
    said = (await office.get("/roster/on-duty", at=at.isoformat())).json()
    forecast = (await office.get("/roster/forecast")).json()["duties"]
    entries = await PublishedShifts(office.app.tx).entries(office.now)
    fed = {e.supervisor_id for e in entries if not e.cancelled and e.since <= at < e.until}
    routed = await shifts.on_duty(office.app.tx, at, HELSINKI)
    return [
        {each["supervisor"] for each in said},
        {
            d["supervisor"]
            for d in forecast
            if datetime.fromisoformat(d["from"]) <= at < datetime.fromisoformat(d["to"])
        },
        fed,
        {each.supervisor_id for each in routed},
    ]


async def everybody_says(office: Office, at: datetime, *who: str) -> None:
    assert await named(office, at) == [set(who)] * 4


async def change(office: Office, what: Callable[[Any], Awaitable[Any]]) -> list[Interval]:
    """Do it, and give the gaps that the very same change leaves to be told."""
    gaps: list[Interval] = []

    async def noting(unit: Any) -> None:
        await what(unit)
        for row in unit.rows:
            for message in row.messages:
                if message.envelope.type == "booking.duty_gap_foreseen":
                    gaps.extend(Interval.model_validate(each) for each in json.loads(message.body)["gaps"])

    await office.app.run(noting)
    return gaps


async def test_who_is_made_inactive_is_on_duty_for_nobody_and_the_gap_is_told_in_the_same_change(
    on_call: Office,
) -> None:
    await everybody_says(on_call, NOW + HOUR, "aino")
    gaps = await change(on_call, lambda unit: supervisors.set_active(unit, "aino", "ulla", active=False))
    await everybody_says(on_call, NOW + HOUR)
    await everybody_says(on_call, NOW + DAY, "mikael")
    assert Interval(start=NOW, end=wall(MONDAY + DAY, 8)) in gaps
    assert len(gaps) > 20  # every other day of the eight weeks, those beyond the usual notice too
    again = await change(on_call, lambda unit: supervisors.set_active(unit, "aino", "ulla", active=True))
    assert again == []
    await everybody_says(on_call, NOW + HOUR, "aino")


async def test_who_is_away_is_not_on_duty_while_they_are(on_call: Office) -> None:
    away = wall(MONDAY + 20 * DAY, 12), wall(MONDAY + 20 * DAY, 18)
    gaps = await change(on_call, lambda unit: availability.note_absence(unit, "aino", *away, "ill"))
    assert gaps == [Interval(start=away[0], end=away[1])]
    await everybody_says(on_call, away[0] - HOUR, "aino")
    await everybody_says(on_call, away[0])
    await everybody_says(on_call, away[1], "aino")
    (known,) = await Availability(on_call.app.tx).absences(["aino"], Interval(start=away[0], end=away[1]))
    assert await change(on_call, lambda unit: availability.end_absence(unit, known)) == []
    await everybody_says(on_call, away[0], "aino")


async def test_whoever_s_absence_leaves_somebody_first_in_line_leaves_no_gap(on_call: Office) -> None:
    await on_call.put("/roster/rotations/second", {**ROTATION, "supervisors": ["sari"], "days": 7})
    assert await change(on_call, lambda unit: availability.note_absence(unit, "aino", NOW, NOW + DAY, "ill")) == []
    await everybody_says(on_call, NOW + HOUR, "sari")


async def test_an_absence_of_somebody_who_has_no_turns_touches_the_roster_not_at_all(on_call: Office) -> None:
    before = (await Roster(on_call.app.tx).plan()).revision
    await change(on_call, lambda unit: availability.note_absence(unit, "sari", NOW, NOW + DAY, "leave"))
    assert (await Roster(on_call.app.tx).plan()).revision == before


async def test_only_who_is_trained_is_cover(on_call: Office) -> None:
    untrained = supervisor("aino", competences=("rescue",))
    gaps = await change(on_call, lambda unit: supervisors.change_supervisor(unit, untrained, "ulla"))
    assert Interval(start=NOW, end=wall(MONDAY + DAY, 8)) in gaps
    await everybody_says(on_call, NOW + HOUR)
    duty = {"supervisor": "aino", "from": NOW.isoformat(), "to": (NOW + DAY).isoformat()}
    assert (await on_call.post("/duties", duty)).status_code == 201
    await everybody_says(on_call, NOW + HOUR)


async def test_a_batch_of_the_api_is_looked_at_as_a_single_change_is(on_call: Office) -> None:
    untrained = supervisor("aino", competences=())
    gaps = await change(on_call, lambda unit: supervisors.replace(unit, [untrained], "ulla"))
    assert gaps
    await everybody_says(on_call, NOW + HOUR)


async def test_an_own_calendar_takes_nobody_off_duty(on_call: Office) -> None:
    await OwnCalendars(on_call.app.tx).set_busy("aino", [Interval(start=NOW, end=NOW + DAY)])
    await everybody_says(on_call, NOW + HOUR, "aino")


async def test_routing_asks_first_who_can_come(on_call: Office) -> None:
    on_call.now = NOW
    await on_call.post("/absences", {"supervisor": "aino", "from": NOW.isoformat(), "to": (NOW + HOUR).isoformat()})
    await on_call.app.run(lambda unit: cases.find_debriefer(need(requested_at=NOW), unit))
    case = await Cases(on_call.app.tx).find("case")
    assert case is not None
    considered = await Cases(on_call.app.tx).considered("case")
    assert not any(each.on_duty for each in considered)


async def test_what_is_absent_on_both_sides_of_a_swap_is_told_to_the_asker(on_call: Office) -> None:
    day = {"from": wall(MONDAY + 2 * DAY, 8).isoformat(), "to": wall(MONDAY + 3 * DAY, 8).isoformat()}
    await on_call.post("/absences", {"supervisor": "aino", **day})
    swap = {"asker": "aino", "asked": "sari", "given": day}
    assert (await on_call.post("/swaps", swap)).status_code == 201  # who is ill gives their turn away
    await on_call.post("/absences", {"supervisor": "sari", **day})
    assert (await on_call.post("/swaps", swap)).status_code == 409


slots = st.builds(
    lambda a, n: Interval(start=NOW + a * HOUR, end=NOW + (a + n) * HOUR), st.integers(0, 40), st.integers(1, 20)
)


@given(slots, st.lists(slots, max_size=5))
def test_what_is_left_of_a_time_is_what_no_other_takes(slot: Interval, taken: list[Interval]) -> None:
    left = without(slot, taken)
    for n in range(62):
        at = NOW + n * HOUR
        inside = slot.start <= at < slot.end and not any(each.start <= at < each.end for each in taken)
        assert sum(each.start <= at < each.end for each in left) == inside


@given(
    st.lists(st.tuples(st.sampled_from("abc"), slots), max_size=6), st.lists(st.tuples(st.sampled_from("abc"), slots))
)
def test_the_forecast_and_the_instant_say_the_same(
    turns: list[tuple[str, Interval]], absences: list[tuple[str, Interval]]
) -> None:
    people = {"a": supervisor("a"), "b": supervisor("b", active=False), "c": supervisor("c")}
    absent: dict[str, list[Interval]] = {}
    for who, slot in absences:
        absent.setdefault(who, []).append(slot)
    duties = [Duty(supervisor_id=who, since=slot.start, until=slot.end) for who, slot in turns]
    found = coverage.covering(duties, people, absent)
    for n in range(62):
        at = NOW + n * HOUR
        standing = {OnCall(duty.supervisor_id) for duty in duties if duty.since <= at < duty.until}
        there = {each.supervisor_id for each in coverage.there(standing, people, absent, at)}
        assert there == {duty.supervisor_id for duty in found if duty.since <= at < duty.until}


@given(st.lists(slots, max_size=5), st.lists(slots, max_size=5), st.integers(0, 60))
def test_only_what_was_no_gap_before_has_arisen(gaps: list[Interval], known: list[Interval], hours: int) -> None:
    until: Any = NOW + timedelta(hours=hours)
    found = coverage.arisen(gaps, known, until)
    for n in range(62):
        at = NOW + n * HOUR
        new = at < until and any(g.start <= at < g.end for g in gaps) and not any(k.start <= at < k.end for k in known)
        assert any(each.start <= at < each.end for each in found) == new
