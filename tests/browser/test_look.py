"""Every page in every language, on a phone and at a desk, in light and dark: accessible and whole."""

import re
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser, Page, expect

from deploy.services import NAMES, table
from shared.i18n import LANGUAGES
from tests import parts
from tests.browser import look
from tests.browser.conftest import Town

PAGES = (
    "ask",
    "searching",
    "confirmed",
    "needs-coordinator",
    "withdrawn",
    "withdraw",
    "change",
    "verify",
    "offer-open",
    "offer-yours",
    "offer-taken",
    "offer-declined",
    "offer-withdrawn",
    "incident",
    "feedback",
    "feedback-code",
    "supervisor-codes",
    "supervisor-code-count",
    "supervisor-code",
    "supervisor-code-last",
    "supervisor-code-sheet",
    "references",
    "reference",
    "consent-asked",
    "consent-given",
    "consent-withdrawn",
    "coordinator-consents",
    "coordinator-consent-asked",
    "coordinator-consent-withdrawn",
    "coordinator-questionnaires",
    "coordinator-questionnaire",
    "coordinator-questionnaire-bare",
    "coordinator-reports",
    "coordinator-report-network",
    "supervisor-report",
    "orderer-report",
    "orderer-report-process",
    "supervisor-closings",
    "supervisor-closing",
    "supervisor-closing-given",
    "docs",
    "nowhere",
    "sign-in",
    "sign-in-open",
    "sign-in-used",
    "coordinator-me",
    "coordinator-more",
    "supervisor-more",
    "orderer-more",
    "supervisor-nowhere",
    "coordinator-today",
    "supervisor-today",
    "supervisor-asked",
    "supervisor-debriefing",
    "coordinator-people",
    "coordinator-audit",
    "supervisor-data-booking",
    "supervisor-data-contracts",
    "supervisor-data-feedback",
    "supervisor-data-notifications",
    "supervisor-erase",
    "coordinator-roster",
    "supervisor-roster",
    "supervisor-roster-all",
    "coordinator-rotations",
    "coordinator-hand-over",
    "supervisor-swap-form",
    "coordinator-rotation",
    "coordinator-rotation-new",
    "coordinator-duty",
    "swap-open",
    "swap-agreed",
    "supervisor-calendars",
    "coordinator-calendars",
    "orderer-mine",
    "orderer-tokens",
    "coordinator-tokens",
    "coordinator-tokens-network",
    "coordinator-tokens-none",
    "stranger-mine",
    "coordinator-organisations",
    "coordinator-organisations-none",
    "coordinator-organisation",
    "coordinator-organisation-bare",
    "coordinator-organisation-new",
    "coordinator-organisation-edit",
    "coordinator-contact-new",
    "coordinator-contact",
    "inquiry-new",
    "coordinator-inquiries",
    "coordinator-inquiry-open",
    "inquiry-offer-open",
    "inquiry-status-open",
    "coordinator-inquiry-matched",
    "inquiry-offer-matched",
    "inquiry-status-matched",
    "coordinator-agreements",
    "coordinator-agreement-new",
    "coordinator-agreement-gaps",
    "coordinator-agreement-form",
    "coordinator-agreement-parties",
    "coordinator-agreement",
    "coordinator-agreement-waiting",
    "coordinator-agreement-signed",
    "coordinator-agreement-returned",
    "coordinator-processes",
    "coordinator-process",
    "supervisor-process",
    "orderer-processes",
    "supervisor-agreed",
    "supervisor-agreed-placed",
    "supervisor-agreed-unplaced",
    "coordinator-register",
    "coordinator-reach",
    "supervisor-reach",
    "coordinator-reach-everybody",
    "verify-document",
    "sign-turn",
    "sign-done",
    "coordinator-week",
    "supervisor-mine",
    "coordinator-plan",
    "supervisor-absences",
    "supervisor-other-hours",
    "coordinator-other-hours",
    "coordinator-rooms",
    "coordinator-room",
    "coordinator-capacity",
    "coordinator-find",
    "supervisor-session-over",
    "supervisor-session-coming",
    "coordinator-desk",
    "coordinator-settings",
    "coordinator-case",
    "coordinator-call-off",
    "coordinator-case-led",
    "coordinator-case-sought",
    "coordinator-waiting",
    "coordinator-gallery",
    "coordinator-letter",
    "coordinator-letters",
    "coordinator-undeliverable",
    "coordinator-drills",
    "drill",
    "supervisor-letters",
    "supervisor-preferences",
    "preferences",
    "coordinator-directory",
    "coordinator-new",
    "coordinator-invite",
    "coordinator-person",
    "coordinator-import",
    "coordinator-import-ready",
    "coordinator-import-refused",
    "supervisor-profile",
    "welcome",
    "joined",
)
# What no page leads to by itself: streams, files, what answers programs.
NO_PAGES = re.compile(
    r"/(api|static|health)/|/live$|json$|/docs$|^/session$|\.(ics|csv|pdf|vcf|js|webmanifest)$|/mail$"
)


@pytest.fixture(scope="module")
async def window(browser: Browser) -> AsyncIterator[Page]:
    """One tab, in which page after page is looked at."""
    page = await browser.new_page()
    yield page
    await page.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
async def test_a_page_is_accessible_and_whole(window: Page, town: Town, name: str, language: str) -> None:
    # Colours are the same in every language.
    schemes: tuple[look.Scheme, ...] = ("light", "dark") if language == "fi" else ("light",)
    for scheme in schemes:
        assert await look.wrong(window, town.url(name), language, scheme, town.cookies(name)) == []


async def test_the_page_that_shows_a_new_token_is_accessible_and_whole(browser: Browser, town: Town) -> None:
    headers = {"Accept-Language": "fi", "Cookie": town.cookies("orderer-tokens")}
    page = await browser.new_page(viewport={"width": look.PHONE, "height": 844}, extra_http_headers=headers)
    await page.goto(town.url("orderer-tokens"))
    await page.get_by_label("Nimi").fill("Vuorosuunnittelu")
    await page.get_by_label("Pyytää jälkipuinteja").check()
    await page.get_by_role("button", name="Luo tunniste").click()
    assert (await page.get_by_label("Vuorosuunnittelu").input_value()).startswith("rinnalla_")
    assert await look.faults(page) == []
    assert await look.violations(page) == []
    await look.keep(page, f"{town.network.base_url}/token-made", "fi", "light", look.PHONE)
    await page.close()


@pytest.mark.parametrize("width", [look.PHONE, look.DESK])
async def test_the_page_of_a_move_that_does_not_fit_is_accessible_and_whole(
    browser: Browser, town: Town, width: int
) -> None:
    headers = {"Accept-Language": "fi", "Cookie": town.cookies("supervisor-session-coming")}
    page = await browser.new_page(viewport={"width": width, "height": 844}, extra_http_headers=headers)
    await page.goto(town.url("supervisor-session-coming"))
    await page.get_by_text("Siirrä toiseen aikaan").click()
    await page.get_by_label("Alkaa klo").fill("22:00")
    await page.get_by_label("Tämä ja kaikki sen jälkeen").first.check()
    await page.get_by_role("button", name="Siirrä", exact=True).click()
    await expect(page.get_by_role("alert")).to_be_focused()
    assert await page.get_by_role("group").filter(has_text="Lähin vapaa").count() == 2
    assert await look.faults(page) == []
    assert await look.violations(page) == []
    await look.keep(page, f"{town.network.base_url}/move-refused", "fi", "light", width)
    await page.close()


@pytest.mark.parametrize("width", [look.PHONE, look.DESK])
async def test_the_preview_of_a_changed_rotation_is_accessible_and_whole(
    browser: Browser, town: Town, width: int
) -> None:
    headers = {"Accept-Language": "fi", "Cookie": town.cookies("coordinator-rotation")}
    page = await browser.new_page(viewport={"width": width, "height": 844}, extra_http_headers=headers)
    await page.goto(town.url("coordinator-rotation"))
    await page.locator("#who-4").select_option(label="Leena")
    await page.get_by_label("Heti").check()
    await page.get_by_role("button", name="Katso, mikä muuttuu").click()
    await expect(page.get_by_role("region", name="Vuorot työnohjaajittain")).to_contain_text("Leena")
    await expect(page.get_by_role("button", name="Ota muutos käyttöön")).to_be_visible()
    assert await look.faults(page) == []
    assert await look.violations(page) == []
    await look.keep(page, f"{town.network.base_url}/rotation-preview", "fi", "light", width)
    await page.close()


@pytest.mark.parametrize("width", [look.PHONE, look.DESK])
async def test_a_questionnaire_is_seen_as_it_is_being_written(browser: Browser, town: Town, width: int) -> None:
    headers = {"Accept-Language": "fi", "Cookie": town.cookies("coordinator-questionnaire")}
    page = await browser.new_page(viewport={"width": width, "height": 844}, extra_http_headers=headers)
    await page.goto(town.url("coordinator-questionnaire"))
    await page.locator("#title-fi").fill("Aivan uusi otsikko")
    await page.locator("#item-1-options-fi").fill("Kuormitus\nTiedonkulku\nNeljäs vaihtoehto")
    preview = page.get_by_role("complementary", name="Näin muut näkevät sen")
    await expect(preview.get_by_role("heading", name="Aivan uusi otsikko")).to_be_visible()
    await expect(preview.get_by_text("Neljäs vaihtoehto")).to_be_visible()
    await preview.get_by_text("SV", exact=False).first.click()
    await expect(preview.get_by_role("heading", name="Hur mår vår grupp?")).to_be_visible()
    assert await look.faults(page) == []
    assert await look.violations(page) == []
    await look.keep(page, f"{town.network.base_url}/questionnaire-preview", "fi", "light", width)
    await page.close()


async def test_every_page_there_is_has_been_looked_at(town: Town) -> None:
    """A new page needs a line above (and, in `conftest.py`, a way to come about)."""
    looked = [path.partition("?")[0] for path in town.pages.values()]
    unseen = []
    for service in NAMES:
        for address in table(service).access:
            method, _, path = address.partition(" ")
            pattern = re.sub(r"\{[a-z_]+\}", "[^/]+", f"/{service}{path}")
            if (
                method == "GET"
                and not NO_PAGES.search(path)
                and not any(re.fullmatch(pattern, each) for each in looked)
            ):
                unseen.append(address)
    assert unseen == []
    assert set(PAGES) == set(town.pages)


WRECKED = {
    "page: ": "<div class='wide'>x</div>",
    "over the edge": "<p class='away'>here</p>",
    "cut off": "<p class='short'>A line that does not fit</p>",
    "broken word": "<p class='narrow'>työnohjaaja</p>",
    "too small": "<button class='tiny'>x</button>",
}
STYLE = """<style>body { margin: 0 } .wide { width: 3000px } .away { position: relative; left: -300px; width: 200px }
.short { width: 60px; overflow: hidden; white-space: nowrap } .narrow { width: 30px; overflow-wrap: anywhere }
.tiny { width: 10px; height: 10px; padding: 0; border: 0 }</style>"""


@pytest.mark.parametrize(("fault", "markup"), WRECKED.items())
async def test_a_wrecked_page_is_seen(browser: Browser, fault: str, markup: str) -> None:
    page = await browser.new_page(viewport={"width": look.PHONE, "height": 844})
    await page.set_content(f"<!doctype html><html lang='fi'><title>t</title>{STYLE}<body>{markup}")
    assert any(told.startswith(fault) for told in await look.faults(page))
    await page.close()


async def test_a_page_that_is_our_fault_is_seen(window: Page) -> None:
    app = FastAPI()

    @app.get("/broken")
    def broken() -> Response:
        return HTMLResponse("<!doctype html><html lang='fi'><title>t</title><main><h1>Hups</h1></main>", 500)

    async with parts.serving(app, ours=False) as address:
        assert await look.wrong(window, f"{address}/broken", "fi", "light") == ["answered 500"]


async def test_a_page_that_some_can_t_use_is_seen(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content("<!doctype html><html><title>t</title><main><img src='x'><input></main>")
    told = await look.violations(page)
    assert {each.split(":")[0] for each in told} >= {"image-alt", "label", "html-has-lang"}
    await page.close()
