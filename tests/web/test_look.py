"""The shell in a real browser: accessible, nothing runs over, live, and whole without a script."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Literal

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from playwright.async_api import Browser, Page, expect

from tests import parts
from tests.browser import look
from tests.web.shell import application


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with look.chromium() as running:
        yield running


@pytest.fixture(scope="module")
async def address() -> AsyncIterator[str]:
    async with parts.serving(application()) as found:
        yield found


async def small_targets(page: Page) -> list[str]:
    """Buttons, tiles and links of the shell that a finger would miss (under 44 px high)."""
    found = []
    for each in await page.locator(".button, .tile, .languages a, input:not([type=radio], [type=checkbox])").all():
        box = await each.bounding_box()
        if box and box["height"] < 44:
            found.append(await each.inner_text())
    return found


@pytest.mark.parametrize("path", ["everything", "everything?wrong=true&lang=sv", "docs?lang=en", "nowhere"])
@pytest.mark.parametrize("width", [320, 390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_page_is_accessible_and_nothing_runs_over(
    browser: Browser, address: str, path: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = await browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    await page.goto(f"{address}/sample/{path}")
    assert await look.violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert await small_targets(page) == []
    await page.close()


async def test_the_summary_of_errors_has_the_focus_and_leads_to_the_field(browser: Browser, address: str) -> None:
    page = await browser.new_page()
    await page.goto(f"{address}/sample/everything?wrong=true&lang=fi")
    await expect(page.get_by_role("alert")).to_be_focused()
    await page.get_by_role("link", name="Nimi: Tämä puuttuu.").click()
    await expect(page.get_by_label("Nimi")).to_be_focused()
    described = await page.get_by_label("Nimi").get_attribute("aria-describedby")
    assert described == "help-name error-name"
    await page.close()


@dataclass
class Feed:
    """A live page's stream that a test can refuse and feed."""

    refuse: bool = False
    asked: int = 0
    events: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)

    async def stream(self) -> AsyncIterator[str]:
        while (fragment := await self.events.get()) is not None:
            yield f"data: {fragment}\n\n"


def with_live_page(feed: Feed) -> FastAPI:
    app = application()

    @app.get("/sample/live")
    async def live(request: Request) -> Response:
        feed.asked += 1
        return (
            Response(status_code=503)
            if feed.refuse
            else StreamingResponse(feed.stream(), media_type="text/event-stream")
        )

    @app.get("/sample/watch")
    async def watch(request: Request) -> Response:
        script = '<script src="/sample/static/live.js" defer></script>'
        region = '<p data-away hidden>away</p><div data-live="/sample/live"><p data-announce>first</p></div>'
        return Response(f'<!doctype html><html lang="en"><title>t</title>{script}{region}', media_type="text/html")

    return app


async def test_a_live_page_shows_and_says_what_comes_and_comes_back_after_a_refusal(browser: Browser) -> None:
    feed = Feed(refuse=True)
    async with parts.serving(with_live_page(feed)) as address:
        page = await browser.new_page()
        await page.goto(f"{address}/sample/watch")
        await expect(page.locator("[data-away]")).to_be_visible()
        feed.refuse = False
        feed.events.put_nowait("<p data-announce>second</p>")
        await expect(page.locator("[data-live] p")).to_have_text("second")
        await expect(page.get_by_role("status")).to_have_text("second")
        await expect(page.locator("[data-away]")).to_be_hidden()
        assert feed.asked >= 2
        feed.events.put_nowait(None)
        await page.close()
