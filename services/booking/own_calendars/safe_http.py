"""Reading what stands at an address that somebody gave us, and nothing inside our own network
(`shared.web.public_addresses`).
"""

import asyncio

import httpx

from services.booking.own_calendars.model import Trouble
from shared.web.public_addresses import NotPublicError, PublicOnly

LARGEST = 5 * 1024 * 1024
SECONDS = 20.0
REDIRECTS = 5


class UnreadError(Exception):
    """It could not be read; `trouble` says why, `detail` what its owner must look for, if anything."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.detail = detail


async def fetch(url: str, *, private: bool = False) -> bytes:
    """What stands at `url`; `private` lets it be in our own network (for tests). Raises UnreadError."""
    transport = _Redirected(private=private)
    try:
        async with (
            asyncio.timeout(SECONDS),
            httpx.AsyncClient(
                transport=transport,
                follow_redirects=True,
                max_redirects=REDIRECTS,
                timeout=SECONDS,
                trust_env=False,
                headers={"Accept": "text/calendar", "Accept-Encoding": "identity", "User-Agent": "Rinnalla"},
            ) as client,
            client.stream("GET", url) as response,
        ):
            return await _body(response)
    except NotPublicError as inside:
        raise UnreadError("address") from inside
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, TimeoutError, OSError, UnicodeError) as failure:
        raise UnreadError("unreachable") from failure


class _Redirected(PublicOnly):
    """A redirect may be written in a calendar program's word."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if "location" in response.headers:
            response.headers["location"] = over_the_web(response.headers["location"])
        return response


def over_the_web(url: str) -> str:
    """Webcal is a calendar program's word for an address that is read over https."""
    scheme, mark, rest = url.strip().partition(":")
    return f"https:{rest}" if mark and scheme.lower() in {"webcal", "webcals"} else url


async def _body(response: httpx.Response) -> bytes:
    if response.status_code != httpx.codes.OK:
        raise UnreadError("refused")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise UnreadError("not_calendar")  # unasked for: what it unpacks to may be any size
    found = bytearray()
    async for piece in response.aiter_raw():
        found += piece
        if len(found) > LARGEST:
            raise UnreadError("too_large")
    return bytes(found)
