"""The lines of a calendar (RFC 5545, 3.1), unfolded and set into the components that they stand in.

What busy times are not made of (titles, places, people, alarms) is passed over here and read by nobody.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from services.booking.own_calendars.ical.errors import BrokenError, NotACalendarError, TooMuchError

READ = frozenset(
    (
        *("BEGIN", "END", "VERSION", "X-WR-TIMEZONE", "UID", "SEQUENCE", "STATUS", "TRANSP"),
        *("X-MICROSOFT-CDO-BUSYSTATUS", "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE"),
        *("RECURRENCE-ID", "FREEBUSY", "REQUEST-STATUS", "TZID", "TZOFFSETFROM", "TZOFFSETTO"),
    )
)
# Their values have no colon, and the zone's name before it may have one without the quotes that it needs.
_TIMES = frozenset(("DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID", "FREEBUSY"))
_NEVER_DEEPER = frozenset(("VEVENT", "VFREEBUSY"))
_DEEPEST = 8
MOST_LINES = 5000
_NAME = re.compile(rb"[A-Za-z0-9-]{1,60}(?=[;:])")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One property: its name and its parameters' names in capitals."""

    name: str
    params: Mapping[str, str]
    value: str


@dataclass(frozen=True, slots=True)
class Component:
    """What stands between a BEGIN and its END."""

    name: str
    lines: list[ContentLine] = field(default_factory=list)
    parts: "list[Component]" = field(default_factory=list)

    def all(self, name: str) -> list[ContentLine]:
        return [line for line in self.lines if line.name == name]

    def one(self, name: str) -> ContentLine | None:
        """The only line of this name; None where there is none. BrokenError where there are two that differ."""
        found = self.all(name)
        if any(each != found[0] for each in found):
            raise BrokenError
        return found[0] if found else None

    def text(self, name: str) -> str:
        """The line's value, in capitals; empty where there is none."""
        found = self.one(name)
        return found.value.strip().upper() if found else ""


_PASSED_OVER = ContentLine("", {}, "")
Wanted: TypeAlias = Callable[[Component], bool]


def calendars(content: bytes, wanted: Wanted) -> list[Component]:
    """Every VCALENDAR of a file, with those of its components that are `wanted`.

    NotACalendarError where it is no such file, BrokenError where a component has no end or a line that is read has
    none that can be read.
    """
    found: list[Component] = []
    open_now: list[Component] = []
    for line in _lines(content):
        if line.name == "BEGIN":
            _begin(Component(line.value.strip().upper()), open_now)
        elif not open_now:
            raise NotACalendarError
        elif not line.name:
            continue
        elif line.name != "END":
            _add(line, open_now[-1])
        elif line.value.strip().upper() != open_now[-1].name:
            raise BrokenError
        else:
            _end(open_now, found, wanted)
    if open_now:
        raise BrokenError
    if not found:
        raise NotACalendarError
    return found


def _begin(component: Component, open_now: list[Component]) -> None:
    if not open_now and component.name != "VCALENDAR":
        raise NotACalendarError
    if len(open_now) >= _DEEPEST:
        raise BrokenError
    open_now.append(component)


def _add(line: ContentLine, component: Component) -> None:
    if len(component.lines) >= MOST_LINES:
        raise TooMuchError
    component.lines.append(line)


def _end(open_now: list[Component], found: list[Component], wanted: Wanted) -> None:
    done = open_now.pop()
    if not open_now:
        found.append(done)
    elif len(open_now) > 1 and done.name in _NEVER_DEEPER:
        raise BrokenError
    elif len(open_now) > 1 or wanted(done):
        open_now[-1].parts.append(done)


def _lines(content: bytes) -> Iterator[ContentLine]:
    """The properties that are read, and an empty one for each that is passed over.

    A line that is none belongs to a text before it that was folded wrongly.
    """
    before = "BEGIN"
    for raw in _unfolded(content):
        name = _NAME.match(raw)
        if name is None:
            if before in READ:
                raise NotACalendarError if before == "BEGIN" else BrokenError
            continue
        before = name.group().decode().upper()
        yield _line(before, _text(raw[name.end() :])) if before in READ else _PASSED_OVER


def _unfolded(content: bytes) -> Iterator[bytes]:
    whole = _as_utf8(content).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    full = b"\n".join(line for line in whole.split(b"\n") if line)
    for line in full.replace(b"\n ", b"").replace(b"\n\t", b"").split(b"\n"):
        if line.strip(b" \t\x1a"):
            yield line


def _as_utf8(content: bytes) -> bytes:
    if content.startswith(_UTF16):
        try:
            return content.decode("utf-16").encode()
        except UnicodeError as wrong:
            raise NotACalendarError from wrong
    if b"\x00" in content:
        raise NotACalendarError
    return content.removeprefix(_UTF8_MARK)


def _text(raw: bytes) -> str:
    """UTF-8 as the standard has it, else Latin-1: what times are made of is the same in both."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _line(name: str, rest: str) -> ContentLine:
    """`rest` begins with the mark after the name."""
    at = rest.rfind(":") if name in _TIMES else _first_colon(rest)
    if at < 0:
        raise BrokenError
    return ContentLine(name, dict(_params(rest[1:at])), rest[at + 1 :])


def _first_colon(rest: str) -> int:
    """Where the value begins: at the first colon outside quotes; -1 where there is none."""
    at = 0
    for n, part in enumerate(rest.split('"')):
        found = part.find(":") if n % 2 == 0 else -1
        if found >= 0:
            return at + found
        at += len(part) + 1
    return -1


def _params(text: str) -> Iterator[tuple[str, str]]:
    quoted = text.split('"')
    outside = "\x00".join(part.replace(";", "\x01") if n % 2 == 0 else part for n, part in enumerate(quoted))
    for param in outside.split("\x01"):
        name, _, value = param.partition("=")
        if name.strip():
            yield name.strip().upper(), value.replace("\x00", "").strip()
