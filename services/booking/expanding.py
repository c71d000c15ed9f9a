"""A process of its own that reads one calendar: a malicious one costs a bounded time and memory, and nobody else's.

Standard input: a line of JSON (start, end, zone, host), then the calendar. Standard output: JSON, the busy times or the
trouble.
"""

import asyncio
import resource
import sys
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import orjson

from services.booking.rules.busy import NotACalendarError, TooMuchError, busy
from shared.messages.booking import Slot

SECONDS = 20
MEMORY = 512 * 1024 * 1024
_ROOT = Path(__file__).parents[2]


async def expanded(content: bytes, start: datetime, end: datetime, zone: ZoneInfo, host: str) -> list[Slot]:
    """`rules.busy.busy` in a process of its own. Raises NotACalendarError or TooMuchError."""
    asked = orjson.dumps({"start": start, "end": end, "zone": zone.key, "host": host})
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.booking.expanding",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(asked + b"\n" + content), SECONDS)
    except TimeoutError as late:
        raise TooMuchError from late
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return _read(said)


def _read(said: bytes) -> list[Slot]:
    try:
        answer = orjson.loads(said)
    except orjson.JSONDecodeError as died:  # its time or memory was used up
        raise TooMuchError from died
    if answer == "not_calendar":
        raise NotACalendarError
    if answer == "too_much":
        raise TooMuchError
    return [Slot(start=start, end=end) for start, end in answer]


def main() -> None:
    """Read, and say."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    asked = orjson.loads(sys.stdin.buffer.readline())
    answer = _answer(asked, sys.stdin.buffer.read())
    sys.stdout.buffer.write(orjson.dumps(answer))


def _answer(
    asked: dict[str, str], content: bytes
) -> list[tuple[datetime, datetime]] | Literal["not_calendar", "too_much"]:
    start, end = datetime.fromisoformat(asked["start"]), datetime.fromisoformat(asked["end"])
    try:
        found = busy(content, start, end, ZoneInfo(asked["zone"]), asked["host"])
    except NotACalendarError:
        return "not_calendar"
    except (TooMuchError, MemoryError, RecursionError):
        return "too_much"
    return [(slot.start, slot.end) for slot in found]


if __name__ == "__main__":
    main()
