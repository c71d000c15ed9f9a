"""Headers, forgery, size, rate: what every request is held to."""

from collections.abc import AsyncIterator

import pytest

from shared.web.security.limits import Buckets, Limit
from shared.web.security.safety import MOST_BYTES
from tests.web.shell import TOKEN, application, client

PAGE = "/sample/everything"


async def test_every_answer_has_the_security_headers() -> None:
    async with client(application()) as browser:
        answers = [await browser.get(path) for path in (PAGE, "/sample/nowhere", "/sample/broken", "/sample/docs")]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_https_alone_is_asked_for_where_the_network_has_it(scheme: str) -> None:
    async with client(application(public_url=f"{scheme}://rinnalla.test")) as browser:
        headers = (await browser.get(PAGE)).headers
    assert ("strict-transport-security" in headers) == (scheme == "https")


async def test_pages_hold_to_the_policy_themselves() -> None:
    async with client(application()) as browser:
        page = (await browser.get(PAGE)).text
    assert not any(each in page for each in (" style=", "<style", " onclick=", "javascript:", "<script>"))


async def test_files_are_kept_and_change_their_address_with_their_content() -> None:
    async with client(application()) as browser:
        address = (await browser.get(PAGE)).text.split('rel="stylesheet" href="')[1].split('"')[0]
        answer = await browser.get(address)
        missing = await browser.get("/sample/static/..%2fpages.py")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/css")
    assert len(address.split("?")[1]) == 10
    assert missing.status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://rinnalla.test"}, 403),
        ({"origin": "http://rinnalla.test"}, 200),
        ({"origin": "http://evil.test"}, 403),
        ({"origin": "http://rinnalla.test.evil.test"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"origin": "http://["}, 403),
        ({"origin": "http://]["}, 403),
        ({"origin": "http://[::1"}, 403),
        ({"origin": "//"}, 403),
        ({"origin": "javascript:alert(1)"}, 403),
        ({"origin": "ftp://rinnalla.test"}, 403),
        ({"origin": "https://rinnalla.test"}, 403),
        ({"origin": "http://aino@rinnalla.test"}, 403),
        ({"origin": "http://rinnalla.test:8080"}, 403),
    ],
)
async def test_another_site_cannot_post_here(headers: dict[str, str], status: int) -> None:
    async with client(application()) as browser:
        assert (await browser.post(PAGE, headers=headers)).status_code == status


@pytest.mark.parametrize("public_url", ["http://rinnalla.test", "https://rinnalla.test"])
async def test_an_opaque_origin_is_nobody_s_and_pages_make_browsers_name_theirs(public_url: str) -> None:
    async with client(application(public_url=public_url)) as browser:
        assert (await browser.post(PAGE, headers={"origin": "null"})).status_code == 403
        assert '<meta name="referrer" content="same-origin">' in (await browser.get(PAGE)).text


@pytest.mark.parametrize(("origin", "status"), [("https://rinnalla.test", 200), ("http://rinnalla.test", 403)])
async def test_a_page_without_tls_under_our_name_is_another_site(origin: str, status: int) -> None:
    async with client(application(public_url="https://rinnalla.test")) as browser:
        assert (await browser.post(PAGE, headers={"origin": origin})).status_code == status


async def test_looking_is_allowed_from_anywhere() -> None:
    async with client(application()) as browser:
        assert (await browser.get(PAGE, headers={"sec-fetch-site": "cross-site"})).status_code == 200


async def test_a_body_is_at_most_256_kilobytes() -> None:
    async with client(application()) as browser:
        fits = await browser.post(PAGE, content=b"x" * MOST_BYTES)
        large = await browser.post(PAGE, content=b"x" * (MOST_BYTES + 1))
    assert fits.json() == {"bytes": MOST_BYTES}
    assert large.status_code == 413
    assert "Lyhennä sitä" in large.text


async def in_pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * 1024


async def test_a_body_that_does_not_tell_its_length_is_counted() -> None:
    async with client(application()) as browser:
        raw = await browser.post(PAGE, content=in_pieces(300))
        api = await browser.post(
            "/sample/api/debriefings", content=in_pieces(300), headers={"content-type": "application/json"}
        )
    assert raw.status_code == api.status_code == 413


async def test_only_the_coordinator_may_send_more() -> None:
    async with client(application()) as browser:
        api = "/sample/api/debriefings"
        answer = await browser.post(api, content=b"x" * 500_000, headers={"authorization": f"Bearer {TOKEN}"})
        guess = await browser.post(api, content=b"x" * 500_000, headers={"authorization": "Bearer guess"})
        page = await browser.post(PAGE, content=b"x" * 500_000, headers={"authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, guess.status_code, page.status_code) == (422, 413, 413)


async def test_one_address_is_limited_and_others_are_not() -> None:
    app = application()
    async with client(app) as one, client(app, "192.0.2.2") as other:
        statuses = [(await one.get("/sample/api/limited")).status_code for _ in range(5)]
        refused = await one.get("/sample/api/limited")
        free = await one.get("/sample/api/limited", headers={"authorization": f"Bearer {TOKEN}"})
        assert (await other.get("/sample/api/limited")).status_code == 200
    assert statuses == [200, 200, 200, 429, 429]
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert refused.json()["error"].startswith("Samasta osoitteesta")
    assert free.status_code == 200


async def test_a_customer_s_many_ipv6_addresses_are_one() -> None:
    app = application()
    statuses = []
    for n in range(5):
        async with client(app, f"2001:db8::{n}") as browser:
            statuses.append((await browser.get("/sample/api/limited")).status_code)
    assert statuses == [200, 200, 200, 429, 429]


def test_a_bucket_fills_again_with_time_and_never_over() -> None:
    now = [0.0]
    limit, buckets = Limit(2, 10, clock=lambda: now[0]), Buckets()
    assert [limit._take(buckets, "a") > 0 for _ in range(3)] == [False, False, True]
    now[0] = 5
    assert [limit._take(buckets, "a") > 0 for _ in range(2)] == [False, True]
    now[0] = 1000
    assert [limit._take(buckets, "a") > 0 for _ in range(3)] == [False, False, True]


def test_the_memory_of_addresses_is_bounded() -> None:
    limit, buckets = Limit(2, 10), Buckets()
    for n in range(10_500):
        limit._take(buckets, str(n))
    assert len(buckets) == 10_000


async def test_a_request_keeps_its_id_when_it_is_one() -> None:
    async with client(application()) as browser:
        kept = await browser.get(PAGE, headers={"x-request-id": "abcdef-123456"})
        made = await browser.get(PAGE, headers={"x-request-id": "bad id\t<b>"})
    assert kept.headers["x-request-id"] == "abcdef-123456"
    assert len(made.headers["x-request-id"]) == 32
