"""Every task that runs in the background: started, watched and started again in one way.

No task dies unseen: whatever fails is logged and begun again, at first at once and then more and more slowly, and
`down` names it until it has held for a moment. This is the one module that makes tasks (a test sees to that).
"""

import asyncio
import contextlib
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import structlog

T = TypeVar("T")
PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)  # seconds before it is begun again, after the first failure, the second ...
HOLDS_AFTER = 2.0  # seconds: what has run for so long since its last failure is up again
log = structlog.get_logger()


@dataclass(eq=False, slots=True)
class _Part:
    """One task that is watched. `ready` is set while it is up."""

    name: str
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    failures: int = 0


class Supervisor:
    """The background tasks of one part of a process; `close` ends them all."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._parts: set[_Part] = set()

    def keep(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` until `close`, begun again whenever it fails or ends."""
        part = _Part(name)
        part.ready.set()
        self.begin(name, self._keep(part, lambda: _held(part, work)))

    @contextlib.asynccontextmanager
    async def kept(self, name: str, work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """As `keep`, until the context ends; and so has the work then."""
        part = _Part(name)
        part.ready.set()
        task = self.begin(name, self._keep(part, lambda: _held(part, work)))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait((task,))

    def enter(self, name: str, context: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        """Hold a context open until `close`; entered again when entering fails. It is down until it is entered."""
        part = _Part(name)
        self._parts.add(part)
        self.begin(name, self._keep(part, lambda: _inside(part, context)))

    def finish(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` to its end, begun again whenever it fails: it has to remember how far it came."""
        part = _Part(name)
        part.ready.set()
        self.begin(name, self._finish(part, work))

    def begin(self, name: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run `work` once, held on to until its end; its failure is logged, and goes to whoever awaits the task."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def down(self) -> list[str]:
        """The names of what does not run just now, each once."""
        return sorted({part.name for part in self._parts if not part.ready.is_set()})

    async def close(self) -> None:
        """End all of them, and wait until they have ended."""
        while tasks := [task for task in self._tasks if not task.done()]:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            _tell(task.get_name(), failure)

    async def _keep(self, part: _Part, attempt: Callable[[], Awaitable[None]]) -> None:
        self._parts.add(part)
        try:
            while True:
                await self._failed(part, await _outcome(attempt))
        finally:
            self._parts.discard(part)

    async def _finish(self, part: _Part, work: Callable[[], Awaitable[None]]) -> None:
        self._parts.add(part)
        try:
            while (failure := await _outcome(lambda: _held(part, work))) is not None:
                await self._failed(part, failure)
        finally:
            self._parts.discard(part)

    async def _failed(self, part: _Part, failure: BaseException | None) -> None:
        part.ready.clear()
        _tell(part.name, failure)
        await asyncio.sleep(PAUSES[min(part.failures, len(PAUSES) - 1)])
        part.failures += 1


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end even if whoever waits for it is cancelled; the cancelling then goes on where it was.

    A write that a driver has begun in a thread of its own can't be taken back by cancelling the wait for it.
    """
    task = asyncio.create_task(work)
    told: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError as cancelling:
            told = cancelling
    if told is not None:
        if not task.cancelled() and (failure := task.exception()) is not None:
            _tell("what was to be ended", failure)
        raise told
    return task.result()


async def side_by_side(*works: Coroutine[Any, Any, Any]) -> None:
    """Run these until all have ended. The first that fails ends the others, and its failure is raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def first_of(*works: Coroutine[Any, Any, Any]) -> None:
    """Run these until one has ended; the others are ended with it. Raises what that one raises."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _outcome(attempt: Callable[[], Awaitable[None]]) -> Exception | asyncio.CancelledError | None:
    """What an attempt failed with; None when it ended by itself. Only our own cancelling goes through."""
    try:
        await attempt()
    except asyncio.CancelledError as cancelled:
        me = asyncio.current_task()
        if me is not None and me.cancelling():
            raise
        return cancelled  # something it waited for was cancelled: a failure like any other
    except Exception as failure:  # noqa: BLE001  # whatever it is, it is begun again
        return failure
    return None


async def _held(part: _Part, work: Callable[[], Awaitable[None]]) -> None:
    """One attempt, which counts as up again once it has run for a moment."""
    timer = asyncio.get_running_loop().call_later(HOLDS_AFTER, _holds, part)
    try:
        await work()
    finally:
        timer.cancel()


async def _inside(part: _Part, context: Callable[[], AbstractAsyncContextManager[None]]) -> None:
    async with context():
        _holds(part)
        await asyncio.Event().wait()


def _holds(part: _Part) -> None:
    part.failures = 0
    part.ready.set()


def _tell(name: str, failure: BaseException | None) -> None:
    """Its kind and its place; never its words, which may hold what it worked on."""
    why = "it ended" if failure is None else type(failure).__name__
    log.error("a background task failed", task=name, why=why, where=_place(failure))


def _place(failure: BaseException | None) -> str:
    frames = traceback.extract_tb(failure.__traceback__) if failure is not None else []
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
