"""A case can always be mended: late answers count, leaders step down or are replaced, times move, and all are told."""

from datetime import timedelta
from functools import partial

import pytest

from services.booking.calendar.store.sessions import Calendar
from services.booking.debriefing import doubts, leading, lifecycle, mending
from services.booking.debriefing.handlers import cases
from services.booking.debriefing.leading import BegunError, LeadsAlreadyError
from services.booking.debriefing.lifecycle import NotOfferedError, NotOpenError
from services.booking.debriefing.mending import NoTimeYetError
from services.booking.debriefing.model import Case, CaseOffer, CaseState, OfferState, WaveOver
from services.booking.debriefing.routing import Candidate
from services.booking.links import Links
from shared.messages.booking import DebriefingConfirmed, Interval, LeaderFound, LeaderReleased
from tests.booking.build import HELSINKI, LINKS, NETWORK, NOW, asked, need, supervisor
from tests.booking.conftest import Office
from tests.booking.debriefing.lives import Life
from tests.booking.debriefing.test_lifecycle import accept, case_with, offer_of, said
from tests.booking.debriefing.test_released import case_of, opened, takes

LATER = timedelta(minutes=40)


def both() -> Case:
    return accept(accept(case_with("aino", "mikael"), "aino").case, "mikael").case


def by_hand(life_case: Case, name: str) -> CaseOffer:
    assert life_case.slot is not None
    return Life()._by_hand(life_case, name, life_case.slot)


# Late is better than never


@pytest.mark.parametrize("state", ["lapsed", "declined", "undelivered"])
def test_an_offer_is_acceptable_as_long_as_somebody_is_needed(state: str) -> None:
    case = case_with("aino", "mikael", leaders=1)
    if state == "lapsed":
        case = lifecycle.lapsed(case, NOW).case
    else:
        change = {"declined": lifecycle.declined, "undelivered": lifecycle.undelivered}[state]
        case = change(case, offer_of(case, "aino"), NOW).case
    given_up = lifecycle.given_up(lifecycle.lapsed(case, NOW).case, LINKS, NOW).case
    decision = accept(given_up, "aino")
    assert (said(decision)[0], decision.case.state) == ("DebriefingConfirmed", CaseState.CONFIRMED)
    assert decision.case.needs is None


def test_who_is_late_for_a_filled_case_is_refused_and_so_is_a_time_that_has_passed() -> None:
    case = lifecycle.lapsed(case_with("aino", "mikael", leaders=1), NOW).case
    offer = offer_of(case, "aino")
    with pytest.raises(NotOfferedError):
        leading.accepted(case, offer, offer.slots[0], NETWORK, LINKS, "s", offer.slots[0])
    with pytest.raises(NotOpenError):
        accept(accept(case, "mikael").case, "aino")


def test_the_first_leader_found_late_changes_what_the_coordinator_is_told() -> None:
    case = lifecycle.given_up(lifecycle.lapsed(case_with("aino", "mikael"), NOW).case, LINKS, NOW).case
    found = accept(case, "aino").case
    assert (found.state, found.needs) == (CaseState.NEEDS_COORDINATOR, "second_leader_missing")


def test_who_takes_it_by_an_old_link_has_answered_the_new_one_too() -> None:
    case = lifecycle.lapsed(case_with("aino"), NOW).case.model_copy(update={"earlier_waves": 1})
    again = asked(case, "aino").case
    assert [each.state for each in again.offers] == [OfferState.LAPSED, OfferState.OPEN]
    done = accept(again, "aino").case
    assert [each.state for each in done.offers] == [OfferState.ACCEPTED, OfferState.LAPSED]


@pytest.mark.parametrize(("hour", "minutes"), [(7, 10), (12, 10), (21, 10), (22, 30), (3, 30), (6, 30)])
def test_at_night_those_asked_have_longer(hour: int, minutes: int) -> None:
    at = NOW.astimezone(HELSINKI).replace(hour=hour)
    assert NETWORK.answer_time(NETWORK.waves[0], at, HELSINKI) == timedelta(minutes=minutes)
    plain = NETWORK.waves[0].model_copy(update={"night_minutes": None})
    assert NETWORK.answer_time(plain, at, HELSINKI) == timedelta(minutes=10)


# Another leader


def test_a_replaced_leader_s_time_is_the_new_one_s_in_the_same_session_and_nobody_is_asked() -> None:
    case = both()
    decision = mending.replaced(case, offer_of(case, "aino"), by_hand(case, "sari"), LINKS, NOW)
    assert said(decision) == ["OfferClosed", "LeaderReleased", "DebriefingConfirmed"]
    released, confirmed = decision.events[1:]
    assert isinstance(released, LeaderReleased)
    assert isinstance(confirmed, DebriefingConfirmed)
    assert released.successor == "Sari"
    assert (confirmed.instead_of, confirmed.session_id) == ("Aino", case.session_id)
    assert [each.name for each in confirmed.leaders] == ["Mikael", "Sari"]
    assert decision.session is not None
    assert decision.session.supervisors == ("mikael", "sari")
    assert confirmed.caller == "mikael"
    with pytest.raises(LeadsAlreadyError):
        mending.replaced(case, offer_of(case, "aino"), by_hand(case, "mikael"), LINKS, NOW)


def test_after_contact_was_not_made_the_coordinator_can_replace_and_move() -> None:
    late = leading.contact_missed(both(), LINKS, NOW).case
    replaced = mending.replaced(late, offer_of(late, "aino"), by_hand(late, "sari"), LINKS, NOW).case
    assert (replaced.state, replaced.needs) == (CaseState.CONFIRMED, None)
    slot = Interval(start=NOW + timedelta(hours=30), end=NOW + timedelta(hours=32))
    assert mending.moved(late, slot, LINKS, NOW).case.state is CaseState.CONFIRMED


# Another time


def test_a_moved_debriefing_is_told_with_the_time_that_it_had() -> None:
    case = both()
    slot = Interval(start=NOW + timedelta(hours=30), end=NOW + timedelta(hours=32))
    decision = mending.moved(case, slot, LINKS, NOW)
    (confirmed,) = decision.events
    assert isinstance(confirmed, DebriefingConfirmed)
    assert (confirmed.was, confirmed.slot, confirmed.session_id) == (case.slot, slot, case.session_id)
    assert decision.session is not None
    assert (decision.session.start, decision.session.id) == (slot.start, case.session_id)
    assert decision.session.sequence == decision.case.revision
    assert mending.moved(decision.case, slot, LINKS, NOW).events == ()


def test_for_the_new_time_those_are_asked_who_could_not_come_at_the_old_one() -> None:
    all_asked = case_with("aino", "mikael", "sari")
    found = accept(lifecycle.declined(all_asked, offer_of(all_asked, "mikael"), NOW).case, "aino").case
    assert found.past_asking == {"aino", "mikael", "sari"}
    slot = Interval(start=NOW + timedelta(hours=30), end=NOW + timedelta(hours=32))
    decision = mending.moved(found, slot, LINKS, NOW)
    assert decision.case.past_asking == {"aino"}
    told = decision.events[-1]
    assert isinstance(told, LeaderFound)
    assert (told.was, told.slot, told.organisation) == (found.slot, slot, "Liedon koulu")
    gone = leading.released(decision.case, offer_of(decision.case, "aino"), LINKS, NOW).case
    assert "aino" in gone.past_asking


def test_a_time_that_nobody_leads_or_that_has_come_is_not_moved() -> None:
    slot = Interval(start=NOW + timedelta(hours=30), end=NOW + timedelta(hours=32))
    with pytest.raises(NoTimeYetError):
        mending.moved(case_with("aino"), slot, LINKS, NOW)
    case = both()
    assert case.slot is not None
    with pytest.raises(BegunError):
        mending.moved(case, slot, LINKS, case.slot.start)


def test_what_speaks_against_a_time_is_said() -> None:
    case = lifecycle.opened(need())
    night = (NOW + timedelta(days=1)).astimezone(HELSINKI).replace(hour=3)
    slot = Interval(start=night, end=night + NETWORK.length)
    them = Candidate(supervisor("aino"), (slot,))
    assert doubts.of_time(them, case, slot, HELSINKI, NOW) == ("night", "outside_hours", "busy")
    noon = night.replace(hour=12)
    assert doubts.of_time(them, case, Interval(start=noon, end=noon + NETWORK.length), HELSINKI, NOW) == ()


# With the store


def token_of(office: Office, case: Case, name: str) -> str:
    return Links.of(office.app.settings).answer(offer_of(case, name).id).rsplit("/", 1)[1]


async def test_an_offer_of_the_night_is_taken_in_the_morning(office: Office) -> None:
    await opened(office, "aino", "mikael", leaders=1)
    for _ in range(3):
        case = await case_of(office)
        over = partial(cases.ask_next_wave, WaveOver(debriefing_id="case", wave=case.wave))
        await office.app.run(over)
    case = await case_of(office)
    assert case.state is CaseState.NEEDS_COORDINATOR
    path = f"/booking/offers/{token_of(office, case, 'aino')}"
    seen = await office.http.get(path, headers={"Accept": "application/json"})
    assert (seen.status_code, seen.json()["state"]) == (200, "late")
    page = (await office.http.get(path, headers={"Accept-Language": "en"})).text
    assert "You can still take this" in page
    answer = {"answer": "accept", "slot": seen.json()["slots"][0]["start"]}
    done = await office.http.post(path, json=answer, headers={"Accept": "application/json"})
    assert (done.status_code, done.json()["state"]) == (200, "yours")
    assert (await case_of(office)).state is CaseState.CONFIRMED


async def test_who_declined_can_take_it_back_while_somebody_is_needed(office: Office) -> None:
    await opened(office, "aino", "mikael", leaders=1)
    path = f"/booking/offers/{token_of(office, await case_of(office), 'aino')}"
    json = {"Accept": "application/json"}
    declined = await office.http.post(path, json={"answer": "decline"}, headers=json)
    assert (declined.status_code, declined.json()["state"]) == (200, "late")
    start = declined.json()["slots"][0]["start"]
    done = await office.http.post(path, json={"answer": "accept", "slot": start}, headers=json)
    assert done.json()["state"] == "yours"


async def test_a_leader_steps_down_by_their_own_page(office: Office) -> None:
    await opened(office, "aino", "mikael", leaders=1)
    await takes(office, "aino")
    path = f"/booking/offers/{token_of(office, await case_of(office), 'aino')}"
    assert "/step-down" in (await office.http.get(path)).text
    json = {"Accept": "application/json"}
    done = await office.http.post(f"{path}/step-down", headers=json)
    assert (done.status_code, done.json()["state"]) == (200, "released")
    assert (await office.http.post(f"{path}/step-down", headers=json)).status_code == 200
    assert [each.supervisor_id for each in (await case_of(office)).open_offers] == ["mikael"]
    other = f"/booking/offers/{token_of(office, await case_of(office), 'mikael')}/step-down"
    assert (await office.http.post(other, headers=json)).status_code == 409


async def test_the_coordinator_replaces_and_moves_and_both_calendars_agree(office: Office) -> None:
    await opened(office, "aino", "mikael", "sari", leaders=2)
    await takes(office, "aino")
    await takes(office, "mikael")
    sent = {"leader": "aino", "supervisor": "sari"}
    done = await office.post("/cases/case/replace", sent)
    assert (done.status_code, done.json()["state"]) == (200, "confirmed")
    assert (await office.post("/cases/case/replace", sent)).status_code == 409
    start = NOW + timedelta(hours=30)
    moved = await office.post("/cases/case/move", {"slot": start.isoformat()})
    assert moved.status_code == 200
    case = await case_of(office)
    session = await Calendar(office.app.tx).find(case.session_id or "")
    assert session is not None
    assert case.slot is not None
    assert (session.supervisors, session.start) == (("mikael", "sari"), start)
    assert case.slot.start == start
    assert (await office.post("/cases/case/move", {"slot": (NOW - LATER).isoformat()})).status_code == 422
    assert (await office.post("/cases/none/move", {"slot": start.isoformat()})).status_code == 404


async def test_a_time_at_which_a_leader_has_another_session_is_refused(office: Office) -> None:
    await opened(office, "aino", leaders=1)
    await takes(office, "aino")
    other = NOW + timedelta(hours=50)
    busy = (await case_of(office)).model_copy(update={"session_id": "other"})
    session = leading.session_of(busy, Interval(start=other, end=other + NETWORK.length), NOW)
    await Calendar(office.app.tx).add(session)
    refused = await office.post("/cases/case/move", {"slot": other.isoformat()})
    assert refused.status_code == 409


async def test_the_board_asks_once_more_before_a_time_at_night(office: Office) -> None:
    await opened(office, "aino", leaders=1)
    async with office.browser() as desk:
        desk.headers["Accept-Language"] = "en"
        given = {"supervisor": "aino", "slot": "2026-12-03T03:00"}
        page = await desk.post("/booking/desk/cases/case/assign", data=given)
        assert page.status_code == 409
        assert "the time is at night" in page.text
        done = await desk.post("/booking/desk/cases/case/assign", data={**given, "sure": "yes"})
        assert done.status_code == 303
        assert (await case_of(office)).state is CaseState.CONFIRMED
        page = await desk.post("/booking/desk/cases/case/move", data={"start": "", "other": "2026-12-03T04:00"})
        assert (page.status_code, "the time is at night" in page.text) == (409, True)
        done = await desk.post("/booking/desk/cases/case/move", data={"other": "2026-12-03T12:00"})
        assert done.status_code == 303


async def test_anybody_can_be_found_by_name_with_what_speaks_against_them(office: Office) -> None:
    await opened(office, "aino", leaders=1)
    await office.supervisors("sari", competences=())
    await takes(office, "aino")
    async with office.browser() as desk:
        desk.headers["Accept-Language"] = "en"
        page = (await desk.get("/booking/desk/cases/case?who=sari")).text
        assert "no debriefing training" in page
        done = await desk.post("/booking/desk/cases/case/replace", data={"leader": "aino", "supervisor": "sari"})
        assert done.status_code == 303
    assert [each.supervisor_id for each in (await case_of(office)).leaders] == ["sari"]
