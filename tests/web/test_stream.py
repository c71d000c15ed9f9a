"""Live pages' streams: look after listening, send what changed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from shared.live import Live
from shared.web.stream import stream


class Changes:
    """A live feed whose changes a test makes."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[str] = asyncio.Queue()
        self.watched = False

    @asynccontextmanager
    async def watch(self, _topic: str, _every: float) -> AsyncIterator[AsyncIterator[None]]:
        self.watched = True
        yield self._each()
        self.watched = False

    async def _each(self) -> AsyncIterator[None]:
        while True:
            await self.queue.get()
            yield


async def test_the_page_is_listened_to_before_it_is_looked_at_and_sent_only_when_it_changed() -> None:
    changes, shown = Changes(), ["<p>\none</p>"]

    async def render() -> str:
        assert changes.watched
        return shown[-1]

    answer = stream(cast("Live", changes), "topic", render)
    events: Any = answer.body_iterator
    assert await anext(events) == b"data: <p>\ndata: one</p>\n\n"
    changes.queue.put_nowait("changed")
    assert await anext(events) == b": alive\n\n"
    shown.append("<p>two</p>")
    changes.queue.put_nowait("changed")
    assert await anext(events) == b"data: <p>two</p>\n\n"
    assert answer.headers["content-type"].startswith("text/event-stream")
