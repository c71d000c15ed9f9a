"""Calendars as other programs write them, and what is read of them."""

from datetime import UTC, datetime, timedelta

from services.booking.own_calendars.busy import busy
from tests.booking.build import HELSINKI

START, END = datetime(2026, 10, 19, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)
HEAD, TAIL = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\n", "END:VCALENDAR\n"
OFFICE = "DTSTART;TZID=Europe/Helsinki:20261020T090000\nDTEND;TZID=Europe/Helsinki:20261020T100000\n"
TUESDAY = "20.10. 09:00-20.10. 10:00"
LONDON = (
    "BEGIN:VTIMEZONE\nTZID:{name}\n"
    "BEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0000\n"
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n"
    "BEGIN:DAYLIGHT\nDTSTART:16010101T010000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\n"
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
)


def event(lines: str, uid: str | None = "UID:a@own.example") -> str:
    return "\n".join(
        each for each in ("BEGIN:VEVENT", uid, "DTSTAMP:20260101T000000Z", lines.strip(), "END:VEVENT\n") if each
    )


def read(*parts: str, content: bytes | None = None, host: str = "verkosto.example") -> list[str]:
    whole = (HEAD + "".join(parts) + TAIL).replace("\n", "\r\n").encode() if content is None else content
    shown = [(start.astimezone(HELSINKI), end.astimezone(HELSINKI)) for start, end in pairs(whole, host)]
    return [f"{start:%d.%m. %H:%M}-{end:%d.%m. %H:%M}" for start, end in shown]


def pairs(content: bytes, host: str) -> list[tuple[datetime, datetime]]:
    return [(slot.start, slot.end) for slot in busy(content, START, END, HELSINKI, host)]


def days(*numbers: int) -> list[str]:
    """These days of October whole, each by itself."""
    return [f"{day:02}.10. 00:00-{datetime(2026, 10, day) + timedelta(days=1):%d.%m.} 00:00" for day in numbers]  # noqa: DTZ001


def at(*numbers: int) -> list[str]:
    """From nine to ten on these days of October."""
    return [f"{day:02}.10. 09:00-{day:02}.10. 10:00" for day in numbers]
