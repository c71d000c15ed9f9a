"""A malicious calendar costs a bounded time and memory, one at a time, and its process dies with who started it."""

import asyncio
import fcntl
import json
import os
import subprocess
import sys
import termios
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.booking.own_calendars import ical_child, ical_sandbox
from services.booking.own_calendars.busy import TooMuchError
from services.booking.own_calendars.ical.errors import BrokenError, UnknownZoneError
from services.booking.own_calendars.ical_sandbox import expanded
from tests.booking.build import HELSINKI
from tests.booking.own_calendars.foreign import END, HEAD, OFFICE, START, TAIL, event
from tests.patience import until

ROOT = Path(__file__).parents[3]
HOST = "verkosto.example"


def numbers(most: int) -> str:
    return ",".join(map(str, range(most)))


EACH_SECOND = f"RRULE:FREQ=DAILY;BYHOUR={numbers(24)};BYMINUTE={numbers(60)};BYSECOND={numbers(60)}"
GREEDY = {
    "a rule of 400 bytes": (event(f"{OFFICE}{EACH_SECOND}"), True),
    "a rule of each quarter of an hour for ever": (
        event(f"DTSTART:19000101T000000Z\nRRULE:FREQ=DAILY;BYHOUR={numbers(24)};BYMINUTE=0,15,30,45"),
        False,
    ),
    "a zone that changes for ever": (
        "BEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:STANDARD\nDTSTART:00010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
        f"RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR={numbers(24)}\nEND:STANDARD\nEND:VTIMEZONE\n"
        + event("DTSTART;TZID=Mine:20261020T090000\nDURATION:PT1H"),
        True,
    ),
    "five megabytes of lines": ("a:\n" * 1_600_000, True),
    "five megabytes of exceptions": (
        event(f"{OFFICE}RRULE:FREQ=DAILY\n" + "EXDATE:20261021T060000Z\n" * 190_000),
        True,
    ),
}


def asked() -> bytes:
    times = {"start": START.timestamp(), "end": END.timestamp()}
    return json.dumps({**times, "zone": "Europe/Helsinki", "host": HOST, "parent": os.getpid()}).encode() + b"\n"


MEASURED = """
import sys
from services.booking.own_calendars import ical_child
try:
    ical_child.main()
finally:
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmPeak")), file=sys.stderr)
"""


@pytest.mark.parametrize(("parts", "refused"), GREEDY.values(), ids=GREEDY)
def test_no_calendar_uses_more_than_its_process_may(parts: str, refused: bool) -> None:  # noqa: FBT001
    given = asked() + (HEAD + parts + TAIL).encode()
    child = subprocess.run([sys.executable, "-c", MEASURED], input=given, capture_output=True, cwd=ROOT, check=True)  # noqa: S603
    assert int(child.stderr) * 1024 <= ical_child.MEMORY == 128 * 1024 * 1024
    assert ("trouble" in json.loads(child.stdout)) == refused


async def test_calendars_are_gone_through_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now, most = 0, 0

    async def said(_given: bytes) -> bytes:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1
        return b'{"busy": []}'

    monkeypatch.setattr(ical_sandbox, "_said", said)
    await asyncio.gather(*(expanded(b"", START, END, HELSINKI, HOST) for _ in range(4)))
    assert most == 1


async def test_what_the_process_finds_wrong_is_told_here_as_there() -> None:
    unknown = event("DTSTART;TZID=GMT+0100:20261020T090000\nDURATION:PT1H")
    with pytest.raises(UnknownZoneError) as raised:
        await expanded((HEAD + unknown + TAIL).encode(), START, END, HELSINKI, HOST)
    assert raised.value.detail == "GMT+0100"
    with pytest.raises(BrokenError):
        await expanded(HEAD.encode(), START, END, HELSINKI, HOST)
    (slot,) = await expanded((HEAD + event(OFFICE) + TAIL).encode(), START, END, HELSINKI, HOST)
    assert slot.start == datetime(2026, 10, 20, 6, tzinfo=UTC)


async def test_a_process_that_dies_without_a_word_has_had_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ical_sandbox, "_CHILD", "no.such.module")
    with pytest.raises(TooMuchError):
        await expanded(b"", START, END, HELSINKI, HOST)


PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-m", sys.argv[1]], stdin=0, stdout=subprocess.DEVNULL)
print(child.pid, flush=True)
time.sleep(600)
"""


async def test_the_process_dies_with_who_started_it_however_that_ends() -> None:
    """Its input stays open here: without the system's help it would wait for the rest of the calendar for ever."""
    reads, writes = os.pipe()
    parent = subprocess.Popen(  # noqa: ASYNC220, S603
        [sys.executable, "-c", PARENT, ical_sandbox._CHILD], stdin=reads, stdout=subprocess.PIPE, cwd=ROOT
    )
    try:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        line = json.loads(asked()) | {"parent": parent.pid}
        os.write(writes, json.dumps(line).encode() + b"\nBEGIN:VCALENDAR\n")
        await until(lambda: _unread(writes), lambda left: left == 0)
        parent.kill()
        parent.wait()
        await until(lambda: _lives(child), lambda living: not living)
    finally:
        parent.kill()
        os.close(reads)
        os.close(writes)


async def _unread(pipe: int) -> int:
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, b"\0\0\0\0"), sys.byteorder)


async def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]  # noqa: ASYNC240  # in memory
    except OSError:
        return False
    return state not in {"Z", "X"}
