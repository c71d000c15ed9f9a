"""The time by the store's own clock, for whatever several replicas share by leases.

Two machines' clocks may be apart by more than a lease lasts, and each would then take what the other still holds. So a
lease is counted by the one clock that both ask: how far this machine is from it is measured now and then, and between
two measurements the machine's steady clock counts on, which nobody sets.
"""

import time
from datetime import UTC, datetime, timedelta

from shared.clock import utc_now
from shared.store.mongo import Database, server_time

# How long a row, a timer or a letter is one process's alone; longer than a publish may take.
LEASE = timedelta(seconds=5)
MEASURED_EVERY = 10.0  # seconds; steady clocks part by a millisecond in that time
TRIES = 3
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Goes on while a machine sleeps, where there is such a clock.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def steady() -> float:
    """Seconds since some moment, by a clock that is never set."""
    return time.clock_gettime(_STEADY)


class StoreTime:
    """The store's time, to a few milliseconds; this machine's until it has been measured once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ahead: float | None = None

    def __call__(self) -> datetime:
        """Now, aware, in UTC."""
        if self._ahead is None:
            return utc_now()
        return EPOCH + timedelta(milliseconds=int((steady() + self._ahead) * 1000))

    async def measure(self) -> None:
        """Ask the store; of a few answers the quickest is the most exact. Raises DatabaseError while it is away."""
        self._ahead = min([await self._asked() for _ in range(TRIES)])[1]

    async def _asked(self) -> tuple[float, float]:
        """How long the answer took, and how far the store is ahead of the steady clock (both in seconds)."""
        before = steady()
        there = await server_time(self._database)
        took = steady() - before
        return took, (there - EPOCH).total_seconds() - before - took / 2
