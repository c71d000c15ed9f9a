"""A signed contract's sessions: placed whole or not at all, freed, put back and cancelled with the process."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.booking.contract_series.handlers import NoSuchProcessError
from services.booking.entitlements.model import EntitlementState as State
from shared.messages.booking import SessionCancelled, SessionsCancelled
from tests.booking.contract_series.conftest import Network
from tests.booking.entitlements.build import LEENA, MAIJA, signed

A_WEEK = timedelta(weeks=1)
# The five Tuesdays at nine in Helsinki.
STARTS = [datetime(2027, 1, 12, 7, 0, tzinfo=UTC) + n * 2 * A_WEEK for n in range(5)]


async def starts(network: Network) -> list[datetime]:
    return [each.start for each in await network.ahead()]


async def busy(network: Network, at: datetime, who: str = "aino") -> None:
    """Somebody has a session of another kind then."""
    day, hour = (at + timedelta(hours=2)).date().isoformat(), "09:00"
    row = {"organisation": "Muu", "supervisors": [who], "first": day, "at": hour, "minutes": 90}
    answer = await network.office.post("/sessions", {**row, "place": {"address": "Muualla"}})
    assert answer.status_code == 201, answer.text


async def test_all_of_it_is_on_the_calendar_with_everybody_who_is_to_be_told(network: Network) -> None:
    await network.signs(signed())
    placed = await network.ahead()
    assert [each.start for each in placed] == STARTS
    assert await network.state() is State.PLACED
    first = placed[0]
    assert (first.contract_id, first.process_id, first.title) == ("contract", "process", "Kallio, ryhmä 2")
    assert [each.email for each in first.participants] == [LEENA.email, MAIJA.email]
    assert first.themes == ("Työnjako", "Kuormitus")
    assert first.venue.remote


async def test_heard_again_or_late_it_changes_nothing(network: Network) -> None:
    await network.signs(signed(hours=2, sessions=3))
    for again in (signed(hours=2, sessions=3), signed(sessions=5)):
        await network.signs(again)
        assert await starts(network) == STARTS[:3]


async def test_two_who_lead_together_are_both_booked(network: Network) -> None:
    await network.signs(signed(supervisors=("aino", "sari")))
    assert {each.supervisors for each in await network.ahead()} == {("aino", "sari")}


async def test_where_one_date_does_not_fit_none_is_placed_and_one_page_books_them_all(network: Network) -> None:
    await busy(network, STARTS[2])
    await network.signs(signed())
    assert await network.ahead() == []
    assert await network.state() is State.UNPLACED
    async with network.office.browser("aino") as aino:
        page = await aino.get("/booking/agreed/process")
        choices = re.findall(r'name="(choice-[\d-]+)" value="([^"]+)"[^>]* checked', page.text)
        assert [name for name, _ in choices] == [f"choice-{STARTS[2].date()}"]
        booked = await aino.post("/booking/agreed/process", data=dict(choices))
        assert booked.status_code == 303, booked.text
    placed = await starts(network)
    assert len(placed) == 5
    assert set(STARTS) - set(placed) == {STARTS[2]}
    assert await network.state() is State.PLACED


async def test_what_fits_by_now_is_booked_with_one_button_and_only_once(network: Network) -> None:
    await network.signs(signed(supervisors=("aino", "mikael")))
    assert await network.state() is State.UNPLACED  # Mikael is not of the network yet
    async with network.office.browser("aino") as aino:
        assert (await aino.get("/booking/agreed/process")).status_code == 200
        assert (await aino.post("/booking/agreed/process")).status_code == 422
        await network.office.supervisors("mikael")
        assert (await aino.post("/booking/agreed/process")).status_code == 303
        assert (await aino.post("/booking/agreed/process")).status_code == 409
    assert await starts(network) == STARTS


async def test_left_out_altogether_nothing_is_booked(network: Network) -> None:
    await busy(network, STARTS[0])
    await network.signs(signed(sessions=1))
    async with network.office.browser("aino") as aino:
        answer = await aino.post("/booking/agreed/process", data={f"choice-{STARTS[0].date()}": "out"})
    assert answer.status_code == 409
    assert await network.ahead() == []


async def test_a_stranger_and_another_supervisor_find_no_such_page(network: Network) -> None:
    await network.signs(signed())
    async with network.office.browser("sari") as sari, network.office.browser() as coordinator:
        assert (await sari.get("/booking/agreed/process")).status_code == 404
        assert (await sari.post("/booking/agreed/process")).status_code == 404
        assert (await sari.get("/booking/agreed/nothing")).status_code == 404
        assert (await coordinator.get("/booking/agreed/process")).status_code == 200


async def test_a_supervisors_contracts_are_listed_and_lead_to_a_plan(network: Network) -> None:
    await network.signs(signed(weekday=None, time=None))
    assert await network.state() is State.BY_HAND
    async with network.office.browser("aino") as aino, network.office.browser("sari") as sari:
        page = (await aino.get("/booking/agreed")).text
        assert "contract_id=contract" in page
        assert "Kallio, ryhmä 2" not in (await sari.get("/booking/agreed")).text
        assert "Kallio, ryhmä 2, Kallion koulu" in (await aino.get("/booking/plan")).text
        for sent in ({"supervisors": "aino"}, {"supervisors": "aino", "organisation": "Kallion koulu"}):
            refused = await sari.post("/booking/plan", data=sent)
            assert refused.status_code == 422
            assert "Kallio, ryhmä 2" not in refused.text


async def test_a_later_contract_takes_the_place_of_what_the_earlier_one_planned(network: Network) -> None:
    await network.signs(signed())
    await network.signs(signed(hours=1, contract_id="amended", sessions=3, time="13:00"))
    assert await starts(network) == [at + timedelta(hours=4) for at in STARTS[:3]]


async def test_a_renewal_leaves_what_comes_before_its_first_day(network: Network) -> None:
    await network.signs(signed())
    renewal = signed(hours=1, contract_id="renewed", sessions=3, first_date=STARTS[3].date(), time="13:00")
    await network.signs(renewal)
    later = [STARTS[3] + timedelta(hours=4) + n * 2 * A_WEEK for n in range(3)]
    assert await starts(network) == [*STARTS[:3], *later]


async def test_an_interrupted_process_frees_its_time_and_gets_as_many_back(network: Network) -> None:
    await network.signs(signed())
    await network.interrupts(STARTS[0] - A_WEEK)
    assert await network.ahead() == []
    await busy(network, STARTS[4])
    await network.resumes(STARTS[1])
    assert await network.state() is State.UNPLACED  # one of them was taken meanwhile
    async with network.office.browser("aino") as aino:
        chosen = await aino.post("/booking/agreed/process", data={f"choice-{STARTS[4].date()}": "out"})
        assert chosen.status_code == 303, chosen.text
    days = [at.date() for at in await starts(network)]
    assert days == [(STARTS[2] + n * 2 * A_WEEK).date() for n in (0, 1, 3, 4)]


async def test_interruption_and_going_on_bear_disorder_and_repeats(network: Network) -> None:
    with pytest.raises(NoSuchProcessError):
        await network.interrupts(STARTS[0])
    await network.signs(signed())
    await network.resumes(STARTS[0], revision=3)
    await network.interrupts(STARTS[0], revision=2)
    assert await starts(network) == STARTS


async def test_what_has_ended_has_no_session_ahead_whatever_comes_later(network: Network) -> None:
    await network.signs(signed())
    await network.ends()
    assert await network.ahead() == []
    await network.ends()
    await network.resumes(STARTS[0], revision=12)
    await network.signs(signed(hours=5))
    assert await network.ahead() == []
    assert await network.state() is State.ENDED


async def test_of_what_is_cancelled_with_it_people_hear_at_once_and_programs_of_each(network: Network) -> None:
    await network.signs(signed())
    said = await network.ends()
    each = [one for one in said if isinstance(one, SessionCancelled)]
    [all_of_it] = [one for one in said if isinstance(one, SessionsCancelled)]
    assert [one.session.start for one in each] == [one.start for one in all_of_it.sessions] == STARTS
    assert all(one.together for one in each)
    assert said[-1] is all_of_it


async def test_one_that_is_cancelled_alone_is_told_alone(network: Network) -> None:
    await network.signs(signed(sessions=1))
    [said] = await network.ends()
    assert isinstance(said, SessionCancelled)
    assert not said.together


async def test_heard_of_first_the_end_holds_too(network: Network) -> None:
    await network.ends()
    await network.signs(signed())
    assert await network.ahead() == []


async def test_by_hand_no_more_is_booked_than_the_contract_has(network: Network) -> None:
    await network.signs(signed(weekday=None, time=None, sessions=2))
    assert (await network.row()).status_code == 201
    assert (await network.row(first="2027-01-14")).status_code == 201
    third = await network.row(first="2027-01-15")
    assert third.status_code == 422
    assert "contract_id" in third.json()["fields"]
    made = (await network.ahead())[0]
    assert made.title == "Kallio, ryhmä 2"
    assert made.themes == ("Työnjako", "Kuormitus")


@pytest.mark.parametrize("changes", [{"contract_id": "draft"}, {"supervisors": ["sari"]}, {"minutes": 120}])
async def test_what_the_contract_does_not_say_is_not_booked(network: Network, changes: dict[str, Any]) -> None:
    await network.signs(signed(weekday=None, time=None))
    assert (await network.row(**changes)).status_code == 422
    assert await network.ahead() == []
