"""The process that reads one calendar: little memory, little time, no secrets, and it dies with who started it.

Standard input: a line of JSON (start and end in seconds, zone, host, parent's process id), then the calendar. Standard
output: JSON, the busy times or the trouble. It imports as little as it can: what it has loaded counts as its memory.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.booking.own_calendars.ical.busy_times import busy_times
from services.booking.own_calendars.ical.errors import NotACalendarError, TooMuchError

SECONDS = 20
MEMORY = 128 * 1024 * 1024
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Read, and say."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    asked = json.loads(sys.stdin.buffer.readline())
    die_with(asked["parent"])
    try:
        answer = _answer(asked, sys.stdin.buffer.read())
    except (TooMuchError, MemoryError, RecursionError):
        answer = {"trouble": "too_much", "detail": ""}
    sys.stdout.write(json.dumps(answer))


def die_with(parent: int) -> None:
    """Be killed as soon as the parent ends, however it ends; at once where it has ended by now. Linux's own; elsewhere
    the limit of time ends the process.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


def _answer(asked: dict[str, Any], content: bytes) -> dict[str, Any]:
    start, end = (datetime.fromtimestamp(asked[name], UTC) for name in ("start", "end"))
    try:
        found = busy_times(content, start, end, ZoneInfo(asked["zone"]), asked["host"])
    except NotACalendarError as why:
        return {"trouble": why.trouble, "detail": why.detail}
    return {"busy": [(opens.timestamp(), closes.timestamp()) for opens, closes in found]}


if __name__ == "__main__":
    main()
