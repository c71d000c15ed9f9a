"""The start of a service, step by step: each is tried until it is done, and the one that is missing can be named."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import structlog

from shared.app.readiness import why

Step = tuple[str, Callable[[], Awaitable[Any]]]
# A broker or store that is itself just starting can take a connection and never answer on it.
STEP_SECONDS = 20.0
PAUSE = 0.5  # seconds until a step that failed is tried again
log = structlog.get_logger()


class Start:
    """Goes through its steps in order; broken off and run again, it goes on where it was."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self._to_do = deque(steps)
        self._done = False

    def missing(self) -> list[str]:
        """The name of the step that is not done yet."""
        return [] if self._done else [self._to_do[0][0] if self._to_do else "start"]

    async def run(self) -> None:
        while self._to_do:
            await _until_done(*self._to_do[0])
            self._to_do.popleft()
        self._done = True


async def _until_done(name: str, step: Callable[[], Awaitable[Any]]) -> None:
    while True:
        try:
            await asyncio.wait_for(step(), STEP_SECONDS)
        except Exception as failure:  # noqa: BLE001  # whatever keeps it away, it is asked for again
            log.warning("waiting to start", what=name, why=why(failure))
            await asyncio.sleep(PAUSE)
        else:
            return
