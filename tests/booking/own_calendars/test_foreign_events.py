"""What one event of a calendar says, however it is written: hours, days, free or busy times, marks."""

import pytest

from services.booking.own_calendars.ical.errors import BrokenError
from tests.booking.own_calendars.foreign import OFFICE, TUESDAY, at, days, event, read


@pytest.mark.parametrize("uid", ["UID:same", "UID:", "UID: ", None])
def test_events_with_one_identifier_or_none_are_each_busy(uid: str | None) -> None:
    other = OFFICE.replace("20261020", "20261022")
    assert read(event(OFFICE, uid), event(other, uid)) == at(20, 22)
    weekly = f"{OFFICE}RRULE:FREQ=WEEKLY;COUNT=2"
    assert read(event(weekly, uid), event(other, uid)) == at(20, 22, 27)


def test_a_change_of_what_stands_twice_is_one_of_both() -> None:
    daily = f"{OFFICE}RRULE:FREQ=DAILY;COUNT=2"
    later = OFFICE.replace("20261020", "20261023")
    gone = (
        f"{OFFICE.replace('20261020', '20261021')}RECURRENCE-ID;TZID=Europe/Helsinki:20261021T090000\nSTATUS:CANCELLED"
    )
    assert read(event(daily), event(later), event(gone)) == at(20, 23)


FREE_BUSY = {
    "FREEBUSY;FBTYPE=BUSY:20261020T060000Z/20261020T070000Z": [TUESDAY],
    "FREEBUSY:20261020T060000Z/PT1H": [TUESDAY],
    "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261020T060000Z/PT1H": [TUESDAY],
    "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261020T060000Z/PT60M": [TUESDAY],
    "FREEBUSY;FBTYPE=X-ELSEWHERE:20261020T060000Z/PT3600S": [TUESDAY],
    "freebusy;fbtype=busy:20261020T060000Z/pt1h": [TUESDAY],
    "FREEBUSY;FBTYPE=FREE:20261020T060000Z/PT1H": [],
    "FREEBUSY:20261020T060000Z/PT1H,20261021T060000Z/PT1H,20261022T060000Z/20261022T070000Z": at(20, 21, 22),
    "FREEBUSY:20261020T060000Z/PT1H\nFREEBUSY;FBTYPE=BUSY:20261021T060000Z/PT1H": at(20, 21),
    "FREEBUSY;TZID=Europe/Helsinki:20261020T090000/PT1H": [TUESDAY],
    "FREEBUSY:20261019T210000Z/P1D": days(20),
    "DTSTART:20261019T000000Z\nDTEND:20261102T000000Z": [],
}


@pytest.mark.parametrize("lines", FREE_BUSY, ids=str)
def test_free_and_busy_times_alone_are_read(lines: str) -> None:
    assert read(f"BEGIN:VFREEBUSY\nUID:x\n{lines}\nEND:VFREEBUSY\n") == FREE_BUSY[lines]


@pytest.mark.parametrize(
    "lines", ["FREEBUSY:20261020T060000Z", "FREEBUSY:soon/PT1H", "FREEBUSY:20261020T060000Z/-PT1H"]
)
def test_a_busy_time_that_is_none_refuses_the_calendar(lines: str) -> None:
    with pytest.raises(BrokenError):
        read(f"BEGIN:VFREEBUSY\nUID:x\n{lines}\nEND:VFREEBUSY\n")


ALL_DAY = {
    "DTSTART;VALUE=DATE:20261020\nDTEND;VALUE=DATE:20261020": days(20),
    "DTSTART;VALUE=DATE:20261020": days(20),
    "DTSTART:20261020": days(20),
    "DTSTART;VALUE=DATE:20261020\nDURATION:P1D": days(20),
    "DTSTART;VALUE=DATE:20261020\nDURATION:PT0S": days(20),
    "DTSTART;VALUE=DATE:20261020\nDURATION:PT24H": days(20),
    "DTSTART;VALUE=DATE:20261020\nDURATION:PT8H": days(20),
    "DTSTART;VALUE=DATE:20261020\nDTEND;VALUE=DATE:20261022": ["20.10. 00:00-22.10. 00:00"],
    "DTSTART;VALUE=DATE:20261020\nDURATION:P1W": ["20.10. 00:00-27.10. 00:00"],
    "DTSTART;VALUE=DATE:20261020\nDTEND:20261020T120000": ["20.10. 00:00-20.10. 12:00"],
    "DTSTART;VALUE=DATE:20261020\nDTEND;TZID=Europe/Helsinki:20261021T120000": ["20.10. 00:00-21.10. 12:00"],
    "DTSTART;VALUE=DATE:20261020\nDTEND:20261020T000000": days(20),
    "DTSTART;VALUE=DATE:20261020\nDTEND:20261019T210000Z": days(20),
    "DTSTART;TZID=Europe/Helsinki:20261020T090000\nDTEND;VALUE=DATE:20261020": ["20.10. 09:00-21.10. 00:00"],
    "DTSTART;TZID=Europe/Helsinki:20261020T090000\nDTEND;VALUE=DATE:20261021": ["20.10. 09:00-21.10. 00:00"],
    "DTSTART;VALUE=DATE:20261025\nDTEND;VALUE=DATE:20261025": days(25),
    "DTSTART;VALUE=DATE:20261020\nDTEND;VALUE=DATE:20261020\nRRULE:FREQ=DAILY;COUNT=2": ["20.10. 00:00-22.10. 00:00"],
    "DTSTART;VALUE=DATE:20261020\nDTEND:20261020T120000\nRRULE:FREQ=DAILY;COUNT=2": [
        "20.10. 00:00-20.10. 12:00",
        "21.10. 00:00-21.10. 12:00",
    ],
}


@pytest.mark.parametrize("lines", ALL_DAY, ids=str)
def test_days_without_hours_are_busy_however_their_end_is_written(lines: str) -> None:
    assert read(event(lines)) == ALL_DAY[lines]


NIGHT = "DTSTART;TZID=Europe/Helsinki:20261023T220000\nDTEND;TZID=Europe/Helsinki:20261024T060000\n"
TIMED = {
    OFFICE: [TUESDAY],
    "DTSTART:20261020T060000Z\nDURATION:PT1H": [TUESDAY],
    "DTSTART:20261020T0600Z\nDURATION:PT1H": [TUESDAY],
    "DTSTART:20261020T090000+0300\nDURATION:PT1H": [TUESDAY],
    "DTSTART;TZID=Europe/Helsinki:20261020T060000Z\nDURATION:PT1H": [TUESDAY],
    "DTSTART;TZID=Europe/Helsinki:20261020T090000\nDTEND;TZID=Europe/London:20261020T080000": [TUESDAY],
    "DTSTART;TZID=Europe/Helsinki:20261024T120000\nDURATION:P1D": ["24.10. 12:00-25.10. 12:00"],
    "DTSTART;TZID=Europe/Helsinki:20261024T120000\nDURATION:PT24H": ["24.10. 12:00-25.10. 11:00"],
    f"{NIGHT}RRULE:FREQ=DAILY;COUNT=2": [
        "23.10. 22:00-24.10. 06:00",
        "24.10. 22:00-25.10. 06:00",
    ],
    "DTSTART;TZID=Europe/Helsinki:20261020T230000\nDTEND;TZID=Europe/Helsinki:20261020T240000": [
        "20.10. 23:00-21.10. 00:00"
    ],
    "DTSTART:20261020T060000Z": [],
    "DTSTART:20261020T060000Z\nDTEND:20261020T060000Z": [],
    "DTSTART:20261001T060000Z\nDTEND:20261019T060000Z": ["19.10. 03:00-19.10. 09:00"],
}


@pytest.mark.parametrize("lines", TIMED, ids=str)
def test_hours_are_busy_however_they_are_written(lines: str) -> None:
    assert read(event(lines)) == TIMED[lines]


MARKS = {
    "TRANSP:TRANSPARENT": [],
    "TRANSP:transparent": [],
    "X-MICROSOFT-CDO-BUSYSTATUS:FREE": [],
    "STATUS:CANCELLED": [],
    "STATUS:TENTATIVE": [TUESDAY],
    "TRANSP:OPAQUE": [TUESDAY],
    "TRANSP:": [TUESDAY],
    "X-MICROSOFT-CDO-BUSYSTATUS:OOF": [TUESDAY],
    "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE": [TUESDAY],
    "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE": [TUESDAY],
    "TRANSP:TRANSPARENT\nX-MICROSOFT-CDO-BUSYSTATUS:FREE": [],
    "TRANSP:TRANSPARENT\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY": [TUESDAY],
    "TRANSP:OPAQUE\nX-MICROSOFT-CDO-BUSYSTATUS:FREE": [TUESDAY],
}


@pytest.mark.parametrize("mark", MARKS)
def test_free_is_what_all_marks_call_free(mark: str) -> None:
    assert read(event(f"{OFFICE}{mark}")) == MARKS[mark]


def test_what_we_wrote_ourselves_is_not_busy_in_any_form() -> None:
    ours = "UID:session@verkosto.example"
    assert read(event(f"{OFFICE}RRULE:FREQ=DAILY", ours), event(f"{OFFICE}RECURRENCE-ID:20261021T060000Z", ours)) == []
