"""Refusals: a sentence with what to do next, for people and for programs."""

import pytest
import structlog

from tests.web.shell import TOKEN, application, client


async def test_a_program_gets_json_and_a_browser_a_page() -> None:
    async with client(application()) as browser:
        page = await browser.get("/sample/nowhere")
        json = await browser.get("/sample/nowhere", headers={"accept": "application/json"})
        api = await browser.get("/sample/api/nowhere")
    assert [each.status_code for each in (page, json, api)] == [404] * 3
    assert page.headers["content-type"].startswith("text/html")
    assert "Sivua ei löydy." in page.text
    assert json.json() == api.json() == {"error": "Sivua ei löydy. Tarkista, että osoite on kokonainen."}


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("application/json, text/html;q=0.9", "application/json"),
        ("application/*", "application/json"),
        ("text/html;q=nonsense, application/json", "application/json"),
    ],
)
async def test_accept_is_weighed(accept: str, kind: str) -> None:
    async with client(application()) as browser:
        answer = await browser.get("/sample/nowhere", headers={"accept": accept})
    assert answer.headers["content-type"].startswith(kind)


async def test_a_problem_names_its_fields_and_keeps_its_headers() -> None:
    async with client(application()) as browser:
        json = await browser.get("/sample/taken", headers={"accept": "application/json"})
        page = await browser.get("/sample/taken")
    assert json.status_code == page.status_code == 409
    assert json.json()["fields"] == {"slot": "Anna kokonaisluku."}
    assert json.headers["retry-after"] == page.headers["retry-after"] == "7"
    assert "Anna kokonaisluku." in page.text


async def test_a_wrong_method_gets_a_sentence() -> None:
    async with client(application()) as browser:
        answer = await browser.put("/sample/everything", headers={"accept-language": "sv"})
    assert answer.status_code == 405
    assert "Gå tillbaka och försök igen." in answer.text


async def test_a_fault_of_ours_tells_and_logs_nothing_that_was_written() -> None:
    async with client(application()) as browser:
        with structlog.testing.capture_logs() as logs:
            answer = await browser.get("/sample/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text + str(logs)
    assert logs[0]["why"] == "ValueError"
    assert answer.headers["content-security-policy"]


async def test_only_the_coordinator_s_token_opens_the_coordinator_s_api() -> None:
    async with client(application()) as browser:
        statuses = {
            given: (await browser.get("/sample/api/cases", headers={"authorization": given})).status_code
            for given in ("", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"bearer {TOKEN}")
        }
        refused = await browser.get("/sample/api/cases")
    assert [*statuses.values()] == [401, 401, 401, 401, 401, 200]
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.json()["error"].startswith("Tähän tarvitaan tunniste.")
