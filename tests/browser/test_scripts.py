"""What the pages' scripts promise: a live page knows within 35 seconds that it is dead, and nothing typed is lost."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

STATIC = Path(__file__).parents[2] / "shared" / "web" / "static"
TEMPLATES = """<template id="away"><p class="notice" role="status" hidden>The connection is lost.</p></template>
<template id="last-news">Last news {time}.</template>
<template id="draft"><p class="notice" role="status">Filled in. <button type="button">Begin anew</button></p></template>
<template id="offline"><p class="notice" role="alert" tabindex="-1">Nothing was sent.</p></template>"""
# A stream in the test's own hand: what it says, and whether it says anything.
STREAM = """window.streams = []; window.EventSource = class extends EventTarget {
  static CLOSED = 2; readyState = 1;
  constructor(url) { super(); window.streams.push(this); }
  close() { this.readyState = 2; }
};
window.say = (kind, data) => {
  const stream = streams.at(-1), event = new MessageEvent(kind, { data });
  if (kind === "open") stream.onopen(event);
  else if (kind === "message") stream.onmessage(event);
  else if (kind === "error") { stream.readyState = 2; stream.onerror(event); }
  else stream.dispatchEvent(event);
};"""
LIVE = f"""<!doctype html><html lang="en"><title>t</title><body><div data-live="/live">first</div>{TEMPLATES}
<script src="/live.js"></script>"""
FORM = f"""<!doctype html><html lang="en"><title>t</title><body>
<form method="post" action="/sent" data-draft="some"><input name="who" aria-label="Who">
<textarea name="what" aria-label="What" data-no-draft></textarea>
<label><input type="checkbox" name="remote" value="yes">Remote</label><button>Send</button></form>
{TEMPLATES}<script src="/drafts.js"></script>"""
ARRIVED = f"<!doctype html><html lang='en'><title>t</title><body>Thanks{TEMPLATES}<script src='/drafts.js'></script>"
PAGES = {
    "/live-page": LIVE,
    "/form": FORM,
    "/sent": ARRIVED,
    "/refused": ARRIVED.replace("<body>", "<body data-unsent>"),
}


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context()
    page = await context.new_page()

    async def answer(route: Route) -> None:
        path = route.request.url.partition("//")[2].partition("/")[2].partition("?")[0]
        if path.endswith(".js"):
            await route.fulfill(body=(STATIC / path).read_text(), content_type="text/javascript")
        else:
            await route.fulfill(body=PAGES[f"/{path}"], content_type="text/html")

    await context.route("http://rinnalla.test/**", answer)
    yield page
    await context.close()


@pytest.fixture
async def live(page: Page) -> Page:
    await page.clock.install(time=0)
    await page.add_init_script(STREAM)
    await page.goto("http://rinnalla.test/live-page")
    await page.evaluate("say('open')")
    return page


async def test_a_stream_that_says_nothing_is_told_of_within_35_seconds_and_recovers(live: Page) -> None:
    await live.evaluate("say('message', '<p>news</p>')")
    await live.clock.run_for(20_000)
    await live.evaluate("say('alive', '')")
    await live.clock.run_for(29_000)
    await expect(live.get_by_text("The connection is lost.")).to_be_hidden()
    await live.clock.run_for(6_000)
    await expect(live.get_by_text("The connection is lost.")).to_be_visible()
    await expect(live.get_by_text("Last news ")).to_be_visible()
    assert await live.evaluate("streams.length") == 2  # it has tried anew by itself
    await live.evaluate("say('open')")
    await live.evaluate("say('message', '<p>later</p>')")
    await expect(live.get_by_text("The connection is lost.")).to_be_hidden()
    await expect(live.get_by_text("later").first).to_be_visible()


async def test_a_server_that_stays_frozen_is_asked_again_now_and_then(live: Page) -> None:
    await live.clock.run_for(200_000)
    await expect(live.get_by_text("The connection is lost.")).to_be_visible()
    assert 4 <= await live.evaluate("streams.length") <= 8


async def test_a_lost_stream_and_a_lost_network_are_told_of_at_once(live: Page) -> None:
    await live.evaluate("say('error')")
    await expect(live.get_by_text("The connection is lost.")).to_be_visible()
    await live.clock.run_for(1_500)
    await live.evaluate("say('open')")
    await expect(live.get_by_text("The connection is lost.")).to_be_hidden()
    await live.evaluate("window.dispatchEvent(new Event('offline'))")
    await expect(live.get_by_text("The connection is lost.")).to_be_visible()


async def typed(page: Page) -> None:
    await page.goto("http://rinnalla.test/form")
    await page.get_by_label("Who").fill("Maija")
    await page.get_by_label("What").fill("Something terrible")
    await page.get_by_label("Remote").check()


async def test_what_was_typed_is_there_after_another_language_but_not_what_happened(page: Page) -> None:
    await typed(page)
    await page.goto("http://rinnalla.test/form?lang=sv")
    assert await page.get_by_label("Who").input_value() == "Maija"
    assert await page.get_by_label("Remote").is_checked()
    assert await page.get_by_label("What").input_value() == ""
    assert "terrible" not in await page.evaluate("JSON.stringify({...localStorage})")
    await page.get_by_role("button", name="Begin anew").click()
    assert await page.get_by_label("Who").input_value() == ""


async def test_what_was_sent_is_kept_no_more(page: Page) -> None:
    await typed(page)
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text("Thanks")).to_be_visible()
    assert await page.evaluate("localStorage.length") == 0


async def test_what_was_refused_is_kept(page: Page) -> None:
    await typed(page)
    await page.evaluate("document.forms[0].action = '/refused'")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text("Thanks")).to_be_visible()
    await page.goto("http://rinnalla.test/form")
    assert await page.get_by_label("Who").input_value() == "Maija"


async def test_a_form_sent_while_offline_says_so_and_stays(page: Page) -> None:
    await typed(page)
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    assert await page.get_by_label("Who").input_value() == "Maija"


async def test_a_draft_is_forgotten_after_a_day(page: Page) -> None:
    await typed(page)
    await page.evaluate(
        "const d = JSON.parse(localStorage['draft-some']); d.at -= 25 * 3600000;"
        "localStorage['draft-some'] = JSON.stringify(d)"
    )
    await page.goto("http://rinnalla.test/form")
    assert await page.get_by_label("Who").input_value() == ""
