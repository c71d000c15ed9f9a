"""Sent twice: who did is asked whether it is another event; strangers wake nobody a second time before their link."""

from datetime import timedelta
from typing import Any

from services.contracts.debriefings import limits
from services.contracts.debriefings.handlers import requests
from services.contracts.debriefings.limits import Counted
from services.contracts.debriefings.store.debriefings import Debriefings
from shared.clock import utc_now
from shared.messages.booking import DebriefingCalledOff
from tests.contracts.build import NOW, request
from tests.contracts.conftest import Office

FORM = {
    "incident.kind": "accident",
    "incident.description": "x",
    "place.municipality": "Lieto",
    "participants": "9",
    "languages": "fi",
    "organisation": "Liedon koulu",
    "contact.name": "Maija Salo",
    "contact.phone": "+358 40 123 4567",
    "contact.email": "maija@liedonkoulu.example",
}


def form(office: Office, **changes: Any) -> dict[str, Any]:
    happened = office.desk.pages.times.form_value(utc_now() - timedelta(hours=2))
    return {**FORM, "incident.occurred_at": happened, **changes}


async def test_back_and_send_again_is_asked_about_and_makes_no_second_case(office: Office) -> None:
    async with office.browser() as browser:
        here = "/contracts/debriefings/new"
        first = await browser.post(here, data=form(office, key="one"))
        assert first.status_code == 303
        again = await browser.post(here, data=form(office, key="two"), headers={"Accept-Language": "en"})
        assert again.status_code == 409
        assert "You have a request under way already" in again.text
        assert first.headers["location"] in again.text
        other = await browser.post(here, data=form(office, key="two", another="yes"))
        assert other.status_code == 303
        assert other.headers["location"] != first.headers["location"]


async def test_another_browser_is_told_nothing_of_it_but_wakes_nobody_again(office: Office) -> None:
    here = "/contracts/debriefings/new"
    async with office.browser() as browser:
        await browser.post(here, data=form(office, key="one"))
    async with office.browser() as stranger:
        answer = await stranger.post(here, data=form(office, key="two"))
        assert answer.status_code == 303
        page = await stranger.get(answer.headers["location"], headers={"Accept-Language": "en"})
    assert "Open the link in our e-mail, and we start at once" in page.text


def counted(at: Any = NOW, **shared: str) -> Counted:
    return Counted(at=at, **{"address": "a", "prefix": "p", "organisation": "o", **shared})


def test_the_second_of_one_address_organisation_or_network_is_another() -> None:
    new = counted()
    before = counted(NOW - timedelta(hours=2), address="b", organisation="p")
    assert not limits.is_another([], new)
    assert not limits.is_another([before], new)
    assert limits.is_another([before.model_copy(update={"at": NOW - timedelta(minutes=5)})], new)
    assert limits.is_another([before.model_copy(update={"address": "a"})], new)
    assert limits.is_another([before.model_copy(update={"organisation": "o"})], new)
    assert not limits.is_another([before.model_copy(update={"address": "a", "at": NOW - timedelta(days=2)})], new)


async def test_a_prankster_s_address_is_blocked_with_its_request(office: Office) -> None:
    taken = await office.http.post("/contracts/api/debriefings", json=request(utc_now()))
    debriefing_id = taken.json()["id"]
    off = DebriefingCalledOff(debriefing_id=debriefing_id, called_off_at=utc_now(), blocked=True)
    await office.desk.run(lambda unit: requests.withdraw_called_off(off, unit))
    found = await Debriefings(office.desk.tx).find(debriefing_id)
    assert found is not None
    assert found.withdrawn
    again = await office.http.post("/contracts/api/debriefings", json=request(utc_now()))
    assert again.status_code == 403
    vouched = await office.http.post("/contracts/api/debriefings", json=request(utc_now()), headers=office.coordinator)
    assert vouched.status_code == 202
