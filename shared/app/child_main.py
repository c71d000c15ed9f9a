"""The other end of `shared.app.child_process`: what such a process does.

It imports little: what it has loaded counts as its memory.
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_LENGTH = 8
_PR_SET_PDEATHSIG = 1
GOES, STAYS = b"g", b"s"


def serve(
    prepare: Callable[[bytes], Callable[[bytes], bytes]],
    memory: int,
    seconds: int | None = None,
    retires_at: int | None = None,
    afterwards: Callable[[], None] = lambda: None,
) -> None:
    """Answer questions until nobody asks any more. `prepare` is given what is said first, and gives what answers.

    `memory`: bytes of addresses that it may have; `seconds`: of the processor, in its whole life; `retires_at`: bytes
    in use after which it makes room for a new one, once it has answered; `afterwards`: done after each answer.
    """
    die_with(int(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if seconds is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    asks, says = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that some library prints is taken for an answer
    answer = prepare(_read(asks))
    _write(says, b"", goes=False)
    goes = False
    while not goes:
        answered = answer(_read(asks))
        goes = retires_at is not None and _in_use() > retires_at
        _write(says, answered, goes=goes)
        if not goes:
            afterwards()


def _in_use() -> int:
    """Bytes of memory in use; none where the system doesn't tell. The usual way would tell the parent's too."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    return 0


def die_with(parent: int) -> None:
    """Be killed as soon as the parent ends, however it ends; at once where it has ended by now. Linux's own; elsewhere
    the end of its input ends the process.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


def _read(asks: BinaryIO) -> bytes:
    length = asks.read(_LENGTH)
    if len(length) < _LENGTH:
        sys.exit(0)
    return asks.read(int.from_bytes(length))


def _write(says: BinaryIO, said: bytes, *, goes: bool) -> None:
    says.write(len(said).to_bytes(_LENGTH) + (GOES if goes else STAYS) + said)
    says.flush()
