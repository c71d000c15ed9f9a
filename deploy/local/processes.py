"""Keeps programs running: starts each, waits until it answers, starts it again when it dies, stops it by its number."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.ports import CannotStart
from shared.app.supervision import Supervisor, to_the_end

# A program that has just been killed may still hold its files: its successor is given a few tries.
DEATHS = 6
PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
LARGEST_LOG = 20_000_000
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. `answers` tells whether it can be used; `patience` is how many seconds that may take at first."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    answers: Callable[[], Awaitable[bool]]
    patience: float = 30.0
    grace: float = 8.0


class KeptProcess:
    """One program, kept running from `start` to `stop`."""

    def __init__(self, program: Program, logs: Path, started: Callable[[], None] = lambda: None) -> None:
        self.program = program
        self._started = started
        self.log = logs / f"{program.name}.log"
        self.starts = 0
        self._process: asyncio.subprocess.Process | None = None
        self._tasks = Supervisor()
        self._held = asyncio.Event()
        self._held.set()

    @property
    def pid(self) -> int:
        """The number of the running process; 0 between two."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if running and self._process else 0

    async def start(self) -> None:
        """Run it and wait until it answers. Raises CannotStart, with where to read why."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.old"))
        self._tasks.keep(self.program.name, self._keep)
        try:
            await self.until_it_answers()
        except BaseException:
            await self.stop()
            raise

    async def until_it_answers(self) -> None:
        end, last_start = time.monotonic() + self.program.patience, self.starts + DEATHS
        while time.monotonic() < end and self.starts <= last_start:
            if self.pid and await self.program.answers():
                return
            await asyncio.sleep(0.05)
        raise CannotStart(f"{self.program.name} can't start: {self._last_words()} Read {self.log}, and try again.")

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to the process; a dead one is started again."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):  # it has just ended, and is about to be known as ended
                os.kill(self.pid, number)

    async def hold(self) -> None:
        """Kill it and leave it dead until `release`."""
        self._held.clear()
        self.kill()
        if self._process is not None:
            await self._process.wait()

    def release(self) -> None:
        self._held.set()

    async def stop(self) -> None:
        """End it: a request first, force when it takes longer than its grace."""
        await self._tasks.close()
        if self._process is None or self._process.returncode is not None:
            return
        self.kill(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), self.program.grace)
        except TimeoutError:
            self.kill()
            await self._process.wait()

    async def _keep(self) -> None:
        quick = 0
        while True:
            await self._held.wait()
            began = time.monotonic()
            if not self.pid:
                await to_the_end(self._spawn())  # so that a stop during the start knows the process it must end
            if self._process is not None:
                await self._process.wait()
            quick = quick + 1 if time.monotonic() - began < 10 else 0
            await asyncio.sleep(PAUSES[min(quick, len(PAUSES) - 1)])

    async def _spawn(self) -> None:
        self.starts += 1
        with self.log.open("ab") as log:
            try:
                self._process = await asyncio.create_subprocess_exec(
                    *self.program.command,
                    env=dict(self.program.environment),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,  # Ctrl-C is for us; we stop the others in their order
                    preexec_fn=_die_with_parent,
                )
            except OSError as failure:
                log.write(f"{self.program.command[0]}: {failure.strerror}\n".encode())
        self._started()

    def _last_words(self) -> str:
        with contextlib.suppress(OSError):
            lines = [line.strip() for line in self.log.read_text(encoding="utf-8", errors="replace").splitlines()]
            said = [line for line in lines if line]
            if said:
                return f"its last words were '{said[-1][:200]}'."
        return "it said nothing."


def _die_with_parent() -> None:
    """Runs in the child before the program: whatever ends us, even kill -9, ends it."""
    if _libc is not None:
        _libc.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


async def connects(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), 1)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
