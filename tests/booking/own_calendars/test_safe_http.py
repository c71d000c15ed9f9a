"""An address that somebody gave us is read from the internet at large, and never from inside our own network."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from services.booking.own_calendars import safe_http
from services.booking.own_calendars.safe_http import UnreadError, fetch
from shared.web import public_addresses
from shared.web.public_addresses import Address, is_public
from tests import parts

app = FastAPI()
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@app.get("/calendar.ics")
async def whole(request: Request) -> Response:
    return Response(CALENDAR, headers={"X-Asked-For": request.headers["host"]})


@app.get("/away")
async def away(to: str) -> Response:
    return RedirectResponse(to)


@app.get("/round/{n}")
async def round_and_round(n: int) -> Response:
    return RedirectResponse(f"/round/{n + 1}")


@app.get("/endless")
async def endless() -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 65536
            await asyncio.sleep(0.001)  # the server's own tasks have their turn, in this same process

    return StreamingResponse(pieces())


@app.get("/packed")
async def packed() -> Response:
    return Response(b"\x1f\x8b", headers={"Content-Encoding": "gzip"})


@pytest.fixture(scope="module")
async def site() -> AsyncIterator[str]:
    async with parts.serving(app) as url:
        yield url


async def trouble(url: str, *, private: bool = True) -> str:
    with pytest.raises(UnreadError) as raised:
        await fetch(url, private=private)
    return raised.value.trouble


async def test_what_stands_there_is_read(site: str) -> None:
    assert await fetch(f"{site}/calendar.ics", private=True) == CALENDAR
    assert await fetch(f"{site}/away?to=/calendar.ics", private=True) == CALENDAR


async def test_nothing_is_read_inside_our_own_network(site: str) -> None:
    assert await trouble(f"{site}/calendar.ics", private=False) == "address"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "10.0.0.8",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  # to be refused
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[fe80::1]",
        "[fd00::1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[ff02::1]",
        "nowhere.invalid",
    ],
)
async def test_no_way_of_writing_a_private_address_leads_there(host: str) -> None:
    assert await trouble(f"http://{host}/calendar.ics", private=False) == "address"


SPECIAL = """
    0.0.0.0 0.255.255.255 10.0.0.1 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.255.255.255 169.254.0.1
    169.254.169.254 172.16.0.0 172.31.255.255 192.0.0.0 192.0.0.9 192.0.0.10 192.0.0.170 192.0.0.192 192.0.0.255
    192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.0 192.88.99.1 192.88.99.255 192.168.0.0 192.168.255.255 192.175.48.1
    198.18.0.0 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 233.252.0.1 239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 ::7f00:1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:192.88.99.1 ::ffff:0:8.8.8.8 64:ff9b::7f00:1 64:ff9b::808:808
    64:ff9b:1::7f00:1 100::1 100:0:0:1::1 2001::1 2001:0:808:808::1 2001:1::1 2001:2::1 2001:10::1 2001:20::1 2001:30::1
    2001:db8::1 2002:7f00:1:: 2002:808:808::1 2620:4f:8000::1 3fff::1 5f00::1 fc00::1 fd00::1 fe80::1 febf::1 fec0::1
    feff::1 ff02::1 ff0e::1 2001:4860:4860::5efe:10.0.0.1 2001:4860:4860:0:200:5efe:127.0.0.1
"""


@pytest.mark.parametrize("address", SPECIAL.split())
def test_no_special_address_is_public_whatever_python_calls_it(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "193.166.3.2", "192.88.98.1", "100.128.0.1", "::ffff:8.8.8.8", "2001:4860:4860::8888", "2a00:1450::1"],
)
def test_the_internet_at_large_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


async def test_other_doors_than_the_webs_stay_shut() -> None:
    assert await trouble("http://8.8.8.8:25/", private=False) == "address"


async def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def both(_host: str, _port: int) -> list[Address]:
        return [ipaddress.ip_address("8.8.8.8"), ipaddress.ip_address("10.0.0.1")]

    monkeypatch.setattr(public_addresses, "resolve", both)
    assert await trouble("http://calendar.example/", private=False) == "address"


async def test_the_connection_goes_to_the_address_that_was_looked_at(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that resolves otherwise a moment later leads nowhere else: it is resolved once, here."""
    asked = []

    async def once(host: str, _port: int) -> list[Address]:
        asked.append(host)
        return [ipaddress.ip_address("127.0.0.1")]

    monkeypatch.setattr(public_addresses, "resolve", once)
    port = site.rpartition(":")[2]
    assert await fetch(f"http://no-such-name.invalid:{port}/calendar.ics", private=True) == CALENDAR
    assert asked == ["no-such-name.invalid"]


async def test_a_redirect_is_looked_at_like_the_first_address(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address counts as public here; what it leads to does not."""
    monkeypatch.setattr(public_addresses, "is_public", lambda address: str(address) == "127.0.0.1")
    monkeypatch.setattr(public_addresses, "PORTS", {80, int(site.rpartition(":")[2])})
    assert await fetch(f"{site}/away?to=/calendar.ics") == CALENDAR
    assert await trouble(f"{site}/away?to=http://169.254.169.254/latest/meta-data", private=False) == "address"
    assert await trouble(f"{site}/away?to=http://127.0.0.2/", private=False) == "address"
    assert await trouble(f"{site}/away?to=file:///etc/passwd", private=False) == "address"


@pytest.mark.parametrize("scheme", ["webcal", "webcals", "WEBCAL", "https"])
async def test_a_redirect_to_a_calendar_programs_word_for_the_web_is_followed(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def answer(_transport: object, request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.url.scheme}://{request.headers['host']}{request.url.path}")
        if len(asked) == 1:
            return httpx.Response(302, headers={"Location": f"{scheme}://other.example/c.ics"}, content=b"")
        return httpx.Response(200, stream=httpx.ByteStream(CALENDAR))

    async def public(_host: str, _port: int) -> list[Address]:
        return [ipaddress.ip_address("8.8.8.8")]

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer)
    monkeypatch.setattr(public_addresses, "resolve", public)
    assert await fetch("https://calendar.example/") == CALENDAR
    assert asked == ["https://calendar.example/", "https://other.example/c.ics"]


async def test_size_redirects_and_packing_are_bounded(site: str) -> None:
    assert await trouble(f"{site}/endless") == "too_large"
    assert await trouble(f"{site}/round/1") == "unreachable"
    assert await trouble(f"{site}/packed") == "not_calendar"
    assert await trouble(f"{site}/nothing") == "refused"


async def test_whoever_keeps_silent_is_not_waited_for(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_http, "SECONDS", 0.2)
    monkeypatch.setattr(safe_http, "LARGEST", 10**12)
    assert await trouble(f"{site}/endless") == "unreachable"
