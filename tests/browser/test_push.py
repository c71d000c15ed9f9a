"""A browser is added with one tap; what is pushed to it shows, names no organisation, and opens the offer."""

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Town
from tests.notifications.channels.browsers import Browser as Receiver
from tests.patience import until

CALL = {"title": "Kiireellinen jälkipuinti", "text": "Voitko vetää sen?", "link": "/booking/today", "tag": "offer"}
# The browser of a test has no push service of its maker's: its answer is given for it.
SUBSCRIPTION = orjson.dumps(Receiver("https://push.example/1").subscription).decode()
SUBSCRIBES = f"""PushManager.prototype.getSubscription = async () => null;
PushManager.prototype.subscribe = async (options) => {{
  window.key = new Uint8Array(options.applicationServerKey);
  return {SUBSCRIPTION};
}};"""


@pytest.fixture
async def phone(browser: Browser, town: Town) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(extra_http_headers={"Accept-Language": "fi"})
    name, _, value = town.cookies("supervisor-reach").partition("=")
    await context.add_cookies([{"name": name, "value": value, "url": town.network.base_url}])
    await context.grant_permissions(["notifications"], origin=town.network.base_url)
    yield context
    await context.close()


async def opened(phone: BrowserContext, town: Town) -> Page:
    page = await phone.new_page()
    await page.goto(town.url("supervisor-reach"))
    return page


async def test_a_browser_is_added_with_one_tap(phone: BrowserContext, town: Town) -> None:
    await phone.add_init_script(SUBSCRIBES)
    page = await opened(phone, town)
    await page.get_by_role("button", name="Herätä minut tällä laitteella").click()
    await expect(page.get_by_text("push.example")).to_be_visible()
    kept = await town.network.database("notifications")["channels"].find_one({"channels.kind": "push"})
    assert kept is not None
    [channel] = [each for each in kept["channels"] if each["kind"] == "push"]
    assert b"push.example" not in channel["target"]
    await page.get_by_role("button", name="Poista Tämä laite").click()
    await expect(page.get_by_text("push.example")).to_be_hidden()


async def test_where_the_browser_can_not_be_added_it_is_said(phone: BrowserContext, town: Town) -> None:
    await phone.add_init_script("PushManager.prototype.subscribe = async () => { throw new Error(); };")
    page = await opened(phone, town)
    await page.get_by_role("button", name="Herätä minut tällä laitteella").click()
    await expect(page.get_by_text("Sitä ei voitu lisätä nyt.")).to_be_visible()


async def test_what_is_pushed_is_shown_and_names_no_organisation(phone: BrowserContext, town: Town) -> None:
    page = await opened(phone, town)
    devtools = await phone.new_cdp_session(page)
    found: list[str] = []

    def note(told: dict[str, Any]) -> None:
        found.extend(each["registrationId"] for each in told["registrations"])

    devtools.on("ServiceWorker.workerRegistrationUpdated", note)
    await devtools.send("ServiceWorker.enable")
    await page.evaluate(
        "navigator.serviceWorker.register('/notifications/reach/worker.js', {scope: '/'})"
        ".then(() => navigator.serviceWorker.ready).then(() => true)"
    )

    async def registered() -> list[str]:
        return found

    [registration, *_] = await until(registered)
    sent = {"origin": town.network.base_url, "registrationId": registration, "data": orjson.dumps(CALL).decode()}
    await devtools.send("ServiceWorker.deliverPushMessage", sent)

    async def shown() -> list[dict[str, str]]:
        told: list[dict[str, str]] = await page.evaluate(
            "navigator.serviceWorker.ready.then((here) => here.getNotifications()).then("
            "(all) => all.map(({title, body, tag, data}) => ({title, text: body, tag, link: data.link})))"
        )
        return told

    assert await until(shown) == [CALL]
