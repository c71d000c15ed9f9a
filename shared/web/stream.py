"""Live pages' streams: a fragment of HTML whenever it has changed (Server-Sent Events).

A stream ends with what lets its reader in: their session, their rights, their link.

Whoever watches the same fragment in the same language shares one rendering of it, however many they are. How many
streams one link, one person and one address may hold open at once is bounded, in each process.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from weakref import WeakKeyDictionary

from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from shared.people.ended import SESSIONS
from shared.web.language import language_of
from shared.web.live import Live, Seen
from shared.web.problems import Problem
from shared.web.security.authorization import still_opens
from shared.web.security.limits import address_of

# A workplace may follow one page on many screens; a person has a few pages open; an office shares one address.
PER_LINK, PER_PERSON, PER_ADDRESS = 30, 12, 100
AGAIN_SECONDS = 15
_ALIVE = b"event: alive\ndata: \n\n"
_open: WeakKeyDictionary[FastAPI, Counter[str]] = WeakKeyDictionary()


def stream(
    request: Request, live: Live, topic: str, render: Callable[[], Awaitable[str]], every: float = 15.0, of: str = ""
) -> StreamingResponse:
    """What `render` gives: now, after each change of `topic`, and every so many seconds. Where nothing changed it is a
    sign of life, by which the page knows that what it shows still holds. `of`: which fragment it is, where a topic has
    several; all who watch it see the same. Problem 429 where a link, a person or an address holds too many open.
    """
    counted = _counted(request)
    for name, most in counted:
        if _of(request)[name] >= most:
            raise Problem(429, headers={"Retry-After": str(AGAIN_SECONDS)})
    kept = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    events = _events(request, live, topic, (of, language_of(request)), render, every)
    return _Counted(_of(request), [name for name, _ in counted], events, headers=kept)


class _Counted(StreamingResponse):
    """A stream that counts from now until its end, however it ends."""

    media_type = "text/event-stream"

    def __init__(
        self, open_now: Counter[str], names: Sequence[str], events: AsyncIterator[bytes], headers: dict[str, str]
    ) -> None:
        super().__init__(events, headers=headers)
        self._now, self._names = open_now, names
        self._now.update(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._now.subtract(self._names)
            for name in [name for name in self._names if self._now[name] <= 0]:
                del self._now[name]


def _of(request: Request) -> Counter[str]:
    return _open.setdefault(request.app, Counter())


def _counted(request: Request) -> list[tuple[str, int]]:
    """What a stream counts as, each with its limit."""
    found = [(f"address {address_of(request)}", PER_ADDRESS)]
    if (person := getattr(request.state, "person", None)) is not None:
        found.append((f"person {person.email.casefold()}", PER_PERSON))
    if (token := request.path_params.get("token")) is not None:
        found.append((f"link {token}", PER_LINK))
    return found


async def _events(
    request: Request,
    live: Live,
    topic: str,
    key: Hashable,
    render: Callable[[], Awaitable[str]],
    every: float,
) -> AsyncIterator[bytes]:
    async def event() -> bytes:
        return _event(await render())

    # Entered before the first look: what changes in between is not lost.
    async with live.watch(topic, every, also=(SESSIONS,)) as changes:
        seen: Seen[bytes] = live.seen(topic, key)
        shown = await seen.look(event, every)
        yield shown
        async for _ in changes:
            if not await still_opens(request):
                return
            try:
                now = await seen.look(event, every)
            except Problem:  # what was shown is there no more, or not for them
                return
            yield now if now != shown else _ALIVE
            shown = now


def _event(fragment: str) -> bytes:
    lines = "".join(f"data: {line}\n" for line in fragment.splitlines() if line.strip())
    return f"{lines}\n".encode()
