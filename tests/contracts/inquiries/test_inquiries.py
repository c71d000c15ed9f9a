"""An inquiry at contracts alone: asked by page and by API, offered, answered, given to one, drafted, withdrawn."""

from typing import Any

import httpx
import pytest

from services.contracts.inquiries.handlers import tidy
from services.contracts.inquiries.links import InquiryLinks
from services.contracts.inquiries.model import InquiriesTidyingDue
from services.contracts.inquiries.store import Inquiries
from shared.messages.inquiries import InquiryClosed, InquiryMatched, InquiryOffered, InquiryReceived
from shared.people.person import Person
from tests.contracts.agreements.drafts import settled_network
from tests.contracts.conftest import Office

API, NEW, HERE = "/contracts/api/inquiries", "/contracts/inquiries/new", "/contracts/inquiries"
ENGLISH = {"Accept": "text/html", "Accept-Language": "en"}
SECRET_NEED = "Kaksi on sairauslomalla uupumuksen takia."
FORM = {
    "need": SECRET_NEED,
    "form": "group",
    "participants": "6",
    "municipality": "Kaarina",
    "language": "fi",
    "organisation": "Kaarinan kaupunki",
    "contact.name": "Maria Koskela",
    "contact.email": "maria@kaarina.example",
    "contact.phone": "040 123 4567",
}


def body(**changes: Any) -> dict[str, Any]:
    contact = {"name": "Maria Koskela", "email": "maria@kaarina.example", "language": "fi"}
    known = {"organisation": "Kaarinan kaupunki", "need": SECRET_NEED, "form": "group", "participants": 6}
    return {**known, "contact": contact, **changes}


async def asked(office: Office, **changes: Any) -> tuple[str, str]:
    answer = await office.http.post(API, json=body(**changes))
    assert answer.status_code == 202, answer.text
    return answer.json()["id"], httpx.URL(answer.json()["status_url"]).path


async def test_an_inquiry_goes_from_the_page_to_a_draft(office: Office) -> None:
    organisation = await settled_network(office)
    sent = await office.http.post(NEW, data={"key": "k" * 32, **FORM})
    again = await office.http.post(NEW, data={"key": "k" * 32, **FORM})
    assert (sent.status_code, again.headers["location"]) == (303, sent.headers["location"])
    told = await office.said(InquiryReceived, "notifications")
    assert SECRET_NEED not in str(told)
    assert told["known"] is False
    page = f"{HERE}/{told['inquiry_id']}"
    links = InquiryLinks.of(office.desk.settings)
    async with office.browser_of_coordinator() as coordinator:
        assert SECRET_NEED in (await coordinator.get(page, headers=ENGLISH)).text
        nobody = await coordinator.post(f"{page}/offer", data={"supervisors": "stranger"}, headers=ENGLISH)
        assert (nobody.status_code, "Choose at least one" in nobody.text) == (422, True)
        assert (await coordinator.post(f"{page}/offer", data={"supervisors": ["kaisa", "pekka"]})).status_code == 303
        offered = await office.said(InquiryOffered, "notifications")
        assert SECRET_NEED not in str(offered)
        early = await coordinator.post(f"{page}/choose", data={"supervisor": "kaisa"}, headers=ENGLISH)
        assert (early.status_code, "who has said yes" in early.text) == (422, True)
        mine = httpx.URL(links.offer(told["inquiry_id"], "kaisa")).path
        before = await office.http.get(mine, headers=ENGLISH)
        assert (SECRET_NEED in before.text, "maria@" in before.text) == (True, False)
        assert (await office.http.post(mine, data={"answer": "perhaps"})).status_code == 422
        assert (await office.http.post(mine, data={"answer": "yes"})).status_code == 303
        assert (await coordinator.post(f"{page}/choose", data={"supervisor": "kaisa"})).status_code == 303
        matched = await office.said(InquiryMatched, "notifications")
        assert [each["name"] for each in matched["others"]] == ["Pekka Virtanen"]
        chosen = (await office.http.get(mine, headers=ENGLISH)).text
        assert "/booking/plan?organisation=Kaarinan" in chosen
        late = httpx.URL(links.offer(told["inquiry_id"], "pekka")).path
        assert (await office.http.post(late, data={"answer": "yes"})).status_code == 410
        made = await coordinator.post(f"{page}/draft", data={"organisation": organisation})
        assert made.status_code == 303, made.text
        contract = made.headers["location"].rpartition("/")[2]
    terms = (await office.http.get(f"/contracts/api/contracts/{contract}", headers=office.coordinator)).json()["terms"]
    assert (terms["orderer"]["email"], terms["participants_number"]) == ("maria@kaarina.example", 6)
    assert ([each["id"] for each in terms["supervisors"]], terms["place"]) == (["kaisa"], "Kaarina")


async def test_who_asked_withdraws_it_and_an_unknown_organisation_is_added_with_the_draft(office: Office) -> None:
    await settled_network(office)
    _, path = await asked(office)
    for _ in range(2):
        assert (await office.http.post(f"{path}/withdraw")).status_code == 303
    assert (await office.said(InquiryClosed, "notifications"))["withdrawn"] is True
    assert await office.silent(InquiryClosed, "notifications")
    inquiry_id, path = await asked(office, organisation="Uusi koti")
    page = f"{HERE}/{inquiry_id}"
    async with office.browser_of_coordinator() as coordinator:
        await coordinator.post(f"{page}/offer", data={"supervisors": "pekka"})
        mine = httpx.URL(InquiryLinks.of(office.desk.settings).offer(inquiry_id, "pekka")).path
        await office.http.post(mine, data={"answer": "yes"})
        await coordinator.post(f"{page}/choose", data={"supervisor": "pekka"})
        assert (await coordinator.post(f"{page}/draft", data={"organisation": ""})).status_code == 303
    assert await office.database["organisations"].find_one({"name": "Uusi koti"}) is not None
    assert (await office.http.post(f"{path}/withdraw", headers=ENGLISH)).status_code == 409


async def test_what_is_wrong_is_named_and_nothing_typed_is_lost(office: Office) -> None:
    answer = await office.http.post(API, json=body(need=" ", form="choir", start="2020-01-01", participants=0))
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"need", "form", "start", "participants"}
    page = await office.http.post(NEW, data={**FORM, "remote": "yes", "contact.email": ""}, headers=ENGLISH)
    assert (page.status_code, "Write your e-mail address." in page.text) == (422, True)
    assert SECRET_NEED in page.text
    assert await office.silent(InquiryReceived, "notifications")


async def test_the_same_key_is_one_inquiry_and_strangers_are_limited(office: Office) -> None:
    first = await office.http.post(API, json=body(), headers={"Idempotency-Key": "one"})
    same = await office.http.post(API, json=body(), headers={"Idempotency-Key": "one"})
    assert first.json() == same.json()
    other = await office.http.post(API, json=body(participants=7), headers={"Idempotency-Key": "one"})
    assert other.status_code == 422
    answers = [(await office.http.post(API, json=body())).status_code for _ in range(3)]
    assert answers == [202, 202, 429]
    assert (await office.http.post(API, json=body(), headers=office.coordinator)).status_code == 202
    urgent = await office.ask()  # inquiries take no urgent request's place
    assert urgent.status_code == 202


@pytest.mark.parametrize("person", [None, Person(email="kaisa@verkosto.example", name="Kaisa", supervisor="kaisa")])
async def test_only_the_coordinator_sees_inquiries(office: Office, person: Person | None) -> None:
    inquiry_id, path = await asked(office)
    async with office.browser(person) as browser:
        for found in (HERE, f"{HERE}/{inquiry_id}"):
            answer = await browser.get(found)
            assert SECRET_NEED not in answer.text
            assert answer.status_code in (303, 403)
        assert (await browser.post(f"{HERE}/{inquiry_id}/close")).status_code in (303, 401, 403)
    kept = await Inquiries(office.desk.tx).find(inquiry_id)
    assert kept is not None
    assert kept.state == "open"
    assert (await office.http.get(f"{HERE}/offers/{'x' * 43}")).status_code == 404
    assert (await office.http.get(path, headers=ENGLISH)).status_code == 200


async def test_an_old_inquiry_is_forgotten(office: Office) -> None:
    old, _ = await asked(office)
    new, _ = await asked(office, organisation="Toinen", contact=body()["contact"] | {"email": "x@toinen.example"})
    document = await office.database["inquiries"].find_one({"_id": old})
    long_ago = {"changed_at": document["changed_at"].replace(year=2020)} if document else {}
    await office.database["inquiries"].update_one({"_id": old}, {"$set": long_ago})
    await office.desk.run(lambda unit: tidy(InquiriesTidyingDue(), unit))
    assert [each["_id"] async for each in office.database["inquiries"].find()] == [new]
