"""Waiting for what comes about by itself. A machine that is busy with other tests is slow, not wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE = 60.0  # seconds
Found = TypeVar("Found")


async def until(
    look: Callable[[], Awaitable[Found]], done: Callable[[Found], bool] = bool, every: float = 0.02
) -> Found:
    """What `look` finds once it is `done`, looking again `every` so many seconds; AssertionError when it never is."""
    found = await look()
    try:
        async with asyncio.timeout(PATIENCE):
            while not done(found):
                await asyncio.sleep(every)
                found = await look()
    except TimeoutError as late:
        raise AssertionError(f"after {PATIENCE:.0f} s still {found!r}") from late
    return found
