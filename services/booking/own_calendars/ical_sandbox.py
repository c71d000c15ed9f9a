"""Reading one calendar in a process of its own: a malicious one costs a bounded time and memory, and nobody else's."""

import asyncio
import contextlib
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from services.booking.own_calendars.ical.errors import BrokenError, NotACalendarError, TooMuchError, UnknownZoneError
from shared.messages.booking import Interval

SECONDS = 20
_CHILD = "services.booking.own_calendars.ical_child"
_ROOT = Path(__file__).parents[3]
_ERRORS = {kind.trouble: kind for kind in (NotACalendarError, BrokenError, UnknownZoneError)}
# Each may use as much memory as its limit says: together they would use as much as the service has.
_one_at_a_time = asyncio.Semaphore(1)


async def expanded(content: bytes, start: datetime, end: datetime, zone: ZoneInfo, host: str) -> list[Interval]:
    """`rules.busy.busy` in a process of its own, one at a time. Raises NotACalendarError or TooMuchError."""
    asked = {
        "start": start.timestamp(),
        "end": end.timestamp(),
        "zone": zone.key,
        "host": host,
        "parent": os.getpid(),
    }
    async with _one_at_a_time:
        return _understood(await _said(orjson.dumps(asked) + b"\n" + content))


async def _said(given: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        _CHILD,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PATH": os.environ.get("PATH", "")},
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(given), SECONDS)
    except TimeoutError as late:
        raise TooMuchError from late
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):  # it has just ended by itself
                process.kill()
            await process.wait()
    return said


def _understood(said: bytes) -> list[Interval]:
    try:
        answer: dict[str, Any] = orjson.loads(said)
    except orjson.JSONDecodeError as died:  # its time or memory was used up
        raise TooMuchError from died
    trouble = answer.get("trouble")
    if trouble in _ERRORS:
        raise _ERRORS[trouble](answer["detail"])
    if trouble is not None:
        raise TooMuchError
    return [Interval(start=_instant(opens), end=_instant(closes)) for opens, closes in answer["busy"]]


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
