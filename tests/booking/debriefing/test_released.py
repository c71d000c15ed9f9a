"""A leader who accepted can be released: the place is sought for anew; the time stands while another leads."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.calendar.store.sessions import Calendar
from services.booking.debriefing import leading
from services.booking.debriefing.handlers import cases, offers
from services.booking.debriefing.leading import BegunError, NotLeadingError, released
from services.booking.debriefing.lifecycle import Decision, NotOpenError
from services.booking.debriefing.lifecycle import opened as new_case
from services.booking.debriefing.model import Case, CaseState, OfferState
from services.booking.debriefing.store import Cases
from services.booking.links import Links
from shared.messages.booking import LeaderReleased, OfferClosed
from tests.booking.build import LINKS, NETWORK, NOW, asked, need
from tests.booking.conftest import Office
from tests.booking.debriefing.test_lifecycle import accept, case_with, offer_of, said


def free(case: Case, name: str, now: datetime = NOW) -> Decision:
    return released(case, offer_of(case, name), LINKS, now)


def test_the_only_leader_released_leaves_everything_as_if_nobody_had_accepted() -> None:
    case = accept(case_with("aino", "mikael", leaders=1), "aino").case
    decision = free(case, "aino")
    assert said(decision) == ["OfferClosed", "LeaderReleased"]
    assert (decision.case.state, decision.case.slot, decision.case.session_id, decision.freed) == (
        CaseState.SEARCHING,
        None,
        None,
        True,
    )
    assert offer_of(decision.case, "aino").state is OfferState.RELEASED
    closed, told = decision.events
    assert isinstance(closed, OfferClosed)
    assert isinstance(told, LeaderReleased)
    assert (closed.closed[0].led, closed.appointment) == (True, told.appointment)
    assert told.appointment is not None
    assert (told.remaining, told.slot, told.missing) == ((), None, 1)
    assert told.reading_key == LINKS.reading_key(offer_of(case, "aino").id)


def test_one_of_two_released_leaves_the_other_with_the_time_and_the_session() -> None:
    both = accept(accept(case_with("aino", "mikael"), "aino").case, "mikael").case
    decision = free(both, "aino")
    assert (decision.case.state, decision.case.slot, decision.case.session_id) == (
        CaseState.SEARCHING,
        both.slot,
        both.session_id,
    )
    assert decision.session is not None
    assert (decision.session.supervisors, decision.freed) == (("mikael",), False)
    told = decision.events[1]
    assert isinstance(told, LeaderReleased)
    assert [each.name for each in told.remaining] == ["Mikael"]


def test_contact_that_was_made_counts_while_somebody_leads() -> None:
    both = accept(accept(case_with("aino", "mikael"), "aino").case, "mikael").case
    talked = leading.contacted(both, offer_of(both, "aino"), NOW).case
    one = free(talked, "aino").case
    assert one.contact_made
    assert not free(one, "mikael").case.contact_made


def test_who_was_told_that_it_is_filled_is_asked_again_and_who_was_released_is_not() -> None:
    case = free(accept(case_with("aino", "mikael", leaders=1), "aino").case, "aino").case
    assert case.past_asking == {"aino"}
    again = asked(case, "aino", "mikael").case
    assert [offer.supervisor_id for offer in again.open_offers] == ["mikael"]


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=1), timedelta(days=9)])
def test_once_its_time_has_come_nobody_is_released(late: timedelta) -> None:
    case = accept(case_with("aino", leaders=1), "aino").case
    assert case.slot is not None
    with pytest.raises(BegunError):
        free(case, "aino", case.slot.start + late)


def test_who_does_not_lead_is_not_released() -> None:
    case = case_with("aino", "mikael")
    with pytest.raises(NotLeadingError):
        free(case, "aino")
    gone = free(accept(case, "aino").case, "aino").case
    with pytest.raises(NotLeadingError):
        free(gone, "aino")


names = ("aino", "mikael", "sari")
deeds = st.lists(st.tuples(st.sampled_from(("accept", "release", "ask")), st.sampled_from(names)), max_size=25)


@given(deeds, st.sampled_from((1, 2)))
def test_whatever_happens_the_session_is_of_who_leads_and_of_nobody_else(
    deeds: list[tuple[str, str]], leaders: int
) -> None:
    case = asked(new_case(need(leaders=leaders)), *names).case
    session: Any = None
    for deed, name in deeds:
        try:
            decision = do(case, deed, name)
        except (NotOpenError, NotLeadingError, ValueError, StopIteration):
            continue
        session = None if decision.freed else decision.session or session
        case = decision.case
        leading_now = {each.supervisor_id for each in case.leaders}
        assert case.missing >= 0
        assert (case.state is CaseState.CONFIRMED) == (case.missing == 0)
        assert set(session.supervisors if session else ()) == leading_now
        assert (case.slot is not None) == bool(leading_now) == (case.session_id is not None)


def do(case: Case, deed: str, name: str) -> Decision:
    if deed == "release":
        return free(case, name)
    if deed == "ask":
        if case.open_offers or case.state is not CaseState.SEARCHING:
            raise NotOpenError
        return asked(case, *names)
    offer = next(each for each in reversed(case.offers) if each.supervisor_id == name)
    return leading.accepted(case, offer, offer.slots[0], NETWORK, LINKS, f"s{len(case.offers)}", NOW)


# With the store


async def opened(office: Office, *names: str, leaders: int = 1) -> None:
    office.now = NOW
    await office.supervisors(*names)
    await office.app.run(lambda unit: cases.find_debriefer(need(leaders=leaders), unit))


async def case_of(office: Office) -> Case:
    case = await Cases(office.app.tx).find("case")
    assert case is not None
    return case


async def takes(office: Office, name: str) -> datetime:
    case = await case_of(office)
    offer = next(each for each in reversed(case.offers) if each.supervisor_id == name)
    token = Links.of(office.app.settings).answer(offer.id).rsplit("/", 1)[1]
    await office.app.run(lambda unit: offers.accept_offer(unit, token, offer.slots[0]))
    return offer.slots[0]


async def test_a_released_leader_is_free_and_others_are_asked_at_once(office: Office) -> None:
    await opened(office, "aino", "mikael")
    start = await takes(office, "aino")
    before = await case_of(office)
    answer = await office.post("/cases/case/release", {"supervisor": "aino"})
    assert (answer.status_code, answer.json()["state"]) == (200, "searching")
    case = await case_of(office)
    assert [offer.supervisor_id for offer in case.open_offers] == ["mikael"]
    old = await Calendar(office.app.tx).find(before.session_id or "")
    assert old is not None
    assert old.state == "cancelled"
    assert await takes(office, "mikael") == start
    again = await case_of(office)
    assert (again.state, again.session_id != before.session_id) == (CaseState.CONFIRMED, True)
    assert (await office.post("/cases/case/release", {"supervisor": "aino"})).status_code == 409
    assert (await office.post("/cases/none/release", {"supervisor": "aino"})).status_code == 404


async def test_where_nobody_else_can_be_asked_the_coordinator_is_needed(office: Office) -> None:
    await opened(office, "aino")
    await takes(office, "aino")
    answer = await office.post("/cases/case/release", {"supervisor": "aino"})
    assert (answer.json()["state"], answer.json()["needs"]) == ("needs_coordinator", "nobody_accepted")
    given = {"supervisor": "aino", "slot": (NOW + timedelta(hours=26)).isoformat()}
    assert (await office.post("/cases/case/assign", given)).json()["state"] == "confirmed"


async def test_the_desk_has_a_button_and_the_offer_s_page_says_so(office: Office) -> None:
    await opened(office, "aino", "mikael", leaders=2)
    await takes(office, "aino")
    await takes(office, "mikael")
    async with office.browser() as desk:
        page = await desk.get("/booking/desk/cases/case")
        assert page.text.count("/booking/desk/cases/case/release") == 2
        done = await desk.post("/booking/desk/cases/case/release", data={"supervisor": "aino"})
        assert done.status_code == 303
        again = await desk.post("/booking/desk/cases/case/release", data={"supervisor": "aino"})
        assert again.status_code == 409
    case = await case_of(office)
    session = await Calendar(office.app.tx).find(case.session_id or "")
    assert session is not None
    assert session.supervisors == ("mikael",)
    path = Links.of(office.app.settings).answer(offer_of(case, "aino").id).split("/booking/", 1)[1]
    seen = await office.http.get(f"/booking/{path}", headers={"Accept": "application/json"})
    assert (seen.status_code, seen.json()["state"], "contact" in seen.json()) == (200, "released", False)
    who = await office.app.run(lambda unit: unit.audit_log.of("Released a leader of a debriefing", 5))
    assert len(who) == 1
