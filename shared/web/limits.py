"""How often one network address may ask for something: a bucket of tokens in memory, one for each address."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from fastapi import Request

from shared.i18n import N_
from shared.web.problems import Problem

ADDRESSES = 50_000


class Limit:
    """A dependency: at most `times` in `seconds` from one address, Problem 429 beyond; `free` requests are not counted."""

    def __init__(
        self, times: int, seconds: float, free: Callable[[Request], bool], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._times = times
        self._rate = times / seconds
        self._free = free
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, request: Request) -> None:
        if self._free(request):
            return
        wait = self.take(request.client.host if request.client else "")
        if wait > 0:
            raise Problem(
                429,
                N_("That was asked very often from one address. Wait a moment and try again; in urgent need, call."),
                headers={"Retry-After": str(math.ceil(wait))},
            )

    def take(self, address: str) -> float:
        """Take one token of an address; the seconds to wait where there is none."""
        now = self._clock()
        level, since = self._buckets.pop(address, (float(self._times), now))
        level = min(self._times, level + (now - since) * self._rate)
        taken = level >= 1
        self._buckets[address] = (level - 1 if taken else level, now)
        if len(self._buckets) > ADDRESSES:
            self._buckets.popitem(last=False)
        return 0 if taken else (1 - level) / self._rate
