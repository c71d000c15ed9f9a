"""A contract on its way: drafted, offered, signed in order, sealed at the last signature; or it comes back."""

import hashlib
import re
from typing import Any

import httpx
import pytest

from services.contracts.agreements.handlers import offering
from services.contracts.agreements.links import SigningLinks
from services.contracts.agreements.model import SigningDue
from services.contracts.agreements.store import Agreements, Papers
from services.contracts.service import SERVICE
from shared.messages.contracts import (
    ContractDeclined,
    ContractLapsed,
    ContractSigned,
    ContractWithdrawn,
    SignatureAwaited,
)
from tests.contracts.agreements.drafts import WHOLE, drafted
from tests.contracts.conftest import Office

JSON = {"Accept": "application/json"}
API = "/contracts/api/contracts"
SIGN = {"answer": "sign", "name": "Oma Nimi"}


async def offered(office: Office, **changes: Any) -> dict[str, Any]:
    """A contract that waits for its first signature."""
    made = await drafted(office, **changes)
    sent = await office.http.post(f"{API}/{made['id']}/offer", headers=office.coordinator)
    assert sent.status_code == 200, sent.text
    told: dict[str, Any] = sent.json()
    return told


async def path_of_next(office: Office) -> str:
    """Where whoever was asked last signs."""
    told = await office.said(SignatureAwaited, "notifications")
    return httpx.URL(told["link"]).path


async def sign(office: Office, path: str) -> httpx.Response:
    return await office.http.post(path, json=SIGN, headers=JSON)


async def links(office: Office, contract_id: str) -> list[str]:
    """Every signer's page, in order."""
    found = await Agreements(office.desk.tx).find(contract_id)
    assert found is not None
    made = SigningLinks.of(office.desk.settings)
    return [httpx.URL(made.link(found, each)).path for each in found.signers]


async def state(office: Office, contract_id: str) -> str:
    answer = await office.http.get(f"{API}/{contract_id}", headers=office.coordinator)
    return str(answer.json()["state"])


async def test_the_orderer_signs_first_then_each_supervisor_and_the_last_signature_seals_it(office: Office) -> None:
    made = await offered(office)
    who = []
    for _ in range(3):
        told = await office.said(SignatureAwaited, "notifications")
        who.append((told["signer"]["name"], told["last"]))
        answer = await sign(office, httpx.URL(told["link"]).path)
        assert answer.status_code == 200, answer.text
    assert who == [("Maria Koskela", False), ("Kaisa Rantala", False), ("Pekka Virtanen", True)]
    assert answer.json()["state"] == "signed"
    signed = await office.said(ContractSigned, "notifications")
    assert (signed["contract_id"], signed["supervisors"], signed["sessions"]) == (made["id"], ["kaisa", "pekka"], 10)
    assert signed["rhythm"]["first_date"] == "2027-01-14"
    pdf = await Papers(office.desk.tx).get(made["id"])
    assert pdf is not None
    assert b"/ByteRange" in pdf
    assert b"ETSI.CAdES.detached" in pdf


async def test_what_is_signed_is_the_very_document_that_was_shown(office: Office) -> None:
    made = await offered(office)
    path = await path_of_next(office)
    shown = await office.http.get(f"{path}/document.pdf")
    assert shown.headers["content-type"] == "application/pdf"
    assert (await office.http.get(path, headers=JSON)).json()["sha256"] == hashlib.sha256(shown.content).hexdigest()
    await sign(office, path)
    found = await Agreements(office.desk.tx).find(made["id"])
    assert found is not None
    signature = found.signers[0].signature
    assert signature is not None
    assert (signature.sha256, signature.name) == (hashlib.sha256(shown.content).hexdigest(), "Oma Nimi")
    assert signature.user_agent.startswith("python-httpx")


async def test_whose_turn_it_is_not_is_told_who_signs_first(office: Office) -> None:
    made = await offered(office)
    _, second, _ = await links(office, made["id"])
    early = await sign(office, second)
    assert early.status_code == 409
    assert "Maria Koskela" in early.text
    page = await office.http.get(second, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert "It isn't your turn yet" in page.text
    assert 'name="answer"' not in page.text


async def test_the_same_signature_twice_is_one(office: Office) -> None:
    made = await offered(office)
    path = await path_of_next(office)
    assert [(await sign(office, path)).status_code for _ in range(2)] == [200, 200]
    assert (await office.said(SignatureAwaited, "notifications"))["signer"]["name"] == "Kaisa Rantala"
    assert await office.silent(SignatureAwaited, "notifications")
    assert await state(office, made["id"]) == "offered"


async def test_a_name_is_needed_for_signing(office: Office) -> None:
    await offered(office)
    path = await path_of_next(office)
    answer = await office.http.post(path, data={"answer": "sign", "name": " "}, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "Write your name: it is your signature." in answer.text


async def test_declining_brings_it_back_with_the_wish_and_ends_all_links(office: Office) -> None:
    made = await offered(office)
    await sign(office, await path_of_next(office))
    second = await path_of_next(office)
    answer = await office.http.post(second, json={"answer": "decline", "reason": "Hinta puuttuu"}, headers=JSON)
    assert answer.status_code == 200, answer.text
    declined = await office.said(ContractDeclined, "notifications")
    assert [each["name"] for each in declined["told"]] == ["Maria Koskela"]
    assert "Hinta" not in str(declined)
    assert (await sign(office, second)).status_code == 410
    assert await state(office, made["id"]) == "draft"
    page = await office.browser_of_coordinator().get(f"/contracts/agreements/{made['id']}")
    assert "Hinta puuttuu" in page.text
    again = await office.http.post(f"{API}/{made['id']}/offer", headers=office.coordinator)
    assert (again.json()["version"], again.json()["signers"][0]["signed_at"]) == (2, None)


async def test_what_nobody_signs_is_reminded_of_twice_and_lapses(office: Office) -> None:
    made = await offered(office)
    path = await path_of_next(office)
    for number in (1, 2):
        due = SigningDue(agreement_id=made["id"], offer=1, what="remind", number=number)
        await office.desk.run(lambda unit, due=due: offering.remind_or_lapse(due, unit))  # type: ignore[misc]
        told = await office.said(SignatureAwaited, "notifications")
        assert (told["reminder"], told["revision"]) == (number, 2 + number)
    lapse = SigningDue(agreement_id=made["id"], offer=1, what="lapse")
    await office.desk.run(lambda unit: offering.remind_or_lapse(lapse, unit))
    assert (await office.said(ContractLapsed, "notifications"))["waited_for"] == "Maria Koskela"
    assert (await sign(office, path)).status_code == 410
    assert await state(office, made["id"]) == "lapsed"


async def test_a_timer_of_an_earlier_offer_changes_nothing(office: Office) -> None:
    made = await offered(office)
    await office.http.post(f"{API}/{made['id']}/revise", headers=office.coordinator)
    await office.http.post(f"{API}/{made['id']}/offer", headers=office.coordinator)
    lapse = SigningDue(agreement_id=made["id"], offer=1, what="lapse")
    await office.desk.run(lambda unit: offering.remind_or_lapse(lapse, unit))
    assert await state(office, made["id"]) == "offered"


async def test_a_signer_is_exchanged_and_all_sign_anew(office: Office) -> None:
    made = await offered(office)
    old = await path_of_next(office)
    await sign(office, old)
    await office.http.post(f"{API}/{made['id']}/revise", headers=office.coordinator)
    told = await office.said(ContractWithdrawn, "notifications")
    assert {each["name"] for each in told["told"]} == {"Maria Koskela", "Kaisa Rantala"}
    other = {"orderer": {"name": "Uusi Esihenkilö", "email": "uusi@kaarina.example", "language": "sv"}}
    await office.http.patch(f"{API}/{made['id']}", json=other, headers=office.coordinator)
    sent = await office.http.post(f"{API}/{made['id']}/offer", headers=office.coordinator)
    assert sent.json()["signers"][0]["name"] == "Uusi Esihenkilö"
    assert all(each["signed_at"] is None for each in sent.json()["signers"])
    assert (await office.http.get(old, headers=JSON)).status_code == 410


async def test_what_lacks_clauses_is_not_offered_and_each_is_named(office: Office) -> None:
    without = {name: value for name, value in WHOLE.items() if name not in ("price", "goals")}
    made = await drafted(office, **{**without, "price": None, "goals": []})
    assert len(made["missing"]) == 2
    assert all(each["clause"] and each["why"] for each in made["missing"])
    answer = await office.http.post(f"{API}/{made['id']}/offer", headers=office.coordinator)
    assert answer.status_code == 409
    assert set(answer.json()["fields"]) == {"price", "goals"}
    assert await state(office, made["id"]) == "draft"


async def test_participants_sign_in_the_end_where_the_contract_asks_for_it(office: Office) -> None:
    people = [
        {"name": "Maija Salo", "email": "maija@kaarina.example"},
        {"name": "Timo", "email": "timo@kaarina.example"},
    ]
    made = await offered(office, participants=people, participants_sign=True)
    roles = [each["role"] for each in made["signers"]]
    assert roles == ["orderer", "supervisor", "supervisor", "participant", "participant"]


@pytest.mark.parametrize("field", ["goals", "price", "methods"])
async def test_neither_goals_nor_prices_are_in_what_others_hear(office: Office, field: str) -> None:
    await offered(office, goals=["SALATAVOITE"], methods="SALATAPA", price="777.77")
    told = str(await office.said(SignatureAwaited, "notifications"))
    for secret in ("SALATAVOITE", "SALATAPA", "777", "77777"):
        assert secret not in told, field


async def test_the_draft_is_read_as_a_document_too(office: Office) -> None:
    made = await drafted(office)
    answer = await office.http.get(f"{API}/{made['id']}/document.pdf", headers=office.coordinator)
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert re.search(r'filename="2\d{3}-[0-9A-F]{6}\.pdf"', answer.headers["content-disposition"])


def test_contracts_tells_only_what_it_says_it_publishes() -> None:
    assert {SignatureAwaited, ContractDeclined, ContractLapsed, ContractWithdrawn, ContractSigned} <= set(
        SERVICE.publishes
    )
