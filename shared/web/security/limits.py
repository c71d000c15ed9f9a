"""How often one address may ask: a token bucket for each, in this process's memory.

It slows down a flood; it is no accounting. Several replicas each have their own.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from weakref import WeakKeyDictionary

from fastapi import FastAPI, Request

from shared.web.problems import Problem

_MOST_ADDRESSES = 10_000
Buckets = OrderedDict[str, tuple[float, float]]


def _seconds() -> float:
    return time.monotonic()


class Limit:
    """A dependency: at most `times` requests in `seconds` from one address, all at once if need be.

    `unless` names the requests that are not counted, those with a valid token, say.
    """

    def __init__(
        self,
        times: int,
        seconds: float,
        unless: Callable[[Request], bool] = lambda _: False,
        clock: Callable[[], float] = _seconds,
    ) -> None:
        self._times, self._rate, self._unless, self._clock = times, times / seconds, unless, clock
        self._of: WeakKeyDictionary[FastAPI, Buckets] = WeakKeyDictionary()

    async def __call__(self, request: Request) -> None:
        if not self._unless(request):
            self.count(request)

    def count(self, request: Request) -> None:
        """Count one; Problem 429 where there were too many."""
        wait = self._take(self._of.setdefault(request.app, OrderedDict()), address_of(request))
        if wait > 0:
            raise Problem(429, headers={"Retry-After": str(math.ceil(wait))})

    def _take(self, buckets: Buckets, address: str) -> float:
        """Seconds to wait; 0 when the request may pass."""
        now = self._clock()
        left, since = buckets.pop(address, (float(self._times), now))
        left = min(float(self._times), left + (now - since) * self._rate)
        passes = left >= 1
        buckets[address] = (left - 1 if passes else left, now)
        if len(buckets) > _MOST_ADDRESSES:
            buckets.popitem(last=False)
        return 0 if passes else (1 - left) / self._rate


def address_of(request: Request) -> str:
    """Whom a limit counts: the client's address, of IPv6 the network (/64) that one customer has."""
    address = _address(request)
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else str(address)


def prefix_of(request: Request) -> str:
    """The network that a request comes from: of IPv4 a /24, of IPv6 a /64, in CIDR notation."""
    address = _address(request)
    if isinstance(address, str):
        return address
    return str(ip_network((address, 64 if isinstance(address, IPv6Address) else 24), strict=False))


def _address(request: Request) -> IPv4Address | IPv6Address | str:
    """An IPv4 address that is written as IPv6 is that IPv4 address."""
    host = request.client.host if request.client else "-"
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
