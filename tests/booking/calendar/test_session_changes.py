"""What is said of sessions goes out in order from the first; unchanged is unchanged; what has begun is only marked."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.booking.calendar.handlers import sessions
from services.booking.calendar.handlers.sessions import Plan
from services.booking.calendar.model import Session, Venue
from services.booking.calendar.series import Rhythm
from services.booking.calendar.store.sessions import Calendar
from services.booking.debriefing.handlers import cases, offers
from services.booking.debriefing.store import Cases
from services.booking.links import Links
from shared.messaging.rows import OutboxRow
from shared.messaging.unit_of_work import Unit
from tests.booking.build import HELSINKI, need
from tests.booking.calendar.diary import DAY, MONDAY, wall
from tests.booking.calendar.test_sessions_api import at, placed, plan, series
from tests.booking.conftest import Office

WEEK = timedelta(weeks=1)


def planned(count: int = 1) -> Plan:
    rhythm = Rhythm(MONDAY, wall(MONDAY, 10).astimezone(HELSINKI).time(), timedelta(minutes=90), count)
    return Plan("Kallion koulu", ("aino",), rhythm, Venue(address="Porthaninkatu 2, Helsinki"))


async def said(office: Office, decide: Callable[[Unit], Awaitable[Any]]) -> tuple[Any, list[OutboxRow]]:
    """What follows, and the rows that the change leaves to be sent."""
    rows: list[OutboxRow] = []

    async def noting(unit: Unit) -> Any:
        result = await decide(unit)
        rows[:] = unit.rows
        return result

    return await office.app.run(noting), rows


def kinds(rows: list[OutboxRow]) -> list[str]:
    return [message.envelope.type for row in rows for message in row.messages]


async def test_all_that_is_said_of_a_session_is_of_one_aggregate_from_one_on(office: Office) -> None:
    await office.supervisors("aino")
    (session,), first = await said(office, lambda unit: sessions.place(unit, planned()))
    _, second = await said(
        office, lambda unit: sessions.reschedule(unit, session.id, wall(MONDAY, 13), "one", holidays=False)
    )
    _, third = await said(office, lambda unit: sessions.cancel(unit, session.id, "one"))
    rows = [*first, *second, *third]
    assert [(row.aggregate, row.seq) for row in rows] == [(session.id, n) for n in (1, 2, 3)]


async def test_all_that_is_said_of_a_series_and_of_each_of_its_sessions_is_of_one_aggregate(office: Office) -> None:
    await office.supervisors("aino")
    found, first = await said(office, lambda unit: sessions.place(unit, planned(4)))
    _, second = await said(
        office, lambda unit: sessions.reschedule(unit, found[2].id, wall(MONDAY + 2 * WEEK, 13), "one", holidays=False)
    )
    _, third = await said(office, lambda unit: sessions.cancel(unit, found[1].id, "following"))
    office.now = wall(MONDAY, 12)
    _, fourth = await said(office, lambda unit: sessions.mark_held(unit, found[0].id, []))
    rows = [*first, *second, *third, *fourth]
    assert [(row.aggregate, row.seq) for row in rows] == [(found[0].series_id, n) for n in (1, 2, 3, 4)]
    assert [len(row.messages) for row in rows] == [1, 1, 3, 1]


async def test_what_is_said_of_a_debriefing_s_session_follows_what_its_case_has_said(office: Office) -> None:
    office.now = wall(MONDAY, 8)
    await office.supervisors("aino")
    wanted = need(leaders=1, requested_at=office.now)
    await office.app.run(lambda unit: cases.find_debriefer(wanted, unit))
    case = await Cases(office.app.tx).find("case")
    assert case is not None
    token = Links.of(office.app.settings).answer(case.offers[0].id).rsplit("/", 1)[1]
    start = case.offers[0].slots[0]
    _, confirmed = await said(office, lambda unit: offers.accept_offer(unit, token, start))
    case = await Cases(office.app.tx).find("case")
    assert case is not None
    office.now = start + timedelta(hours=3)
    _, held = await said(office, lambda unit: sessions.mark_held(unit, case.session_id or "", []))
    assert confirmed[0].aggregate == held[0].aggregate == "case"
    assert held[0].seq > confirmed[0].seq


async def test_moving_to_the_same_time_changes_nothing_and_says_nothing(office: Office) -> None:
    await office.supervisors("aino")
    (session,), _ = await said(office, lambda unit: sessions.place(unit, planned()))
    for spelt in (session.start, session.start.astimezone(HELSINKI)):
        same, rows = await said(
            office,
            lambda unit, spelt=spelt: sessions.reschedule(unit, session.id, spelt, "one", holidays=False),  # type: ignore[misc]
        )
        assert (same, rows) == ([session], [])
    assert await Calendar(office.app.tx).find(session.id) == session


async def test_of_a_series_moved_only_those_whose_time_changes_are_told(office: Office) -> None:
    await office.supervisors("aino")
    found, _ = await said(office, lambda unit: sessions.place(unit, planned(3)))
    second = MONDAY + WEEK
    instead = {second: wall(second + DAY, 9)}
    result, rows = await said(
        office,
        lambda unit: sessions.reschedule(
            unit, found[0].id, found[0].start, "following", holidays=False, instead=instead
        ),
    )
    assert kinds(rows) == ["booking.session_moved"]
    assert [each.sequence for each in result] == [0, 1, 0]
    assert [each.id for each in result] == [each.id for each in found]


async def test_marking_again_as_it_is_marked_says_nothing(office: Office) -> None:
    await office.supervisors("aino")
    (session,), _ = await said(office, lambda unit: sessions.place(unit, planned()))
    office.now = wall(MONDAY, 12)
    marks: list[Callable[[Unit], Awaitable[Session]]] = [
        lambda unit: sessions.mark_held(unit, session.id, []),
        lambda unit: sessions.mark_not_held(unit, session.id, "client_late"),
    ]
    for mark in marks:
        once, first = await said(office, mark)
        again, second = await said(office, mark)
        assert (len(first), second) == (1, [])
        assert once == again


@pytest.mark.parametrize("change", ["move", "cancel"])
@pytest.mark.parametrize("after", [timedelta(0), timedelta(minutes=30), 10 * DAY])
async def test_what_has_begun_is_neither_moved_nor_cancelled_whoever_asks(
    office: Office, change: str, after: timedelta
) -> None:
    await office.supervisors("aino")
    sent = {"move": {"start": at(MONDAY + 60 * DAY, 10)}, "cancel": {}}[change]
    (session, *_) = await placed(office, series("aino"))
    office.now = datetime.fromisoformat(session["start"]) + after
    for scope in ("one", "following"):
        answer = await office.post(f"/sessions/{session['id']}/{change}", {**sent, "scope": scope})
        assert answer.status_code == 409
        assert "merkitse" in answer.json()["error"], answer.text
    async with office.browser("aino") as aino:
        form = {"day": (MONDAY + 60 * DAY).isoformat(), "at": "10:00"}
        answer = await aino.post(f"/booking/sessions/{session['id']}/{change}", data=form)
        assert answer.status_code == 409
    kept = (await office.get(f"/sessions/{session['id']}")).json()
    assert kept == session
    late = await office.post(f"/sessions/{session['id']}/mark", {"held": False, "because": "client_late"})
    assert late.json()["because"] == "client_late"


async def test_a_single_session_moved_to_its_own_time_answers_as_it_is(office: Office) -> None:
    await office.supervisors("aino")
    (session,) = await placed(office, plan("aino"))
    answer = await office.post(f"/sessions/{session['id']}/move", {"start": session["start"]})
    assert answer.json() == [session]
