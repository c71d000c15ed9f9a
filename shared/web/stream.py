"""Live pages' streams: a fragment of HTML whenever it has changed (Server-Sent Events)."""

from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi.responses import StreamingResponse

from shared.live import Live

_ALIVE = b": alive\n\n"


def stream(live: Live, topic: str, render: Callable[[], Awaitable[str]], every: float = 15.0) -> StreamingResponse:
    """What `render` gives: now, after each change of `topic`, and every so many seconds. Where nothing changed it is a
    comment, to keep the stream open.
    """
    kept = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(live, topic, render, every), media_type="text/event-stream", headers=kept)


async def _events(live: Live, topic: str, render: Callable[[], Awaitable[str]], every: float) -> AsyncIterator[bytes]:
    async with live.watch(
        topic, every
    ) as changes:  # entered before the first look: what changes in between is not lost
        shown = await render()
        yield _event(shown)
        async for _ in changes:
            now = await render()
            yield _event(now) if now != shown else _ALIVE
            shown = now


def _event(fragment: str) -> bytes:
    lines = "".join(f"data: {line}\n" for line in fragment.splitlines() if line.strip())
    return f"{lines}\n".encode()
