"""When a service tidies up: once a night, on the network's clock. A timer to oneself, so that one replica does it."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.app.service import App
from shared.messages.base import Message
from shared.messaging.unit_of_work import Unit

# After most people's midnight, and in no hour that clocks leave out or repeat.
HOUR = time(4, 30)
# How many documents one unit of work looks through; the next follows at once.
BATCH = 200


def next_night(now: datetime, zone: ZoneInfo) -> datetime:
    """The next time, in UTC, at which it is half past four."""
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= HOUR)
    return datetime.combine(day, HOUR, zone).astimezone(UTC)


def nightly(key: str, timer: Message) -> Callable[[App], AbstractAsyncContextManager[None]]:
    """For a part's `background`: sees to it that the timer runs, from the first start on. One that waits already, a
    batch that was broken off among them, stays as it is.
    """

    @contextlib.asynccontextmanager
    async def tidying(app: App) -> AsyncIterator[None]:
        async def begin(unit: Unit) -> None:
            unit.schedule(key, next_night(unit.now, unit.settings.zone), timer, keep=True)

        await app.run(begin)
        yield

    return tidying


def go_on(unit: Unit, key: str, timer: Message, *, more: bool) -> None:
    """The next batch at once, or the first of the next night."""
    unit.schedule(key, unit.now if more else next_night(unit.now, unit.settings.zone), timer)
