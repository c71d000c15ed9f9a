"""One instant, however it is spelt, is one value: in messages, in claims, in every answer that fixes a time."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from services.booking.calendar.model import Session
from services.booking.debriefing import leading
from services.booking.debriefing.handlers import cases
from services.booking.debriefing.lifecycle import opened
from services.booking.debriefing.store import Cases
from services.booking.directory.model import Travel
from services.booking.links import Links
from shared.messages.base import Instant
from shared.messages.contracts import Window
from tests.booking.build import LINKS, NETWORK, NOW, asked, need
from tests.booking.calendar.diary import MONDAY, wall
from tests.booking.conftest import Office

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
QUARTER = timedelta(minutes=15)
START = datetime(2026, 12, 2, 9, tzinfo=UTC)
READ = TypeAdapter(Instant)


@given(OFFSETS)
def test_an_instant_is_in_utc_from_the_field_on(offset: timezone) -> None:
    spelt = START.astimezone(offset)
    for given_as in (spelt, spelt.isoformat()):
        read = READ.validate_python(given_as)
        assert (read, read.utcoffset(), read.isoformat()) == (START, timedelta(0), START.isoformat())


@pytest.mark.parametrize("beyond", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_beyond_the_calendars_ends_is_refused_as_any_wrong_value(beyond: str) -> None:
    with pytest.raises(ValidationError):
        READ.validate_python(beyond)


def session(start: datetime, end: datetime) -> Session:
    """Made as rules make it: `model_copy` checks nothing."""
    plain = Session(
        id="s",
        organisation="Liedon koulu",
        start=START,
        end=START + QUARTER,
        supervisors=("aino",),
        travel=(Travel(supervisor_id="aino", before=15, after=30),),
    )
    return plain.model_copy(update={"start": start, "end": end})


@given(OFFSETS, OFFSETS, st.integers(0, 10**6), st.integers(1, 4 * 60))
def test_the_claims_of_equal_times_are_equal_whatever_their_offsets(
    one: timezone, other: timezone, after: int, minutes: int
) -> None:
    start = START + timedelta(minutes=after)
    end = start + timedelta(minutes=minutes)
    plain = session(start, end).claims
    assert session(start.astimezone(one), end.astimezone(other)).claims == plain
    assert len(plain) == len(set(plain))


def test_a_session_that_begins_within_a_quarter_claims_all_of_it() -> None:
    within = session(START + timedelta(minutes=7, seconds=5, microseconds=3), START + timedelta(minutes=16))
    assert within.claims == [
        f"aino@20261202T{clock}" for clock in ("0845", "0900", "0915", "0930", "0945")
    ]  # with the way there and back


@given(OFFSETS)
def test_the_time_taken_is_the_one_offered_and_not_as_it_was_sent(offset: timezone) -> None:
    case = asked(opened(need(leaders=1)), "aino").case
    offered = case.offers[0].slots[0]
    step = leading.accepted(case, case.offers[0], offered.astimezone(offset), NETWORK, LINKS, "s", NOW)
    assert step.session is not None
    assert step.session.start.isoformat() == offered.isoformat()
    assert step.case.slot is not None
    assert step.case.slot.start.isoformat() == offered.isoformat()


# Something that somebody does to Aino's and Mikael's time, over HTTP: which way, from which quarter, spelt how.
WAYS = ("offer", "offer form", "assign", "assign form", "session", "series", "instead", "move", "absence", "withdraw")
deeds = st.lists(
    st.tuples(st.sampled_from(WAYS), st.sampled_from(("aino", "mikael")), st.integers(0, 3), OFFSETS),
    min_size=4,
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=deeds)
async def test_whichever_way_and_however_spelt_nobody_is_booked_twice(
    office: Office, deeds: list[tuple[str, str, int, timezone]]
) -> None:
    for collection in ("sessions", "cases", "absences", "supervisors"):
        await office.database[collection].delete_many({})
    office.now = wall(MONDAY - timedelta(days=1), 8)
    await office.supervisors("aino", "mikael", regions=("02",))
    for way, who, quarter, offset in deeds:
        start = (wall(MONDAY, 9) + quarter * QUARTER).astimezone(offset)
        answer = await do(office, way, who, start)
        assert answer is None or answer.status_code in {200, 201, 303, 409, 410, 422}, answer.text
        kept = [each async for each in office.database["sessions"].find({"state": {"$ne": "cancelled"}})]
        for first, second in combinations(kept, 2):
            if set(first["supervisors"]) & set(second["supervisors"]):
                assert first["end"] <= second["start"] or second["end"] <= first["start"], (way, first, second)


async def do(office: Office, way: str, who: str, start: datetime) -> Any:
    """One of the ways; None where there is nothing to do it with."""
    if way in ("offer", "offer form", "assign", "assign form", "withdraw"):
        return await with_a_case(office, way, who, start, uuid4().hex)
    spelt = start.isoformat()
    if way == "absence":
        return await office.post(
            "/absences", {"supervisor": who, "from": spelt, "to": f"{start + QUARTER:%Y-%m-%dT%H:%M:%S%z}"}
        )
    plan = {
        "organisation": "Kallion koulu",
        "supervisors": [who],
        "first": MONDAY.isoformat(),
        "at": "10:00",
        "minutes": 60,
        "place": {"address": "Porthaninkatu 2, Helsinki"},
    }
    if way == "series":
        return await office.post("/sessions", plan | {"series": {"every_weeks": 1, "count": 2}})
    if way == "instead":
        return await office.post("/sessions", plan | {"instead": {MONDAY.isoformat(): spelt}})
    if way == "session":
        return await office.post("/sessions", plan)
    planned = await office.database["sessions"].find_one(
        {"supervisors": who, "debriefing_id": None, "state": "planned"}
    )
    return planned and await office.post(f"/sessions/{planned['_id']}/move", {"start": spelt})


async def with_a_case(office: Office, way: str, who: str, start: datetime, case_id: str) -> Any:
    """A new case for whoever is free at this hour, answered or given by hand; or the last one withdrawn."""
    if way == "withdraw":
        case = await office.database["cases"].find_one({"state": {"$ne": "withdrawn"}})
        return case and await office.post(f"/cases/{case['_id']}/withdraw", {})
    begins = start.astimezone(UTC)
    wanted = need(
        debriefing_id=case_id,
        leaders=1,
        window=Window(opens=begins - timedelta(hours=1), closes=begins + timedelta(hours=5)),
        requested_at=office.now,
    )
    await office.app.run(lambda unit: cases.find_debriefer(wanted, unit))
    if way.startswith("assign"):
        if way == "assign":
            return await office.post(f"/cases/{case_id}/assign", {"supervisor": who, "slot": start.isoformat()})
        async with office.browser() as desk:
            form = {"supervisor": who, "slot": start.isoformat()}
            return await desk.post(f"/booking/desk/cases/{case_id}/assign", data=form)
    asked_case = await Cases(office.app.tx).find(case_id)
    assert asked_case is not None
    offer = next((each for each in asked_case.offers if each.supervisor_id == who), None)
    if offer is None:
        return None
    path = Links.of(office.app.settings).answer(offer.id).split("/booking/", 1)[1]
    chosen = min(offer.slots, key=lambda at: abs(at - start)).astimezone(start.tzinfo)
    sent: dict[str, Any] = {"answer": "accept", "slot": chosen.isoformat()}
    how: dict[str, Any] = {"json": sent} if way == "offer" else {"data": sent}
    return await office.http.post(f"/booking/{path}", **how)


def test_another_kind_of_instant_is_refused_by_the_lint(tmp_path: Path) -> None:
    """The lint's canary: a field of pydantic's own kind would bring two spellings back."""
    root = Path(__file__).parents[3]
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        '"""A module."""\n\nfrom pydantic import AwareDatetime\n\nMoment = AwareDatetime\n', encoding="utf-8"
    )
    ruff = Path(sys.executable).with_name("ruff")
    found = subprocess.run(  # noqa: S603  # our own tool
        [ruff, "check", "--no-cache", "--config", root / "pyproject.toml", wrong],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode != 0
    assert "TID251" in found.stdout
