"""Connections to addresses that somebody gave us: to the internet at large, and nothing inside our own network.

Every address a name resolves to is looked at, and the connection goes to the very address that was looked at: a name
that resolves otherwise a moment later leads nowhere else. A redirect is looked at anew.
"""

import asyncio
import ipaddress
import socket

import httpx

PORTS = {80, 443}
# By IANA's registries of special addresses, written out: what Python calls global differs between its versions.
_NOT_PUBLIC_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
            *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        ),
    )
)
# What is given out to networks; within it, what stands for something else or has an IPv4 address inside.
_GIVEN_OUT_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"))
)
# Before the last four bytes of an address that an ISATAP router hands on to the IPv4 address in them.
_ISATAP = (0x00005EFE, 0x02005EFE)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotPublicError(Exception):
    """The address leads into our own network, to another door than the web's, or nowhere."""


def is_public(address: Address) -> bool:
    """Whether an address is one of the internet at large. One that carries another inside counts as not, but for an
    IPv4 address in IPv6's clothes, which is what it is.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not any(address in network for network in _NOT_PUBLIC_4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address not in _GIVEN_OUT_6 or (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return False
    return address.is_global and not any(address in network for network in _NOT_PUBLIC_6)


class PublicOnly(httpx.AsyncBaseTransport):
    """Connects to public addresses alone: to the one that was looked at, under the name that was asked for."""

    def __init__(self, *, private: bool) -> None:
        self._private = private
        self._inner = httpx.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        port = request.url.port or {"http": 80, "https": 443}.get(request.url.scheme, 0)
        if not self._private and port not in PORTS:
            raise NotPublicError(host)
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
            raise NotPublicError(host)
        return found[0]


async def resolve(host: str, port: int) -> list[Address]:
    """Every address of a name, in the system's order; none where it has none."""
    try:
        known = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in known]
