"""Signing in as people do: with the keyboard alone, without a script, and out again."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser import look
from tests.journeys.story import Story, sign_in_link
from tests.parts import Network

AINO = "aino@verkosto.example"


@pytest.fixture
async def story(network: Network) -> Story:
    told = Story(network)
    await told.supervisors("aino")
    return told


async def whole(page: Page) -> None:
    """Nothing is wrong with what is on the screen now."""
    assert await look.faults(page) == []
    assert await look.violations(page) == []


@pytest.mark.parametrize("script", [True, False])
async def test_a_supervisor_signs_in_with_the_keyboard_and_out_again(
    browser: Browser, story: Story, *, script: bool
) -> None:
    context = await browser.new_context(
        locale="fi-FI", java_script_enabled=script, viewport={"width": look.PHONE, "height": 844}
    )
    page = await context.new_page()
    await page.goto(f"{story.network.base_url}/booking/me")
    await expect(page.get_by_role("heading", name="Kirjaudu sisään")).to_be_visible()
    await page.get_by_label("Sähköpostiosoite").focus()
    await page.keyboard.type("aino")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Sähköpostiosoite")).to_have_attribute("aria-invalid", "true")
    if script:
        await whole(page)
    await page.get_by_label("Sähköpostiosoite").fill(AINO)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text(AINO)
    if script:
        await whole(page)
    link = sign_in_link((await story.network.inbox.mail(AINO)).text)
    await page.goto(f"{story.network.base_url}{link}")
    await page.get_by_role("button", name="Kirjaudu sisään").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Aino")).to_be_visible()
    await expect(page.get_by_text("Tämä laite")).to_be_visible()
    cookies = {cookie["name"]: cookie for cookie in await context.cookies()}
    assert cookies["signed_in"]["httpOnly"]
    assert cookies["signed_in"]["sameSite"] == "Lax"
    await page.get_by_role("button", name="Kirjaudu ulos").first.click()
    await expect(page.get_by_role("heading", name="Kirjaudu sisään")).to_be_visible()
    await page.go_back()
    await page.reload()
    await expect(page.get_by_role("heading", name="Kirjaudu sisään")).to_be_visible()
    await context.close()


async def test_the_language_that_was_picked_stays(browser: Browser, story: Story) -> None:
    page = await browser.new_page(locale="fi-FI")
    await page.goto(f"{story.network.base_url}/booking/sign-in")
    await page.get_by_role("link", name="SV").click()
    await page.goto(f"{story.network.base_url}/contracts/debriefings/new")
    await expect(page.locator("html")).to_have_attribute("lang", "sv")
    await page.close()
