"""How a page looks to who can't tell us: accessible by all of axe's rules, and whole in its geometry.

axe passes pages that are visibly wrecked, so geometry has checks of its own; `test_look.py` shows that each can fail.
"""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
CHROMIUM = next(
    (
        path
        for path in (os.environ.get("CHROMIUM", ""), "/usr/bin/chromium", "/usr/bin/chromium-browser")
        if path and Path(path).exists()
    ),
    "",
)
SCREENSHOTS = os.environ.get("RINNALLA_SCREENSHOTS")
PHONE, DESK = 390, 1440
Scheme = Literal["light", "dark"]

# What runs over the page's edge; text that its box cuts off; a word broken in its middle; a target too small to hit.
GEOMETRY = """() => {
  const faults = [], seen = (e) => e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true});
  const name = (e) => [e.tagName.toLowerCase(), ...e.classList].join(".");
  const say = (what, e) => faults.push(`${what}: ${name(e)}`);
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) faults.push(`page: ${document.documentElement.scrollWidth} wide`);
  for (const e of document.body.querySelectorAll("*")) {
    if (!seen(e) || e.closest(".hidden, .skip, svg, datalist")) continue;
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const beyond = box.width && (box.right > width + 1 || box.left < -1);
    if (beyond && !e.closest("[data-scrolls]")) say("over the edge", e);
    if (style.overflowX === "hidden" && e.scrollWidth > e.clientWidth + 1) say("cut off", e);
    const target = e.matches("a.button, button, input, select, textarea, summary, nav a");
    const ticked = e.matches("[type=radio], [type=checkbox], [type=hidden]");
    if (target && !ticked && (box.width < 24 || box.height < 24)) say("too small", e);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const e = node.parentElement;
    if (!e || !seen(e) || e.closest(".hidden, .skip, svg, script, style, datalist, textarea, code")) continue;
    for (const word of node.data.matchAll(/[\\p{L}\\p{N}]{2,24}/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const rows = new Set([...range.getClientRects()].map((r) => Math.round(r.top)));
      if (rows.size > 1 && getComputedStyle(e).hyphens !== "auto") say(`broken word: ${word[0]}`, e);
    }
  }
  return [...new Set(faults)];
}"""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """One browser for many pages."""
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        await running.close()


async def faults(page: Page) -> list[str]:
    """What is wrong with a page's geometry, as it stands."""
    found: list[str] = await page.evaluate(GEOMETRY)
    return found


async def violations(page: Page, *, colours: bool = True) -> list[str]:
    """What axe finds, with the first place of each. `colours` takes most of its time."""
    rules = {"color-contrast": {"enabled": colours}}
    found = await Axe().run(page, options={"resultTypes": ["violations"], "rules": rules})
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found.response["violations"]]


async def wrong(page: Page, url: str, language: str, scheme: Scheme, cookies: str = "") -> list[str]:
    """Everything wrong with a page in one language: a failure of ours, geometry on phone and desk, axe on one of them.

    `page` is taken again and again, so that style and script are fetched once. Colours are the same in every language.
    """
    await page.goto("about:blank")  # an address that differs from the last behind its # alone is not loaded anew
    await page.context.clear_cookies()
    await page.set_extra_http_headers({"Accept-Language": language} | ({"Cookie": cookies} if cookies else {}))
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size({"width": PHONE, "height": 844})
    answer = await page.goto(url)
    told = [] if answer and answer.status < 500 else [f"answered {answer and answer.status}"]
    told += [f"phone, {fault}" for fault in await faults(page)]
    await keep(page, url, language, scheme, PHONE)
    if scheme == "dark":
        told += await violations(page)
    await page.set_viewport_size({"width": DESK, "height": 900})
    told += [f"desk, {fault}" for fault in await faults(page)]
    await keep(page, url, language, scheme, DESK)
    if scheme == "light":
        told += await violations(page, colours=language == "fi")
    shown = await page.locator("html").get_attribute("lang")
    return told if shown == language else [*told, f"in {shown}, not in {language}"]


async def keep(page: Page, url: str, language: str, scheme: str, width: int) -> None:
    """A picture for people's eyes, where somebody asked for them (RINNALLA_SCREENSHOTS names a folder)."""
    if SCREENSHOTS:
        name = re.sub(r"[^a-z]+", "-", re.sub(r"/[\w-]{30,}", "", url.split("/", 3)[3]).lower()).strip("-")
        label = page.url.rpartition("#")[2] if "#" in page.url else name
        await page.screenshot(path=f"{SCREENSHOTS}/{label}-{language}-{width}-{scheme}.png", full_page=True)
