"""A request of which nobody knows whose it is: only the first wave, until it is confirmed or let through."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.booking.debriefing import lifecycle, unconfirmed
from services.booking.debriefing.handlers import cases
from services.booking.debriefing.lifecycle import NotOpenError
from services.booking.debriefing.model import Case, CaseState, MorningCame, WaveOver
from services.booking.debriefing.store import Cases
from services.booking.network.model import Network
from shared.messages.booking import CoordinatorNeeded, DebriefingOffered
from shared.messages.contracts import RequesterVerified, Window
from tests.booking.build import HELSINKI, LINKS, NETWORK, NOW, asked, need
from tests.booking.conftest import Office

NOT_AT_NIGHT = Network(unconfirmed_at_night="wait")


def stranger(**changes: object) -> Case:
    return lifecycle.opened(need(verified=False, **changes))


def after_first_wave() -> Case:
    return lifecycle.lapsed(asked(stranger(), "aino").case, NOW).case


def test_the_first_wave_is_asked_and_no_other() -> None:
    assert not unconfirmed.is_held_back(stranger())
    assert unconfirmed.is_held_back(after_first_wave())


def test_a_first_wave_with_nobody_in_it_was_the_first_all_the_same() -> None:
    assert unconfirmed.is_held_back(asked(stranger()).case)


@pytest.mark.parametrize("known", [{"verified": True}, {"vouched": True}])
def test_of_whom_somebody_knows_who_it_is_every_wave_is_asked(known: dict[str, bool]) -> None:
    case = asked(lifecycle.opened(need(**{"verified": False, **known})), "aino").case
    assert not unconfirmed.is_held_back(case)


def test_the_coordinator_is_told_why_nobody_more_is_asked() -> None:
    (needed,) = unconfirmed.held_back(after_first_wave(), LINKS, NOW).events
    assert isinstance(needed, CoordinatorNeeded)
    assert needed.reason == "not_confirmed"


def test_once_the_link_is_opened_the_next_wave_is_asked() -> None:
    held = unconfirmed.held_back(after_first_wave(), LINKS, NOW).case
    case = unconfirmed.confirmed(held, LINKS, speaks=True).case
    assert (case.state, case.needs, case.wave) == (CaseState.SEARCHING, None, 1)
    assert (case.need.verified, case.need.speaks_for_organisation) == (True, True)
    assert lifecycle.wants_asking(case)
    assert not unconfirmed.is_held_back(case)


def test_a_confirmed_address_alone_is_not_the_organisation_s() -> None:
    assert not unconfirmed.confirmed(stranger(), LINKS, speaks=False).case.need.speaks_for_organisation


def test_confirming_does_not_take_a_case_from_the_coordinator_that_needs_them_for_something_else() -> None:
    given_up = lifecycle.given_up(after_first_wave(), LINKS, NOW).case
    assert unconfirmed.confirmed(given_up, LINKS, speaks=False).case.state is CaseState.NEEDS_COORDINATOR


def test_the_coordinator_lets_it_through_once() -> None:
    held = unconfirmed.held_back(after_first_wave(), LINKS, NOW).case
    case = unconfirmed.released(held).case
    assert (case.state, case.released, case.need.verified) == (CaseState.SEARCHING, True, False)
    assert not unconfirmed.is_held_back(case)
    with pytest.raises(NotOpenError):
        unconfirmed.released(case)
    with pytest.raises(NotOpenError):
        unconfirmed.released(lifecycle.withdrawn(stranger(), NOW).case)


def test_asking_again_lets_it_through_too() -> None:
    held = unconfirmed.held_back(after_first_wave(), LINKS, NOW).case
    assert not unconfirmed.is_held_back(lifecycle.asked_again(held).case)


@pytest.mark.parametrize(
    ("utc", "until"),
    [
        ("2026-12-01T19:59", None),
        ("2026-12-01T20:00", "2026-12-02T05:00"),
        ("2026-12-01T23:30", "2026-12-02T05:00"),
        ("2026-12-02T04:59", "2026-12-02T05:00"),
        ("2026-12-02T05:00", None),
        # The night in which the clocks go forward is an hour shorter.
        ("2027-03-27T22:30", "2027-03-28T04:00"),
    ],
)
def test_at_night_nobody_is_woken_where_the_network_wants_it_so(utc: str, until: str | None) -> None:
    now = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    expected = datetime.fromisoformat(until).replace(tzinfo=UTC) if until else None
    assert unconfirmed.held_until(stranger(), NOT_AT_NIGHT, now, HELSINKI) == expected
    assert unconfirmed.held_until(stranger(), NETWORK, now, HELSINKI) is None
    assert unconfirmed.held_until(lifecycle.opened(need()), NOT_AT_NIGHT, now, HELSINKI) is None


def test_two_marks_travel_with_the_offer() -> None:
    (offered,) = asked(lifecycle.opened(need(speaks_for_organisation=True)), "aino").events
    assert isinstance(offered, DebriefingOffered)
    assert (offered.verified, offered.speaks_for_organisation) == (True, True)
    (unknown,) = asked(stranger(), "aino").events
    assert isinstance(unknown, DebriefingOffered)
    assert (unknown.verified, unknown.speaks_for_organisation) == (False, False)


MONDAY_NIGHT = datetime(2027, 1, 11, 21, 30, tzinfo=UTC)


async def asked_for(office: Office, **changes: Any) -> Case:
    """A stranger's request, as contracts tells of it; Aino is on call, Mikael is not."""
    await office.supervisors("aino", "mikael")
    span = {"from": (office.now - timedelta(hours=1)).isoformat(), "to": (office.now + timedelta(days=2)).isoformat()}
    assert (await office.post("/duties", [{"supervisor": "aino", **span}])).status_code == 201
    window = Window(opens=office.now + timedelta(hours=22), closes=office.now + timedelta(hours=70))
    request = need(verified=False, leaders=1, window=window, requested_at=office.now, **changes)
    await office.app.run(lambda unit: cases.find_debriefer(request, unit))
    return await known(office)


async def known(office: Office) -> Case:
    case = await Cases(office.app.tx).find("case")
    assert case is not None
    return case


async def lapse(office: Office) -> Case:
    over = WaveOver(debriefing_id="case", wave=(await known(office)).wave)
    await office.app.run(lambda unit: cases.ask_next_wave(over, unit))
    return await known(office)


def names(case: Case) -> list[str]:
    return [offer.supervisor_id for offer in case.offers]


async def test_a_stranger_s_request_goes_no_further_than_the_first_wave_until_the_link_is_opened(
    office: Office,
) -> None:
    assert names(await asked_for(office)) == ["aino"]
    held = await lapse(office)
    assert (names(held), held.state, held.needs) == (["aino"], CaseState.NEEDS_COORDINATOR, "not_confirmed")
    verified = RequesterVerified(debriefing_id="case", verified_at=office.now, speaks_for_organisation=True)
    for _ in range(2):
        await office.app.run(lambda unit: cases.mark_verified(verified, unit))
    case = await known(office)
    assert (names(case), case.state, case.need.speaks_for_organisation) == (["aino", "mikael"], "searching", True)


async def test_the_coordinator_lets_it_through_and_it_is_written_down(office: Office) -> None:
    await asked_for(office)
    await lapse(office)
    async with office.browser() as coordinator:
        page = (await coordinator.get("/booking/desk/cases/case")).text
        assert "/booking/desk/cases/case/let-through" in page
        assert (await coordinator.post("/booking/desk/cases/case/let-through")).status_code == 303
        assert "/booking/desk/cases/case/let-through" not in (await coordinator.get("/booking/desk/cases/case")).text
        assert (await coordinator.post("/booking/desk/cases/case/let-through")).status_code == 409
    told = (await office.get("/cases/case")).json()
    assert (told["released"], told["verified"], len(told["offers"])) == (True, False, 2)
    assert (await office.post("/cases/case/let-through", {})).status_code == 409
    assert (await office.post("/cases/none/let-through", {})).status_code == 404
    entry = await office.database["audit"].find_one({"what": "Let an unconfirmed request through"})
    assert entry is not None
    assert entry["who"] == office.app.settings.coordinator_email


async def test_at_night_nobody_is_woken_by_a_stranger_until_the_morning_or_the_link(office: Office) -> None:
    office.now = MONDAY_NIGHT
    assert (await office.put("/network", {"unconfirmed_at_night": "wait"})).status_code == 200
    assert names(await asked_for(office)) == []
    timer = await office.database["timers"].find_one({"_id": "morning:case"})
    assert timer is not None
    assert timer["due"] == datetime(2027, 1, 12, 5, 0, tzinfo=UTC)
    morning = MorningCame(debriefing_id="case")
    await office.app.run(lambda unit: cases.ask_in_the_morning(morning, unit))
    assert names(await known(office)) == []  # it is not the morning yet
    office.now = timer["due"]
    for _ in range(2):
        await office.app.run(lambda unit: cases.ask_in_the_morning(morning, unit))
    assert names(await known(office)) == ["aino"]


async def test_the_link_opened_at_night_lets_it_go_on_at_once(office: Office) -> None:
    office.now = MONDAY_NIGHT
    await office.put("/network", {"unconfirmed_at_night": "wait"})
    await asked_for(office)
    verified = RequesterVerified(debriefing_id="case", verified_at=office.now)
    await office.app.run(lambda unit: cases.mark_verified(verified, unit))
    assert names(await known(office)) == ["aino"]


async def test_the_coordinator_s_own_request_is_asked_about_without_reserve_at_any_hour(office: Office) -> None:
    office.now = MONDAY_NIGHT
    await office.put("/network", {"unconfirmed_at_night": "wait"})
    assert names(await asked_for(office, vouched=True)) == ["aino"]
    assert names(await lapse(office)) == ["aino", "mikael"]
