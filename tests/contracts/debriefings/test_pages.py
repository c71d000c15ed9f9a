"""Contracts' pages: asking without losing what was typed, watching live, reading what happened."""

import asyncio
import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from services.contracts.debriefings.handlers import news
from services.contracts.debriefings.links import Links
from shared.clock import utc_now
from shared.messages.contracts import DebriefingRequested
from tests.contracts import messages
from tests.contracts.conftest import Office

NEW = "/contracts/debriefings/new"


def form(office: Office, **changes: Any) -> dict[str, Any]:
    """The form as a person fills it in; a double underscore stands for the dot of a field's name."""
    known: dict[str, Any] = {
        "key": "one-form",
        "incident.kind": "death",
        "incident.occurred_at": office.desk.pages.times.form_value(utc_now() - timedelta(hours=1)),
        "incident.description": "<b>Mitä</b> tapahtui",
        "place.municipality": "Lieto",
        "place.address": "",
        "participants": "9",
        "languages": ["fi", "sv"],
        "organisation": "Liedon koulu & <i>",
        "contact.name": "Maija Salo",
        "contact.phone": "+358 40 123 4567",
        "contact.email": "maija@lieto.example",
        "leaders": "2",
        "window.from": "",
        "window.to": "",
    }
    filled = known | {name.replace("__", "."): value for name, value in changes.items()}
    return {name: value for name, value in filled.items() if value is not None}


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("fi", "Pyydä kiireellistä jälkipuintia"),
        ("sv", "Begär en akut debriefing"),
        ("en", "Ask for an urgent debriefing"),
    ],
)
async def test_the_form_is_there_in_three_languages_with_the_window_explained(
    office: Office, language: str, heading: str
) -> None:
    page = await office.http.get(NEW, params={"lang": language})
    assert page.status_code == 200
    assert f"<h1>{heading}</h1>" in page.text
    assert f'lang="{language}"' in page.text
    assert "ttl.fi" in page.text
    assert "Raseborg" in page.text or language == "fi"


async def test_a_filled_form_leads_to_the_live_page(office: Office) -> None:
    answer = await office.http.post(NEW, data=form(office), headers={"Accept-Language": "sv"})
    assert answer.status_code == 303
    heard = await office.said(DebriefingRequested, "booking")
    assert (heard["kind"], heard["languages"], heard["contact"]["language"]) == ("death", ["fi", "sv"], "sv")
    page = await office.http.get(answer.headers["Location"], headers={"Accept": "text/html"})
    assert html.escape("Liedon koulu & <i>") in page.text
    assert "Etsitään työnohjaajaa" in page.text
    assert "tapahtui" not in page.text


async def test_a_form_sent_twice_is_one_request(office: Office) -> None:
    typed = form(office)
    answers = await asyncio.gather(*(office.http.post(NEW, data=typed) for _ in range(2)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1


async def test_a_form_changed_after_it_was_sent_says_so_and_can_be_sent_anew(office: Office) -> None:
    first = await office.http.post(NEW, data=form(office))
    again = await office.http.post(NEW, data=form(office, participants="12"))
    assert again.status_code == 422
    assert first.headers["Location"] in again.text
    found = re.search(r'name="key" value="([^"]+)"', again.text)
    assert found is not None
    assert 'name="another" value="yes"' in again.text
    new = await office.http.post(NEW, data=form(office, participants="12", key=found[1], another="yes"))
    assert new.status_code == 303
    assert new.headers["Location"] != first.headers["Location"]


async def test_errors_keep_what_was_typed_and_stand_first(office: Office) -> None:
    typed = form(office, contact__email="maija@", participants="monta", place__municipality="", languages=["sv"])
    page = await office.http.post(NEW, data=typed, headers={"Accept-Language": "en"})
    assert page.status_code == 422
    named = re.findall(r'href="#field-([^"]+)"', page.text)
    assert named == ["place.municipality", "participants", "contact.email"]
    assert 'value="maija@"' in page.text
    assert html.escape("<b>Mitä</b> tapahtui") in page.text
    assert re.search(r'value="sv" checked', page.text)
    assert not re.search(r'value="fi" checked', page.text)
    assert re.search(r'value="death" required checked', page.text)
    for name in named:
        assert f'id="field-{name}"' in page.text
        assert f'id="error-{name}"' in page.text


@pytest.mark.parametrize("bad", ["", "eilen", "0001-01-01T00:00", "9999-12-31T23:59"])
async def test_a_time_that_is_none_is_a_sentence_not_a_failure(office: Office, bad: str) -> None:
    page = await office.http.post(NEW, data=form(office, incident__occurred_at=bad))
    assert page.status_code == 422
    assert 'href="#field-incident.occurred_at"' in page.text
    assert "2026-12-01T09" not in page.text


async def test_an_empty_form_names_everything_that_is_needed(office: Office) -> None:
    page = await office.http.post(NEW, data={})
    assert page.status_code == 422
    assert len(re.findall(r'href="#field-', page.text)) == 9


async def test_at_a_distance_needs_no_place_and_a_wish_is_explained(office: Office) -> None:
    start = office.desk.pages.times.form_value(utc_now() + timedelta(hours=5))
    end = office.desk.pages.times.form_value(utc_now() + timedelta(hours=9))
    wish = form(office, place__municipality="", place__remote="yes", window__from=start, window__to=end)
    answer = await office.http.post(NEW, data=wish)
    heard = await office.said(DebriefingRequested, "booking")
    assert (heard["place"]["remote"], heard["window"]["wished"]) == (True, True)
    page = await office.http.get(answer.headers["Location"], headers={"Accept": "text/html"})
    assert "Toivoit tätä aikaa" in page.text


async def test_another_site_s_form_is_refused(office: Office) -> None:
    answer = await office.http.post(NEW, data=form(office), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


async def tell(office: Office, handler: Any, message: Any) -> None:
    await office.desk.run(lambda unit: handler(message, unit))


async def test_who_comes_is_shown_once_it_is_known_whose_request_it_is(office: Office) -> None:
    debriefing_id, path = await office.asked()
    now = utc_now()
    await tell(office, news.show_asked, messages.offered(debriefing_id, now, "Aino", "Sari"))
    await tell(office, news.show_found, messages.found(debriefing_id, now, "Aino"))
    await tell(office, news.show_confirmed, messages.confirmed(debriefing_id, now, "Aino", "Sari"))
    async with office.http.stream("GET", f"{path}/live") as stream, asyncio.timeout(5):
        live = await anext(stream.aiter_text())
    page = (await office.http.get(path, headers={"Accept": "text/html"})).text
    told = json.dumps(await office.state(path))
    for shown in (live, page, told):
        assert "Aino" not in shown
        assert "501112222" not in shown
    assert "Vahvista sähköpostiosoitteesi" in page
    await office.http.post(f"/contracts/verifications/{Links.of(office.desk.settings).verify_token(debriefing_id)}")
    page = (await office.http.get(path, headers={"Accept": "text/html"})).text
    assert "Aino" in page
    assert "tel:+358501112222" in page


async def test_the_form_keeps_what_was_typed_where_there_are_too_many(office: Office) -> None:
    await office.http.put("/contracts/api/network", json={"unconfirmed_in_all": 1}, headers=office.coordinator)
    await office.asked()
    page = await office.http.post(NEW, data=form(office), headers={"Accept-Language": "en"})
    assert page.status_code == 429
    assert page.headers["Retry-After"]
    assert "Sign in and ask again" in page.text
    assert html.escape("<b>Mitä</b> tapahtui") in page.text


async def test_the_status_tells_who_leads_and_when_as_a_page_and_as_json(office: Office) -> None:
    debriefing_id, path = await office.confirmed()
    now = utc_now()
    await tell(office, news.show_confirmed, messages.confirmed(debriefing_id, now, "Aino", "Sari"))
    await tell(office, news.show_asked, messages.offered(debriefing_id, now, "Aino", "Sari"))
    told = await office.state(path)
    assert (told["id"], told["organisation"], told["state"]) == (debriefing_id, "Liedon koulu", "confirmed")
    assert told["confirmed"] == {
        "supervisors": ["Aino", "Sari"],
        "starts_at": messages.slot(now).start.isoformat(),
        "ends_at": messages.slot(now).end.isoformat(),
        "place": {"remote": False, "municipality": "Lieto", "address": "Keskuskatu 4"},
    }
    assert [step["what"] for step in told["timeline"]] == ["requested", "verified", "offered", "offered", "confirmed"]
    page = await office.http.get(path, headers={"Accept": "text/html"})
    assert "Jälkipuinti on vahvistettu" in page.text
    assert "tel:+358501112222" in page.text
    assert "Accept" in page.headers["Vary"]
    assert page.headers["Cache-Control"] == "no-store"


async def test_the_live_page_changes_when_something_happens(office: Office) -> None:
    debriefing_id, path = await office.confirmed()
    async with office.http.stream("GET", f"{path}/live") as stream, asyncio.timeout(5):
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        chunks = stream.aiter_text()
        assert "Etsitään työnohjaajaa" in await anext(chunks)
        await tell(office, news.show_asked, messages.offered(debriefing_id, utc_now(), "Mikael Lindqvist"))
        heard = await anext(chunks)
    assert "Mikael Lindqvist" not in heard  # how many are asked, not who
    assert "Tarjottu työnohjaajalle" in heard
    assert "klo" in heard


async def test_looking_at_the_withdrawal_page_withdraws_nothing(office: Office) -> None:
    _, path = await office.asked()
    page = await office.http.get(f"{path}/withdraw")
    assert page.status_code == 200
    assert (await office.state(path))["state"] == "searching"
    assert (await office.http.post(f"{path}/withdraw", data={})).headers["Location"] == path
    assert "Pyyntö on peruttu" in (await office.http.get(path, headers={"Accept": "text/html"})).text
    assert (await office.http.get(f"{path}/withdraw")).status_code == 303


async def test_only_who_leads_reads_what_happened_and_as_text(office: Office) -> None:
    debriefing_id, path = await office.asked(incident__description="<script>x</script>\nToinen rivi")
    reading = "/contracts/incidents/read-Aino"
    early = await office.http.get(reading)
    assert early.status_code == 404
    assert "lataa sivu uudelleen" in early.text
    await tell(office, news.show_found, messages.found(debriefing_id, utc_now(), "Aino"))
    page = await office.http.get(reading)
    assert page.status_code == 200
    assert "&lt;script&gt;x&lt;/script&gt;\nToinen rivi" in page.text
    assert "tel:+358401234567" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert (await office.http.get("/contracts/incidents/read-Sari")).status_code == 404
    written_down = [(row["what"], row["about"]) async for row in office.database["audit"].find()]
    assert written_down == [("Read what happened", "Liedon koulu")]
    await office.http.post(f"{path}/withdraw")
    assert (await office.http.get(reading)).status_code == 404


@pytest.mark.parametrize(
    "path", ["debriefings/x", "debriefings/x/live", "debriefings/x/withdraw", "verifications/x", "incidents/x"]
)
async def test_a_link_that_opens_nothing_says_so(office: Office, path: str) -> None:
    page = await office.http.get(f"/contracts/{path}", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "<h1>" in page.text
