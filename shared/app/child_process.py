"""A process of one's own for work that takes the processor long, or that is not to be trusted.

It answers one question at a time within a bounded time; one that takes longer, or dies of it, is replaced by a new one.

The other end is `shared.app.child_main`.
"""

import asyncio
import contextlib
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from shared.app.child_main import GOES

_ROOT = Path(__file__).parents[2]
_LENGTH = 8


class ChildFailedError(Exception):
    """There was no answer: it took too long, or too much memory."""


class ChildProcess:
    """`module`: what is run; `first`: what it is told before anything else (a key, say: an environment can be read by
    others); `seconds`: for one answer, the start not counted, which has `start_seconds`.
    """

    def __init__(self, module: str, first: bytes, seconds: float, start_seconds: float = 60) -> None:
        self._module = module
        self._first = first
        self._seconds = seconds
        self._start_seconds = start_seconds
        self._process: asyncio.subprocess.Process | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._one_at_a_time = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Have it ready, so that the first question needn't wait for it."""
        async with self._one_at_a_time:
            await self._started()

    async def ask(self, question: bytes) -> bytes:
        """The answer. Raises ChildFailedError, and the next question finds a new process."""
        async with self._one_at_a_time:
            process = await self._started()
            return await self._told(process, question, self._seconds)

    async def close(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is None or self._loop is not asyncio.get_running_loop():  # an ended loop's process ended with it
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001  # its pipes would wait for the collector

    async def _started(self) -> asyncio.subprocess.Process:
        running = self._process is not None and self._process.returncode is None
        if self._process is not None and running and self._loop is asyncio.get_running_loop():
            return self._process
        await self.close()
        self._loop = asyncio.get_running_loop()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self._module,
            str(os.getpid()),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=_ROOT,
            env={"PATH": os.environ.get("PATH", ""), "RAYON_NUM_THREADS": "2"},
        )
        await self._told(self._process, self._first, self._start_seconds)
        return self._process

    async def _told(self, process: asyncio.subprocess.Process, said: bytes, seconds: float) -> bytes:
        try:
            answer, goes = await asyncio.wait_for(_exchange(process, said), seconds)
        except (TimeoutError, EOFError, OSError) as failure:
            await self.close()
            raise ChildFailedError from failure
        except BaseException:  # whoever asked has gone: the answer to come is nobody's
            await self.close()
            raise
        if goes:
            await self.close()
        return answer


async def _exchange(process: asyncio.subprocess.Process, said: bytes) -> tuple[bytes, bool]:
    """The answer, and whether it was the last one of this process."""
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(len(said).to_bytes(_LENGTH) + said)
    await process.stdin.drain()
    length = int.from_bytes(await process.stdout.readexactly(_LENGTH))
    goes = await process.stdout.readexactly(1) == GOES
    return await process.stdout.readexactly(length), goes
