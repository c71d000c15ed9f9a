"""An urgent debriefing as people live it: on a phone, in a browser, with a page that changes by itself."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser import look
from tests.journeys.story import DESCRIPTION, Story
from tests.parts import Network

PHONE = {"width": look.PHONE, "height": 844}


@pytest.fixture
async def story(network: Network) -> Story:
    story = Story(network)
    await story.waves(600)
    await story.supervisors("aino", "mikael", on_duty=("aino", "mikael"))
    return story


# Ask for it after the story: so it is put away before the network ends, which would wait for its live pages.
@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(viewport=PHONE, locale="fi-FI", has_touch=True, is_mobile=True)  # type: ignore[arg-type]  # a plain dict will do
    yield context
    await context.close()


async def ask(page: Page, story: Story, leaders: str = "Kaksi") -> None:
    """Fill the form in, as at the workplace, and send it."""
    await page.goto(f"{story.network.base_url}/contracts/debriefings/new")
    await page.get_by_text("Onnettomuus tai tapaturma", exact=True).click()
    await page.get_by_label("Muutamalla sanalla").fill(DESCRIPTION)
    await page.get_by_label("Kunta").fill("Lieto")
    await page.get_by_label("Katuosoite").fill("Keskuskatu 4")
    await page.get_by_label("Kuinka moni").fill("9")
    await page.get_by_label("Työpaikka tai organisaatio").fill("Liedon koulu")
    await page.get_by_label("Nimesi").fill("Maija Salo")
    await page.get_by_label("Puhelin").fill("+358 40 123 4567")
    await page.get_by_label("Sähköposti", exact=True).fill("maija@liedonkoulu.example")
    if leaders != "Kaksi":
        await page.get_by_text("Muu aika tai muu määrä vetäjiä").click()
        await page.locator("label").filter(has_text=re.compile(rf"^\s*{leaders}")).click()
    await page.get_by_role("button", name="Pyydä apua nyt").click()


async def says(page: Page, state: str) -> None:
    """Wait until the page shows the state; what it announces after that, at its own moment, may be the same words."""
    await expect(page.get_by_text(state, exact=True).first).to_be_visible()


async def open_offer(phone: BrowserContext, story: Story, name: str) -> Page:
    page = await phone.new_page()
    await page.goto(f"{story.network.base_url}{await story.offer(name)}")
    return page


async def test_the_requester_sees_both_leaders_accept_and_the_leader_reads_what_happened(
    story: Story, phone: BrowserContext
) -> None:
    watching = await phone.new_page()
    await ask(watching, story)
    await says(watching, "Etsitään työnohjaajaa")
    await expect(watching.get_by_role("status")).to_have_text(re.compile(r"^Etsitään työnohjaajaa, vastaus klo"))
    first = await open_offer(phone, story, "aino")
    assert DESCRIPTION not in await first.content()
    await first.get_by_role("button", name="Otan tämän").click()
    await expect(first.get_by_text("Tämä on sinun")).to_be_visible()
    await says(watching, "1/2 vetäjää löytynyt")
    second = await open_offer(phone, story, "mikael")
    await second.get_by_role("button", name="Otan tämän").click()
    await says(watching, "Jälkipuinti on vahvistettu")
    await expect(watching.get_by_role("status")).to_contain_text("vahvistettu")

    await second.get_by_role("link", name="Lue, mitä on tapahtunut").click()
    await expect(second.get_by_text(DESCRIPTION)).to_be_visible()
    await second.go_back()
    await second.get_by_role("button", name="Olen ottanut yhteyttä").click()
    await expect(watching.get_by_text("Olette sopineet jatkosta vetäjien kanssa")).to_be_visible()


async def test_who_withdraws_is_asked_first_and_then_everybody_is_told(story: Story, phone: BrowserContext) -> None:
    page = await phone.new_page()
    await ask(page, story, leaders="Yksi")
    offer = await open_offer(phone, story, "aino")
    await page.get_by_role("link", name="Peru pyyntö").click()
    await page.get_by_role("button", name="Peru pyyntö").click()
    await says(page, "Pyyntö on peruttu")
    await offer.get_by_role("button", name="Otan tämän").click()
    await expect(offer.get_by_text("Ei enää tarvetta")).to_be_visible()


async def test_a_form_sent_wrong_says_where_keeps_what_was_typed_and_has_the_focus(
    story: Story, phone: BrowserContext
) -> None:
    page = await phone.new_page()
    await page.goto(f"{story.network.base_url}/contracts/debriefings/new")
    await page.get_by_label("Työpaikka tai organisaatio").fill("Liedon koulu")
    await page.get_by_label("Sähköposti", exact=True).fill("maija")
    await page.get_by_role("button", name="Pyydä apua nyt").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    await expect(page.get_by_label("Työpaikka tai organisaatio")).to_have_value("Liedon koulu")
    await expect(page.get_by_label("Sähköposti", exact=True)).to_have_attribute("aria-invalid", "true")
    assert await look.faults(page) == []
    assert await look.violations(page) == []
    assert await story.network.database("contracts")["debriefings"].count_documents({}) == 0


async def test_without_a_script_everything_can_be_done(browser: Browser, story: Story) -> None:
    context = await browser.new_context(java_script_enabled=False, locale="fi-FI", viewport=PHONE)  # type: ignore[arg-type]  # a plain dict will do
    page = await context.new_page()
    await ask(page, story, leaders="Yksi")
    await says(page, "Etsitään työnohjaajaa")
    offer = await open_offer(context, story, "aino")
    await offer.get_by_role("button", name="Otan tämän").click()
    await expect(offer.get_by_role("heading", name="Sinä soitat työpaikalle")).to_be_visible()
    await story.network.inbox.mail("maija@liedonkoulu.example", "Vahvistettu", count=2)
    await page.reload()
    await says(page, "Jälkipuinti on vahvistettu")
    await context.close()


async def test_the_form_can_be_filled_in_and_sent_with_the_keyboard_alone(browser: Browser, story: Story) -> None:
    page = await browser.new_page(locale="fi-FI")
    await page.goto(f"{story.network.base_url}/contracts/debriefings/new")
    reached: list[str] = []
    for _ in range(40):
        await page.keyboard.press("Tab")
        at = await page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
        if at == "Pyydä apua nyt":
            break
        reached.append(at)
    assert at == "Pyydä apua nyt"
    wanted = {"incident.kind", "incident.description", "place.municipality", "participants", "organisation"}
    assert wanted <= set(reached)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_be_focused()
    await page.close()
