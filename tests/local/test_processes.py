"""A program is kept running until it is stopped, and ends with us whatever becomes of us."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from deploy.local.ports import HOST, CannotStart, free_ports
from deploy.local.processes import KeptProcess, Program, connects

SERVER = (
    "import socket, time; s = socket.create_server(('127.0.0.1', {port})); print('here', flush=True); time.sleep(60)"
)
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "


def server(before: str = "", grace: float = 5) -> Program:
    port = free_ports(1)[0]
    command = [sys.executable, "-c", before + SERVER.format(port=port)]
    return Program("server", command, dict(os.environ), lambda: connects(HOST, port), patience=10, grace=grace)


@asynccontextmanager
async def kept(program: Program, folder: Path) -> AsyncIterator[KeptProcess]:
    running = KeptProcess(program, folder)
    await running.start()
    try:
        yield running
    finally:
        await running.stop()


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def until(true: object, seconds: float = 10) -> None:
    assert callable(true)
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        await asyncio.sleep(0.02)


async def test_a_program_that_is_killed_comes_back_under_another_number(tmp_path: Path) -> None:
    async with kept(server(), tmp_path) as running:
        first = running.pid
        running.kill()
        await until(lambda: running.pid not in (0, first))
        await running.until_it_answers()
        assert running.starts == 2


async def test_a_program_that_is_held_stays_away_until_it_is_released(tmp_path: Path) -> None:
    async with kept(server(), tmp_path) as running:
        await running.hold()
        await asyncio.sleep(0.3)
        assert (running.pid, await running.program.answers()) == (0, False)
        running.release()
        await running.until_it_answers()


async def test_a_stopped_program_stays_stopped(tmp_path: Path) -> None:
    async with kept(server(), tmp_path) as running:
        pid = running.pid
    assert not alive(pid)
    assert not await running.program.answers()


async def test_a_program_that_will_not_go_is_made_to(tmp_path: Path) -> None:
    async with kept(server(STUBBORN, grace=0.3), tmp_path) as running:
        pid, began = running.pid, time.monotonic()
    assert not alive(pid)
    assert time.monotonic() - began < 5


async def test_a_program_that_can_not_start_is_told_with_its_last_words(tmp_path: Path) -> None:
    async def never() -> bool:
        return False

    words = ["sh", "-c", "echo the disk is full >&2; exit 1"]
    broken = KeptProcess(Program("store", words, dict(os.environ), never, patience=2), tmp_path)
    with pytest.raises(
        CannotStart, match=r"store can't start: its last words were 'the disk is full'. Read .*store.log"
    ):
        await broken.start()
    assert broken.pid == 0


async def test_a_program_that_has_ended_and_is_not_known_to_have_ended_can_be_killed(tmp_path: Path) -> None:
    ended = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await ended.wait()
    running = KeptProcess(Program("store", [], {}, never_asked), tmp_path)
    running._process = SimpleNamespace(pid=ended.pid, returncode=None)  # type: ignore[assignment]
    assert running.pid == ended.pid
    running.kill(signal.SIGTERM)


async def never_asked() -> bool:
    raise AssertionError


async def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    async def never() -> bool:
        return False

    absent = KeptProcess(Program("store", ["/nowhere/store"], {}, never, patience=0.6), tmp_path)
    with pytest.raises(CannotStart, match="its last words were '/nowhere/store: No such file or directory'"):
        await absent.start()


async def test_a_program_dies_when_whoever_started_it_is_killed(tmp_path: Path) -> None:
    parent = f"""
import asyncio
from pathlib import Path
from tests.local.test_processes import kept, server

async def main():
    async with kept(server(), Path({str(tmp_path)!r})) as running:
        print(running.pid, flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""
    starter = await asyncio.create_subprocess_exec(sys.executable, "-c", parent, stdout=asyncio.subprocess.PIPE)
    assert starter.stdout is not None
    child = int(await starter.stdout.readline())
    assert alive(child)
    starter.send_signal(signal.SIGKILL)
    await starter.wait()
    await until(lambda: not alive(child))
