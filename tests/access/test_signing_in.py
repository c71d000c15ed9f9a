"""Signing in by a mailed link, staying so, and ending it everywhere."""

import asyncio
from datetime import timedelta
from functools import partial

import httpx
import pytest
from starlette.responses import Response
from structlog.testing import capture_logs

from shared.clock import utc_now
from shared.people.cookie import LASTS, Cookie, SignedIn
from shared.people.person import Person
from tests.abuse.state import quiet
from tests.journeys.story import JSON, Story, sign_in_link
from tests.parts import Network
from tests.patience import until
from tests.web.shell import settings as some_settings

AINO = "aino@verkosto.example"


@pytest.fixture
async def story(network: Network) -> Story:
    story = Story(network)
    await story.supervisors("aino")
    return story


async def ask(browser: httpx.AsyncClient, email: str, after: str = "") -> httpx.Response:
    return await browser.post("/booking/sign-in", data={"email": email, "next": after})


async def link_for(story: Story, email: str, after: str = "", count: int = 1) -> str:
    async with story.network.browser() as browser:
        assert (await ask(browser, email, after)).status_code == 200
    return sign_in_link((await story.network.inbox.mail(email, count=count)).text)


async def test_a_supervisor_signs_in_by_mail_and_sees_who_they_are(story: Story) -> None:
    async with story.sign_in(AINO) as browser:
        page = await browser.get("/booking/me")
        assert page.status_code == 200
        assert "Aino" in page.text
        assert "työnohjaaja" in page.text


async def test_the_coordinator_of_the_settings_signs_in(story: Story) -> None:
    async with story.sign_in(story.network.settings.coordinator_email) as browser:
        assert "koordinaattori" in (await browser.get("/booking/me")).text
        assert (await browser.get("/booking/api/cases")).status_code == 200


async def test_capitals_and_blanks_in_the_address_do_not_matter(story: Story) -> None:
    async with story.network.browser() as browser:
        await ask(browser, f" {AINO.upper()} ")
    assert "/sign-in/" in (await story.network.inbox.mail(AINO)).text


async def test_opening_the_link_spends_nothing_and_pressing_the_button_spends_it(story: Story) -> None:
    link = await link_for(story, AINO)
    async with story.network.browser() as scanner, story.network.browser() as browser:
        for _ in range(3):
            assert (await scanner.get(link)).status_code == 200
        assert (await browser.post(link)).status_code == 303
        again = await scanner.post(link)
        assert again.status_code == 410
        assert "jo käytetty" in again.text
        assert (await scanner.get(link)).status_code == 410
        assert (await scanner.get("/booking/me")).status_code == 303


async def test_of_many_who_press_at_once_one_is_signed_in(story: Story) -> None:
    link = await link_for(story, AINO)
    answers = await asyncio.gather(*(story.network.http.post(link) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [303, *[410] * 9]


async def test_a_link_runs_out_after_a_quarter_of_an_hour(story: Story) -> None:
    link = await link_for(story, AINO)
    links = story.network.database("booking")["sign_in_links"]
    lasts = await links.find_one({})
    assert lasts is not None
    assert lasts["expires_at"] - lasts["sent_at"] == timedelta(minutes=15)
    await links.update_one({}, {"$set": {"expires_at": utc_now() - timedelta(seconds=1)}})
    assert (await story.network.http.get(link)).status_code == 410
    assert (await story.network.http.post(link)).status_code == 410


async def test_of_a_link_only_its_digest_is_stored(story: Story) -> None:
    token = (await link_for(story, AINO)).rsplit("/", 1)[1]
    stored = [str(each) async for each in story.network.database("booking")["sign_in_links"].find()]
    assert len(stored) == 1
    assert token not in stored[0]


async def test_known_and_unknown_addresses_get_the_same_answer(story: Story) -> None:
    async with story.network.browser() as browser:
        known, unknown = await ask(browser, AINO), await ask(browser, "arto@verkosto.example")
    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text.replace("arto@", "aino@")
    await story.network.inbox.mail(AINO)
    assert story.network.inbox.box.mails("arto@verkosto.example") == []


async def test_a_sixth_link_in_a_quarter_of_an_hour_is_not_sent(story: Story) -> None:
    async with story.network.browser() as browser:
        for _ in range(7):
            assert (await ask(browser, AINO)).status_code == 200
    await story.network.inbox.mail(AINO, count=5)
    await quiet(story.network)
    links = story.network.database("booking")["sign_in_links"]
    assert await links.count_documents({"email": AINO}) == 5


@pytest.mark.usefixtures("no_refill")
async def test_a_network_address_that_asks_too_often_is_slowed_down(story: Story) -> None:
    async with story.network.browser() as browser:
        statuses = [(await ask(browser, f"{n}@verkosto.example")).status_code for n in range(25)]
    assert statuses == [200] * 20 + [429] * 5


async def test_what_is_no_address_is_said_and_kept(story: Story) -> None:
    async with story.network.browser() as browser:
        answer = await ask(browser, "aino at verkosto")
    assert answer.status_code == 422
    assert 'value="aino at verkosto"' in answer.text
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/booking/me?lang=sv", "/booking/me?lang=sv"),
        ("//evil.example", "/booking/today"),
        ("https://evil.example", "/booking/today"),
        ("/\\evil.example", "/booking/today"),
    ],
)
async def test_signing_in_leads_back_to_a_page_of_ours_and_nowhere_else(story: Story, wanted: str, led_to: str) -> None:
    link = await link_for(story, AINO, wanted)
    assert (await story.network.http.post(link)).headers["location"] == led_to


async def test_signed_out_is_signed_out_in_every_service(story: Story) -> None:
    coordinator = story.network.settings.coordinator_email
    async with story.sign_in(coordinator) as browser:
        copied = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
        for path in ("/booking/api/cases", "/contracts/api/organisations", "/feedback/api/summary"):
            assert (await browser.get(path)).status_code == 200
        assert (await browser.post("/booking/sign-out")).status_code == 303
    async with story.network.browser(headers=copied) as thief:
        assert (await thief.get("/booking/api/cases")).status_code == 401
        for path in ("/contracts/api/organisations", "/feedback/api/summary", "/notifications/api/letters"):
            await until(partial(thief.get, path), lambda answer: answer.status_code == 401)


async def test_a_page_of_another_role_is_refused_and_told_of_without_a_name(story: Story) -> None:
    async with story.sign_in(AINO) as browser:
        with capture_logs() as said:
            assert (await browser.get("/booking/desk")).status_code == 403
    told = [each for each in said if each["event"] == "a page was another role's"]
    assert [each["path"] for each in told] == ["/desk"]
    assert "aino" not in str(told)


async def test_whose_browser_signs_in_anew_has_one_session_and_not_two(story: Story) -> None:
    async with story.sign_in(AINO) as browser, story.network.browser() as thief:
        thief.cookies.update(browser.cookies)
        assert (await thief.get("/booking/me")).status_code == 200
        link = await link_for(story, AINO, count=2)
        assert (await browser.post(link)).status_code == 303
        assert (await browser.get("/booking/me")).status_code == 200
        assert (await thief.get("/booking/me")).status_code == 303


async def test_devices_are_listed_and_each_can_be_signed_out(story: Story) -> None:
    async with story.sign_in(AINO) as phone, story.sign_in(AINO) as laptop:
        await story.network.database("booking")["devices"].update_many({}, {"$set": {"name": "Safari, iPhone"}})
        page = (await laptop.get("/booking/me")).text
        assert page.count("Safari, iPhone</strong>") == 2
        key = page.split("/booking/me/devices/")[1].split("/")[0]
        assert (await laptop.post(f"/booking/me/devices/{key}/sign-out")).status_code == 303
        assert (await phone.get("/booking/me")).status_code == 303
        assert (await laptop.get("/booking/me")).status_code == 200


async def test_all_devices_can_be_signed_out_at_once(story: Story) -> None:
    async with story.sign_in(AINO) as phone, story.sign_in(AINO) as laptop:
        assert (await laptop.post("/booking/me/sign-out")).status_code == 303
        assert (await phone.get("/booking/me")).status_code == 303
        assert (await laptop.get("/booking/me")).status_code == 303


async def test_whose_address_in_the_directory_changes_is_signed_out_under_the_old_one(story: Story) -> None:
    async with story.sign_in(AINO) as browser:
        await story.supervisors("aino", email="aino.uusi@verkosto.example")
        assert (await browser.get("/booking/me")).status_code == 303
    async with story.network.browser() as browser:
        await ask(browser, AINO)
        await ask(browser, "aino.uusi@verkosto.example")
    await story.network.inbox.mail("aino.uusi@verkosto.example")
    assert len(story.network.inbox.box.mails(AINO)) == 1


async def test_another_s_device_is_as_if_it_were_not_there(story: Story) -> None:
    await story.supervisors("mikael")
    async with story.sign_in(AINO) as aino, story.sign_in("mikael@verkosto.example") as mikael:
        device = await story.network.database("booking")["devices"].find_one({"person.email": AINO})
        assert device is not None
        assert (await mikael.post(f"/booking/me/devices/{device['_id']}/sign-out")).status_code == 404
        assert (await aino.get("/booking/me")).status_code == 200


async def test_another_site_s_form_signs_nobody_in_or_out(story: Story) -> None:
    link = await link_for(story, AINO)
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert (await story.network.http.post(link, headers=foreign)).status_code == 403
    assert (await story.network.http.post("/booking/sign-out", headers=foreign)).status_code == 403


def cookie_of(**changed: str) -> str:
    answer = Response()
    person = Person(email=AINO, name="Aino", supervisor="aino")
    Cookie.of(some_settings(**changed)).write(
        answer, SignedIn(session="s", person=person, until=utc_now() + LASTS, seen=utc_now())
    )
    return str(answer.headers["set-cookie"])


def test_behind_tls_the_cookie_is_bound_to_this_host_and_never_sent_in_the_open() -> None:
    cookie = cookie_of(public_url="https://rinnalla.test")
    assert cookie.startswith("__Host-signed_in=")
    for flag in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=2592000"):
        assert flag in cookie
    assert "Domain" not in cookie


def test_without_tls_the_cookie_is_still_out_of_scripts_reach() -> None:
    cookie = cookie_of()
    assert cookie.startswith("signed_in=")
    assert "HttpOnly" in cookie
    assert "Secure" not in cookie


async def test_a_forged_or_foreign_cookie_opens_nothing(story: Story) -> None:
    person = Person(email=AINO, name="Aino", coordinator=True)
    name, value = story.network.signed_in(person)
    now = utc_now()
    elsewhere = Cookie.of(some_settings()).value(SignedIn(session="s", person=person, until=now + LASTS, seen=now))
    for forged in (value[:-2] + ("AA" if value[-2:] != "AA" else "BB"), value.split(".")[0], elsewhere, "x"):
        async with story.network.browser(headers={"Cookie": f"{name}={forged}"}) as browser:
            assert (await browser.get("/booking/me")).status_code == 303


async def test_a_session_runs_out(story: Story) -> None:
    person = Person(email=AINO, name="Aino", supervisor="aino")
    old = SignedIn(session="s", person=person, until=utc_now() - timedelta(seconds=1), seen=utc_now())
    cookie = Cookie.of(story.network.settings)
    value = cookie.value(old)
    async with story.network.browser(headers={"Cookie": f"{cookie.name}={value}"}) as browser:
        assert (await browser.get("/booking/me")).status_code == 303


async def test_whom_the_settings_name_no_more_coordinates_no_more(story: Story) -> None:
    """The right is not in the cookie: it follows the settings in every service."""
    person = Person(email="ulla@verkosto.example", name="Ulla", coordinator=True)
    async with story.network.browser(person) as browser:
        answers = [(await browser.get(page)).status_code for page in ("/booking/desk", "/contracts/organisations")]
        audits = [(await browser.get(f"/{name}/audit")).status_code for name in ("booking", "contracts", "feedback")]
    assert set(answers + audits) <= {303, 403}


async def test_who_is_not_of_the_directory_any_more_is_signed_in_as_nobody(story: Story) -> None:
    person = Person(email="arto@verkosto.example", name="Arto", supervisor="arto")
    async with story.network.browser(person) as browser:
        assert (await browser.get("/booking/mine")).status_code == 303
        assert (await browser.get("/booking/profile")).status_code == 303


async def test_who_is_not_seen_for_a_week_is_signed_out(story: Story) -> None:
    for days, status in ((6, 200), (8, 303)):
        cookie, value = seen(story, timedelta(days=days))
        async with story.network.browser(headers=JSON | {"Cookie": f"{cookie}={value}"}) as browser:
            assert ((await browser.get("/booking/me/data")).status_code == 200) is (status == 200)


async def test_who_is_still_here_is_led_by_booking_and_back_and_seen_from_then_on(story: Story) -> None:
    cookie, value = seen(story, timedelta(days=6))
    async with story.network.browser() as browser:
        browser.cookies.set(cookie, value)
        first = await browser.get("/contracts/me/data?lang=en")
        assert first.status_code == 303
        renewed = await browser.get(first.headers["location"])
        assert renewed.headers["location"] == "/contracts/me/data?lang=en"
        assert (await browser.get(renewed.headers["location"])).status_code == 200


async def test_who_is_not_signed_in_is_not_renewed(story: Story) -> None:
    async with story.network.browser() as browser:
        answer = await browser.get("/booking/session?next=/booking/me")
        assert answer.headers["location"] == "/booking/sign-in?next=%2Fbooking%2Fme"
        assert "set-cookie" not in answer.headers


def seen(story: Story, ago: timedelta) -> tuple[str, str]:
    cookie = Cookie.of(story.network.settings)
    person = Person(email=AINO, name="Aino", supervisor="aino")
    signed_in = SignedIn(session="s", person=person, until=utc_now() + timedelta(days=3), seen=utc_now() - ago)
    return cookie.name, cookie.value(signed_in)


@pytest.mark.usefixtures("no_refill")
async def test_a_wrong_token_is_slowed_down_and_told_of_without_a_word_of_it(story: Story) -> None:
    guess = {"Authorization": "Bearer guessed-token"}
    with capture_logs() as told:
        statuses = [(await story.network.http.get("/booking/api/cases", headers=guess)).status_code for _ in range(300)]
    assert statuses == [401] * 240 + [429] * 60
    assert "guessed" not in str(told)
    assert any(entry["event"] == "a token opened nothing" for entry in told)
    assert await story.get("/booking/api/cases") == []


async def test_the_settings_token_counts_under_the_api_alone(story: Story) -> None:
    for path in ("/booking/sessions/api", "/booking/desk/cases/api", "/booking/directory/people/x%2Fapi%2F"):
        answer = await story.network.http.get(path, headers=story.network.coordinator | {"Accept": "application/json"})
        assert answer.status_code in (401, 404)


@pytest.mark.usefixtures("no_refill")
async def test_colleagues_behind_one_address_open_their_links_whatever_others_ask(story: Story) -> None:
    links = [await link_for(story, AINO, count=n) for n in (1, 2)]
    async with story.network.browser() as browser:
        while (await ask(browser, "nobody@verkosto.example")).status_code != 429:
            pass
    for link in links:
        assert (await story.network.http.post(link)).status_code == 303
