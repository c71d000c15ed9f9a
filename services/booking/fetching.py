"""Reading what stands at an address that somebody gave us, and nothing inside our own network.

Every address a name resolves to is looked at, at each redirect anew, and the connection goes to the very address that
was looked at: a name that resolves otherwise a moment later leads nowhere else.
"""

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

import httpx

from services.booking.model.busy import Trouble

LARGEST = 5 * 1024 * 1024
SECONDS = 20.0
REDIRECTS = 5
PORTS = {80, 443}
_EMBEDDING = tuple(ipaddress.IPv6Network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class UnreadError(Exception):
    """It could not be read; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def is_public(address: Address) -> bool:
    """Whether an address is one of the internet at large. One that carries another inside counts as not."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _EMBEDDING):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


async def fetch(url: str, *, private: bool = False) -> bytes:
    """What stands at `url`; `private` lets it be in our own network (for tests). Raises UnreadError."""
    transport = PublicOnly(private=private)
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
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, TimeoutError, OSError, UnicodeError) as failure:
        raise UnreadError("unreachable") from failure


class PublicOnly(httpx.AsyncBaseTransport):
    """Connects to public addresses alone: to the one that was looked at, under the name that was asked for."""

    def __init__(self, *, private: bool) -> None:
        self._private = private
        self._inner = httpx.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        port = request.url.port or {"http": 80, "https": 443}.get(request.url.scheme, 0)
        if not self._private and port not in PORTS:
            raise UnreadError("address")
        address = await self._address(host, port)
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=str(address))
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _address(self, host: str, port: int) -> Address:
        """The address to connect to: none, where any that the name resolves to is not public."""
        found = await resolve(host, port)
        if not found or not (self._private or all(is_public(each) for each in found)):
            raise UnreadError("address")
        return found[0]


async def resolve(host: str, port: int) -> list[Address]:
    """Every address of a name, in the system's order; none where it has none."""
    try:
        known = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in known]


def shown_host(url: str) -> str:
    """What may be shown of a secret address."""
    return urlsplit(url).hostname or ""


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
