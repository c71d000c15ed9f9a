"""Asking over JSON: taken once, every wrong field named, nothing half-saved; and the coordinator's choices."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from shared.clock import utc_now
from shared.messages.contracts import (
    DebriefingRequested,
    DebriefingWithdrawn,
    RequesterVerified,
    VerificationNeeded,
)
from tests.contracts.build import MARK, request
from tests.contracts.conftest import Office

ASK = "/contracts/api/debriefings"


async def count(office: Office) -> int:
    return await office.database["debriefings"].count_documents({})


async def test_a_request_is_taken_and_booking_hears_of_it_at_once(office: Office) -> None:
    answer = await office.ask()
    assert answer.status_code == 202
    assert set(answer.json()) == {"id", "status_url"}
    heard = await office.said(DebriefingRequested, "booking")
    assert heard["debriefing_id"] == answer.json()["id"]
    assert (heard["verified"], heard["leaders"], heard["place"]["region"]) == (False, 2, "02")
    assert "/contracts/verifications/" in heard["verify_link"]
    assert heard["status_link"] == answer.json()["status_url"]


async def test_what_happened_stands_in_no_document_message_log_or_status(
    office: Office, capfd: pytest.CaptureFixture[str]
) -> None:
    _, path = await office.asked()
    names = await office.database.list_collection_names()
    stored = [repr(await office.database[name].find().to_list(None)) for name in names]
    heard = [await office.said(DebriefingRequested, to) for to in DebriefingRequested.to]
    page = await office.http.get(path)
    await office.ask(contact__email="wrong")
    everything = [*stored, json.dumps(heard), page.text, json.dumps(await office.state(path)), *capfd.readouterr()]
    assert all(MARK not in each and "XQ7" not in each for each in everything)
    (kept,) = [document async for document in office.database["debriefings"].find()]
    assert len(kept["sealed"]) > len(MARK)


async def test_the_same_key_and_body_are_the_same_request(office: Office) -> None:
    body = request(utc_now())
    turned = dict(reversed(body.items()))
    answers = [await office.http.post(ASK, json=each, headers={"Idempotency-Key": "k1"}) for each in (body, turned)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert await count(office) == 1


async def test_the_same_key_with_another_body_is_refused_in_the_language_asked_for(office: Office) -> None:
    await office.ask({"Idempotency-Key": "k1"})
    answer = await office.ask({"Idempotency-Key": "k1", "Accept-Language": "sv"}, participants=10)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["error"]
    assert "begäran" in answer.json()["error"]
    assert await count(office) == 1


async def test_the_same_request_ten_times_at_one_moment_is_one(office: Office) -> None:
    body = request(utc_now())
    tries = [office.http.post(ASK, json=body, headers={"Idempotency-Key": "race"}) for _ in range(10)]
    answers = await asyncio.gather(*tries)
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.text for answer in answers}) == 1
    assert await count(office) == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
async def test_a_key_has_one_to_two_hundred_visible_characters(office: Office, key: str) -> None:
    answer = await office.ask({"Idempotency-Key": key})
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"Idempotency-Key"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fi", "Kirjoita sähköpostiosoite kokonaan"),
        ("sv", "Skriv hela e-postadressen"),
        ("en", "Write the e-mail address"),
    ],
)
async def test_every_wrong_field_is_named_in_the_language_asked_for(
    office: Office, language: str, sentence: str
) -> None:
    answer = await office.ask({"Accept-Language": language}, contact__email="x", participants=0, incident__kind="?")
    assert answer.status_code == 422
    fields = answer.json()["fields"]
    assert set(fields) == {"contact.email", "participants", "incident.kind"}
    assert fields["contact.email"].startswith(sentence)
    assert await count(office) == 0


JUNK = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b"\xff\xfe",
    b'{"organisation": "\\ud800"}',
    b"[" * 100_000,
    b'{"participants": 1e999}',
    b'{"\\ud800": 1}',
    b'{"participants": 123456789012345678901234567890}',
    json.dumps({"organisation": {"$gt": ""}, "contact": [], "incident": 1, "place": "x"}).encode(),
]


@pytest.mark.parametrize("junk", JUNK)
async def test_junk_is_refused_with_a_sentence(office: Office, junk: bytes) -> None:
    answer = await office.http.post(ASK, content=junk, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert await count(office) == 0


async def test_a_body_of_a_megabyte_is_refused(office: Office) -> None:
    assert (await office.ask(incident__description="x" * 1_000_000)).status_code == 413


async def _spread(body: bytes) -> AsyncIterator[bytes]:
    for _ in range(20):
        yield body


async def test_a_body_of_unknown_length_is_counted_as_it_comes(office: Office) -> None:
    answer = await office.http.post(ASK, content=_spread(b" " * 65_536))
    assert answer.status_code == 413


@pytest.mark.usefixtures("no_refill")
async def test_a_flood_from_one_address_is_slowed_down_but_not_the_coordinator_s(office: Office) -> None:
    answers = [await office.ask(participants=0) for _ in range(22)]
    assert [answer.status_code for answer in answers] == [422] * 20 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert answers[-1].json()["error"]
    assert (await office.ask(office.coordinator)).status_code == 202


async def test_a_typed_address_is_no_proof_and_the_link_is(office: Office) -> None:
    row = {"name": "liedon KOULU", "emails": ["Maija@LiedonKoulu.example"]}
    answer = await office.http.post("/contracts/api/organisations", json=row, headers=office.coordinator)
    assert (answer.status_code, answer.json()) == (201, {"kept": 1})
    school = (await office.http.get("/contracts/api/organisations", headers=office.coordinator)).json()[0]["id"]
    _, path = await office.asked()
    heard = await office.said(DebriefingRequested, "booking")
    assert (heard["verified"], heard["speaks_for_organisation"], heard["vouched"]) == (False, False, False)
    assert heard["organisation_id"] == school
    stored = await office.database["debriefings"].find_one({})
    assert stored is not None
    assert stored["organisation_id"] is None
    await office.http.post(heard["verify_link"].removeprefix(office.desk.settings.public_url))
    verified = await office.said(RequesterVerified, "booking")
    assert verified["speaks_for_organisation"]
    told = await office.state(path)
    assert (told["verified"], told["speaks_for_organisation"]) == (True, True)


async def test_a_confirmed_address_does_not_speak_for_an_organisation_that_is_only_named(office: Office) -> None:
    row = {"name": "Liedon koulu", "emails": ["maija@liedonkoulu.example"]}
    await office.http.post("/contracts/api/organisations", json=row, headers=office.coordinator)
    _, path = await office.confirmed(contact__email="attacker@else.example")
    assert not (await office.said(RequesterVerified, "booking"))["speaks_for_organisation"]
    told = await office.state(path)
    assert (told["verified"], told["speaks_for_organisation"]) == (True, False)


async def test_the_coordinator_s_program_vouches_for_whom_it_asks(office: Office) -> None:
    assert (await office.ask(office.coordinator)).status_code == 202
    heard = await office.said(DebriefingRequested, "booking")
    assert (heard["verified"], heard["vouched"]) == (False, True)
    assert heard["verify_link"]


async def test_where_the_link_comes_first_a_known_address_waits_for_it_too(office: Office) -> None:
    await link_first(office)
    row = {"name": "Liedon koulu", "emails": ["maija@liedonkoulu.example"]}
    await office.http.post("/contracts/api/organisations", json=row, headers=office.coordinator)
    await office.asked()
    assert (await office.said(VerificationNeeded, "notifications"))["verify_link"]
    assert await office.silent(DebriefingRequested, "booking")


@pytest.mark.parametrize(
    ("changes", "limit"),
    [
        (lambda n: {"organisation": f"Koulu {n}"}, "unconfirmed_per_address"),
        (lambda n: {"contact__email": f"a{n}@else.example"}, "unconfirmed_per_organisation"),
        (lambda n: {"contact__email": f"a{n}@else.example", "organisation": f"Koulu {n}"}, "unconfirmed_per_prefix"),
        (lambda n: {"contact__email": f"a{n}@else.example", "organisation": f"Koulu {n}"}, "unconfirmed_in_all"),
    ],
)
async def test_a_prankster_is_stopped_by_each_limit_and_others_with_a_token_are_not(
    office: Office, changes: Callable[[int], dict[str, Any]], limit: str
) -> None:
    await office.http.put("/contracts/api/network", json={limit: 2}, headers=office.coordinator)
    answers = [await office.ask(**changes(n)) for n in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert 3500 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert await count(office) == 2
    assert (await office.ask(office.coordinator)).status_code == 202
    counted = repr(await office.database["unconfirmed"].find().to_list(None))
    assert "else.example" not in counted
    assert "127.0.0" not in counted


async def test_a_crowd_at_one_moment_is_counted_in_the_store(office: Office) -> None:
    await office.http.put("/contracts/api/network", json={"unconfirmed_per_address": 3}, headers=office.coordinator)
    answers = await asyncio.gather(*(office.ask() for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [202] * 3 + [429] * 7


async def test_a_request_sent_again_is_counted_once(office: Office) -> None:
    await office.http.put("/contracts/api/network", json={"unconfirmed_per_address": 1}, headers=office.coordinator)
    body = request(utc_now())
    answers = [await office.http.post(ASK, json=body, headers={"Idempotency-Key": "k"}) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {202}


async def test_strangers_and_the_known_never_meet_in_an_idempotency_key(office: Office) -> None:
    key = {"Idempotency-Key": "k1"}
    body = request(utc_now())
    answers = [
        await office.http.post(ASK, json=body, headers=key),
        await office.http.post(ASK, json=body, headers=key | office.coordinator),
        await office.ask(key, contact__email="other@else.example", participants=11),
    ]
    assert [answer.status_code for answer in answers] == [202] * 3
    assert len({answer.json()["id"] for answer in answers}) == 3


async def test_each_bad_row_of_organisations_is_named_and_none_is_kept(office: Office) -> None:
    rows: list[Any] = [{"name": "A1"}, {"name": ""}, {"name": "B", "emails": ["x"]}, {"name": "a1"}, 7]
    answer = await office.http.post("/contracts/api/organisations", json=rows, headers=office.coordinator)
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"1.name", "2.emails.0", "3.name", "4"}
    kept = await office.http.get("/contracts/api/organisations", headers=office.coordinator)
    assert kept.json() == []


@pytest.mark.parametrize(("method", "path"), [("GET", "network"), ("PUT", "network"), ("POST", "organisations")])
async def test_the_network_s_data_is_the_coordinator_s(office: Office, method: str, path: str) -> None:
    answer = await office.http.request(method, f"/contracts/api/{path}", json={})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_the_network_chooses_how_many_lead_where_nobody_says(office: Office) -> None:
    await office.http.put("/contracts/api/network", json={"default_leaders": 1}, headers=office.coordinator)
    body = request(utc_now())
    del body["leaders"]
    await office.http.post(ASK, json=body)
    assert (await office.said(DebriefingRequested, "booking"))["leaders"] == 1


async def link_first(office: Office) -> None:
    choice = {"link_first": True, "default_leaders": 2}
    answer = await office.http.put("/contracts/api/network", json=choice, headers=office.coordinator)
    assert choice.items() <= answer.json().items()


async def test_where_the_link_comes_first_nobody_is_asked_until_it_is_opened(office: Office) -> None:
    await link_first(office)
    _, path = await office.asked()
    letter = await office.said(VerificationNeeded, "notifications")
    assert await office.silent(DebriefingRequested, "booking")
    assert [step["what"] for step in (await office.state(path))["timeline"]] == ["requested", "verification_waited"]
    verify = letter["verify_link"].removeprefix(office.desk.settings.public_url)
    assert (await office.http.get(verify)).status_code == 200
    assert await office.silent(DebriefingRequested, "booking")  # looking changes nothing
    for _ in range(2):
        assert (await office.http.post(verify)).headers["Location"] == path
    heard = await office.said(DebriefingRequested, "booking")
    assert (heard["verified"], heard["verify_link"]) == (True, None)
    assert await office.silent(DebriefingRequested, "booking")
    assert (await office.state(path))["verified"]


async def test_otherwise_the_link_only_says_whose_address_it_is(office: Office) -> None:
    debriefing_id, path = await office.asked()
    link = (await office.said(DebriefingRequested, "notifications"))["verify_link"]
    await office.http.post(link.removeprefix(office.desk.settings.public_url))
    assert (await office.said(RequesterVerified, "booking"))["debriefing_id"] == debriefing_id
    assert [step["what"] for step in (await office.state(path))["timeline"]] == ["requested", "verified"]


async def test_withdrawing_twice_is_the_same_and_said_once(office: Office) -> None:
    debriefing_id, path = await office.asked()
    for _ in range(2):
        answer = await office.http.post(f"{path}/withdraw", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    assert (await office.said(DebriefingWithdrawn, "booking"))["debriefing_id"] == debriefing_id
    assert await office.silent(DebriefingWithdrawn, "booking")


async def test_a_request_that_nobody_has_heard_of_is_withdrawn_in_silence(office: Office) -> None:
    await link_first(office)
    _, path = await office.asked()
    await office.http.post(f"{path}/withdraw")
    verify = (await office.said(VerificationNeeded, "notifications"))["verify_link"]
    await office.http.post(verify.removeprefix(office.desk.settings.public_url))
    assert (await office.state(path))["state"] == "withdrawn"
    assert await office.silent(DebriefingWithdrawn, "booking")
    assert await office.silent(DebriefingRequested, "booking")


async def test_the_api_is_described_field_by_field(office: Office) -> None:
    schema = (await office.http.get("/contracts/openapi.json")).json()
    body = schema["paths"][ASK]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"organisation", "contact", "incident", "place", "window"} <= set(body["properties"])
    assert "$ref" not in json.dumps(body)
    assert (await office.http.get("/contracts/docs")).status_code == 200


async def test_a_choice_that_is_not_sent_stays_and_what_was_changed_is_written_down(office: Office) -> None:
    async def put(**choices: Any) -> dict[str, Any]:
        answer = await office.http.put("/contracts/api/network", json=choices, headers=office.coordinator)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    await put(link_first=True, default_leaders=1)
    told = await put(unconfirmed_in_all=50)
    assert (told["link_first"], told["default_leaders"], told["unconfirmed_in_all"]) == (True, 1, 50)
    assert await put() == told
    assert await put(**told) == told
    entries = await office.database["audit"].find({}).to_list(None)
    changes = [(each["field"], each["before"], each["after"]) for entry in entries for each in entry["changes"]]
    assert changes == [
        ("The mailed link comes first", "no", "yes"),
        ("Leaders of a debriefing", "2", "1"),
        ("Unconfirmed requests in an hour: in all", "30", "50"),
    ]
    assert {entry["who"] for entry in entries} == {"the coordinator's token"}


@pytest.mark.parametrize("body", [{"link_frist": True}, {"unconfirmed_in_all": 0}, {"default_leaders": 3}, []])
async def test_a_choice_that_is_none_is_refused_and_nothing_is_changed(office: Office, body: Any) -> None:
    answer = await office.http.put("/contracts/api/network", json=body, headers=office.coordinator)
    assert answer.status_code == 422
    assert await office.database["audit"].count_documents({}) == 0


async def test_of_a_known_organisation_what_a_row_does_not_say_stays(office: Office) -> None:
    async def put(**row: Any) -> dict[str, Any]:
        answer = await office.http.post("/contracts/api/organisations", json=row, headers=office.coordinator)
        assert answer.status_code == 201, answer.text
        listed = await office.http.get("/contracts/api/organisations", headers=office.coordinator)
        found: dict[str, Any] = listed.json()[0]
        return found

    whole = await put(name="Liedon koulu", business_id="0112038-9", emails=["maija@koulu.example"])
    assert await put(name="Liedon koulu") == whole
    bare = await put(name="Liedon koulu", business_id=None)
    assert (bare["business_id"], bare["contacts"]) == (None, whole["contacts"])
    assert (await put(name="Liedon koulu", emails=[]))["contacts"] == []
