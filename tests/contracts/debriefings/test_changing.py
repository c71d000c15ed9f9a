"""A request can be changed while it is looked for; the coordinator may always; what changed is told."""

from typing import Any

import httpx
import pytest

from services.contracts.debriefings.live import progress
from services.contracts.debriefings.model import Changed, Fact
from shared import finland
from shared.clock import utc_now
from tests.contracts.build import after, confirmed, found, offered, request, requested
from tests.contracts.conftest import Office

JSON = {"Accept": "application/json"}


async def asked(office: Office, **changes: Any) -> str:
    """The path of a request's page."""
    answer = await office.http.post("/contracts/api/debriefings", json=request(utc_now(), **changes))
    assert answer.status_code == 202, answer.text
    return "/contracts" + str(answer.json()["status_url"]).split("/contracts", 1)[1]


async def change(office: Office, path: str, **new: Any) -> httpx.Response:
    return await office.http.post(f"{path}/change", json=new, headers=JSON)


async def steps(office: Office, path: str) -> list[str]:
    return [each["what"] for each in (await office.http.get(path, headers=JSON)).json()["timeline"]]


async def test_what_is_given_is_changed_and_what_is_not_stays(office: Office) -> None:
    path = await asked(office)
    assert (await change(office, path, participants=4, leaders=1)).status_code == 200
    page = (await office.http.get(f"{path}/change", headers={"Accept-Language": "en"})).text
    assert 'value="4"' in page
    assert 'value="Keskuskatu 4"' in page
    assert await steps(office, path) == ["requested", "changed"]
    assert (await change(office, path, participants=4)).status_code == 200
    assert await steps(office, path) == ["requested", "changed"]


async def test_who_leads_beside_is_named_kept_and_taken_back(office: Office) -> None:
    path = await asked(office)
    oona = {"name": "Oona Laakso", "email": "oona@terveys.example", "language": "sv"}
    assert (await change(office, path, beside=oona)).status_code == 200
    page = (await office.http.get(f"{path}/change", headers={"Accept-Language": "en"})).text
    assert 'value="oona@terveys.example"' in page
    assert (await change(office, path, participants=4)).status_code == 200
    typed = {"beside.name": "Oona L", "beside.email": "oona@terveys.example", "beside.phone": ""}
    assert (await office.http.post(f"{path}/change", data=typed)).status_code == 303
    (known,) = await office.database["debriefings"].find({}).to_list(2)
    assert known["beside"] == oona | {"name": "Oona L", "phone": None}
    half = await office.http.post(f"{path}/change", data=typed | {"beside.email": ""})
    assert half.status_code == 422
    assert (await change(office, path, beside=None)).status_code == 200
    assert await steps(office, path) == ["requested", "changed", "changed", "changed", "changed"]
    assert 'value="oona@terveys.example"' not in (await office.http.get(f"{path}/change")).text


async def test_a_form_that_lacks_fields_leaves_them_and_one_tap_is_enough(office: Office) -> None:
    path = await asked(office)
    answer = await office.http.post(f"{path}/change", data={"place.remote": "yes"})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    page = (await office.http.get(path, headers={"Accept-Language": "en"})).text
    assert "At a distance" in page
    assert "The request was changed" in page


@pytest.mark.parametrize(
    ("new", "field"),
    [
        ({"participants": 0}, "participants"),
        ({"languages": []}, "languages"),
        ({"place": {"municipality": "Liedo"}}, "place"),
        ({"contact": {"name": "Maija", "phone": "040 1234567", "email": "other@x.example"}}, "contact.email"),
        ({"kind": "death"}, "kind"),
    ],
)
async def test_what_can_not_be_is_named_and_nothing_is_changed(office: Office, new: Any, field: str) -> None:
    path = await asked(office)
    answer = await change(office, path, **new)
    assert (answer.status_code, field in answer.json()["fields"]) == (422, True)
    assert await steps(office, path) == ["requested"]


async def test_what_is_withdrawn_is_not_changed(office: Office) -> None:
    path = await asked(office)
    await office.http.post(f"{path}/withdraw", headers=JSON)
    assert (await change(office, path, participants=4)).status_code == 409
    assert (await office.http.get(f"{path}/change")).status_code == 303


async def test_a_mistyped_municipality_is_asked_about_and_one_tap_mends_it(office: Office) -> None:
    refused = await office.http.post(
        "/contracts/api/debriefings", json=request(utc_now(), place={"municipality": "Liedo"})
    )
    assert refused.status_code == 422
    assert "Lieto" in str(refused.json()["fields"])
    path = await asked(office, place={"municipality": "Kaukala", "as_written": True})
    headers = {"Accept-Language": "en"}
    page = await office.http.post(f"{path}/change", data={"place.municipality": "Liedo"}, headers=headers)
    assert page.status_code == 422
    assert 'name="place.meant" value="Lieto"' in page.text
    typed = {"place.municipality": "Liedo", "place.meant": "Lieto"}
    assert (await office.http.post(f"{path}/change", data=typed)).status_code == 303


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Liedo", "Lieto"), ("Rovanniemi", "Rovaniemi"), ("Abo", "Åbo"), ("Tampre", "Tampere"), ("Esboo", "Esbo")],
)
def test_a_name_that_is_none_is_known_for_what_it_was_meant_to_be(typed: str, meant: str) -> None:
    assert not finland.is_known(typed)
    assert meant in finland.meant_by(typed)


def test_every_municipality_is_known_in_both_languages() -> None:
    assert all(finland.is_known(name) for name in finland.municipalities("en"))
    assert finland.meant_by("Xyzzyx") == ()


def test_a_leader_more_makes_what_was_confirmed_sought_again() -> None:
    facts: list[Fact] = [requested(), offered(1, 1, "aino"), confirmed(2, 2, "aino"), found(3, 3, "aino")]
    view = progress([*facts, Changed(at=after(3), what=("leaders",))])
    assert (view.state, view.confirmed) == ("searching", None)
    assert view.found is not None
