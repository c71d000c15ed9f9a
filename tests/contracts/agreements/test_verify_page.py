"""Anybody can check whether a document that they were sent is genuine; they learn no names by it."""

from typing import Any

from services.contracts.agreements.store import Papers
from tests.contracts.agreements.test_signing import JSON, links, offered, sign
from tests.contracts.conftest import Office

VERIFY = "/contracts/verify"


async def sealed(office: Office) -> bytes:
    made = await offered(office)
    for path in await links(office, made["id"]):
        assert (await sign(office, path)).status_code == 200
    found = await Papers(office.desk.tx).get(made["id"])
    assert found is not None
    return found


async def checked(office: Office, pdf: bytes) -> dict[str, Any]:
    answer = await office.http.post(VERIFY, files={"file": ("x.pdf", pdf, "application/pdf")}, headers=JSON)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_sealed_contract_is_genuine_and_one_changed_byte_is_seen(office: Office) -> None:
    pdf = await sealed(office)
    told = await checked(office, pdf)
    assert (told["outcome"], told["parties"]) == ("genuine", {"orderer": 1, "supervisor": 2})
    assert "Maria" not in str(told)
    changed = pdf.replace(b"%%EOF", b"%%EOG", 1)
    assert (await checked(office, changed))["outcome"] != "genuine"


async def test_a_contract_that_only_was_offered_has_no_seal(office: Office) -> None:
    made = await offered(office)
    pdf = await Papers(office.desk.tx).get(made["id"])
    assert pdf is not None
    assert (await checked(office, pdf))["outcome"] == "no_seal"


async def test_the_page_says_it_in_words_and_asks_for_a_file(office: Office) -> None:
    english = {"Accept": "text/html", "Accept-Language": "en"}
    assert "Is the document genuine?" in (await office.http.get(VERIFY, headers=english)).text
    empty = await office.http.post(VERIFY, files={"other": ("x", b"")}, headers=english)
    assert (empty.status_code, "Choose the file that you were sent." in empty.text) == (422, True)
    strange = await office.http.post(VERIFY, files={"file": ("x.pdf", b"hello")}, headers=english)
    assert "This is not a PDF that can be read" in strange.text


async def test_a_document_of_many_pages_is_taken_from_anybody_up_to_ten_megabytes(office: Office) -> None:
    for size, status in ((9_000_000, 200), (11_000_000, 413)):
        file = {"file": ("x.pdf", b"%PDF-1.7" + b"0" * size, "application/pdf")}
        assert (await office.http.post(VERIFY, files=file, headers=JSON)).status_code == status
    elsewhere = await office.http.post("/contracts/debriefings/new", files={"file": ("x", b"0" * 300_000)})
    assert elsewhere.status_code == 413
