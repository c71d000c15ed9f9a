"""A calendar's file: read however its program writes it, and refused where it breaks off or can't be meant."""

import pytest

from services.booking.own_calendars.ical import errors
from services.booking.own_calendars.ical.errors import BrokenError, NotACalendarError, UnknownZoneError
from tests.booking.own_calendars.foreign import HEAD, OFFICE, TAIL, TUESDAY, event, read


def whole(text: str) -> bytes:
    return (HEAD + text + TAIL).encode()


BYTES = {
    "a mark": b"\xef\xbb\xbf" + whole(event(OFFICE)),
    "UTF-16": (HEAD + event(OFFICE) + TAIL).encode("utf-16"),
    "Latin-1": (HEAD + event(f"SUMMARY:Lääkäri\n{OFFICE}") + TAIL).encode("latin-1"),
    "line feeds": whole(event(OFFICE)),
    "carriage returns": whole(event(OFFICE)).replace(b"\n", b"\r"),
    "doubled line ends": whole(event(OFFICE)).replace(b"\n", b"\r\r\n"),
    "empty lines": whole(event(OFFICE)).replace(b"\n", b"\r\n\r\n"),
    "folded": whole(event(OFFICE.replace("Europe/", "Europe/\n "))),
    "folded with a tab": whole(event(OFFICE.replace("Helsinki", "Hel\n\tsinki"))),
    "folded within a letter": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:\xc3\n \xa4\n"
    + OFFICE.encode()
    + b"END:VEVENT\nEND:VCALENDAR",
    "a text that was folded wrongly": whole(event(f"DESCRIPTION:one\ntwo\nZoom: https://x.example/?a=b;c\n\n{OFFICE}")),
    "lower case": whole(event(OFFICE.lower().replace("europe/helsinki", "Europe/Helsinki"))).lower(),
    "no last line end": whole(event(OFFICE)).rstrip(),
    "an alarm": whole(event(f"{OFFICE}BEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT5M\nREPEAT:2\nEND:VALARM")),
    "a task": whole("BEGIN:VTODO\nUID:t\nDTSTART:20261022T060000Z\nDUE:20261022T070000Z\nEND:VTODO\n" + event(OFFICE)),
}


@pytest.mark.parametrize("content", BYTES.values(), ids=BYTES)
def test_a_file_is_read_however_its_program_writes_it(content: bytes) -> None:
    assert read(content=content) == [TUESDAY]


REFUSED = "BEGIN:VFREEBUSY\nUID:f\nDTSTAMP:20261001T000000Z\nREQUEST-STATUS;LANGUAGE=en:{}\nEND:VFREEBUSY\n"


@pytest.mark.parametrize("status", ["3.8;No authority", "5.1;Service unavailable;x", " 4.0"])
def test_an_answer_that_was_refused_is_nobodys_free_time(status: str) -> None:
    with pytest.raises(NotACalendarError):
        read(content=whole(REFUSED.format(status)))


def test_an_answer_that_was_given_is_read() -> None:
    assert read(content=whole(REFUSED.format("2.0;Success"))) == []


NONE_AT_ALL = {
    "nothing": b"",
    "a page": b"<html>Sign in</html>",
    "an event alone": event(OFFICE).encode(),
    "a cut page": b"BEGIN:VCARD\nEND:VCARD\n",
    "zeroes": b"\x00\x00",
    "words before it": b"Warning: deprecated\n" + whole(event(OFFICE)),
    "words after it": whole(event(OFFICE)) + b"Fatal error",
    "vCalendar 1.0": whole(event(OFFICE)).replace(b"VERSION:2.0", b"VERSION:1.0"),
    "office hours": whole("BEGIN:VAVAILABILITY\nUID:v\nEND:VAVAILABILITY\n" + event(OFFICE)),
}


@pytest.mark.parametrize("content", NONE_AT_ALL.values(), ids=NONE_AT_ALL)
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(NotACalendarError):
        read(content=content)


def test_a_calendar_that_breaks_off_anywhere_is_refused() -> None:
    content = whole(event(OFFICE, "UID:1") + event(f"{OFFICE}RRULE:FREQ=DAILY", "UID:2"))
    for length in range(len(content) - 1):
        with pytest.raises(NotACalendarError):
            read(content=content[:length])


BROKEN = {
    "a folded date without its blank": event(OFFICE.replace("20261020T09", "20261020\nT09")),
    "a folded rule without its blank": event(f"{OFFICE}RRULE:FREQ=DAILY;\nCOUNT=3"),
    "a folded count without its blank": event(f"{OFFICE}RRULE:FREQ=DAILY;COUNT=1\n0"),
    "a folded list without its blank": event(f"{OFFICE}RRULE:FREQ=DAILY\nEXDATE:20261020T060000Z,\n20261021T060000Z"),
    "no start": event("DTEND:20261020T060000Z"),
    "two starts": event(f"{OFFICE}DTSTART:20261021T060000Z"),
    "two ends": event(f"{OFFICE}DTEND:20261021T060000Z"),
    "an end and a duration": event(f"{OFFICE}DURATION:PT3H"),
    "an end before the start": event(f"{OFFICE.replace('T100000', 'T080000')}"),
    "a last day before the first": event("DTSTART;VALUE=DATE:20261020\nDTEND;VALUE=DATE:20261019"),
    "less than nothing": event("DTSTART:20261020T060000Z\nDURATION:-PT1H"),
    "no date": event("DTSTART:20261320T060000Z"),
    "no hour": event("DTSTART:20261020T250000Z"),
    "a word": event("DTSTART:tomorrow"),
    "a date as people write it": event("DTSTART:2026-10-20"),
    "an empty duration": event("DTSTART:20261020T060000Z\nDURATION:P"),
    "an end of an other component": "BEGIN:VEVENT\nEND:VTODO\n",
    "no end": "BEGIN:VEVENT\nUID:1\n" + event(OFFICE),
    "an event within something": f"BEGIN:X-SET\n{event(OFFICE)}END:X-SET\n",
    "no frequency": event(f"{OFFICE}RRULE:INTERVAL=2"),
    "an unknown frequency": event(f"{OFFICE}RRULE:FREQ=FORTNIGHTLY"),
    "an interval of nothing": event(f"{OFFICE}RRULE:FREQ=DAILY;INTERVAL=0"),
    "a count of nothing": event(f"{OFFICE}RRULE:FREQ=DAILY;COUNT=0"),
    "another calendar's year": event(f"{OFFICE}RRULE:RSCALE=CHINESE;FREQ=YEARLY;SKIP=FORWARD"),
    "a day that no week has": event(f"{OFFICE}RRULE:FREQ=WEEKLY;BYDAY=MA"),
    "an hour that no day has": event(f"{OFFICE}RRULE:FREQ=DAILY;BYHOUR=24"),
    "a month that no year has": event(f"{OFFICE}RRULE:FREQ=YEARLY;BYMONTH=13"),
    "a part twice": event(f"{OFFICE}RRULE:FREQ=DAILY;FREQ=WEEKLY"),
    "vCalendar's rule": event(f"{OFFICE}RRULE:W1 MO #10"),
    "a wrong end": event(f"{OFFICE}RRULE:FREQ=DAILY;UNTIL=never"),
    "a wrong exception": event(f"{OFFICE}RRULE:FREQ=DAILY\nEXDATE:never"),
    "a wrong change": event(f"{OFFICE}RECURRENCE-ID:once"),
}


@pytest.mark.parametrize("part", BROKEN.values(), ids=BROKEN)
def test_what_can_be_read_in_no_way_or_in_two_refuses_the_calendar(part: str) -> None:
    with pytest.raises(BrokenError):
        read(part)


def test_every_reason_has_a_word_of_its_own() -> None:
    kinds = (errors.NotACalendarError, BrokenError, UnknownZoneError)
    assert len({kind.trouble for kind in kinds}) == len(kinds)
