"""The zones that calendars name: known for certain or told by the calendar, else the calendar is refused."""

from datetime import UTC, datetime

import pytest

from services.booking.own_calendars.ical.errors import NotACalendarError, UnknownZoneError
from tests.booking.own_calendars.foreign import HEAD, LONDON, OFFICE, TAIL, TUESDAY, event, pairs, read

UNKNOWN = [
    "GMT Standard Time 1",
    "GMT+0100",
    "GMT+1",
    "UTC+2",
    "UTC+02:00",
    "(GMT+01.00) Amsterdam / Berlin / Bern",
    "(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius",
    "Helsinki",
    "Europe/Nowhere",
    "Europe/Helsinki2",
    "Customized Time Zone",
    "tzone://Microsoft/Custom",
    "EEST",
    "Z",
    "Factory",
    "localtime",
    "../../../etc/localtime",
    "/own.example/Europe/Helsinki",
    "",
]


@pytest.mark.parametrize("quoted", [True, False])
@pytest.mark.parametrize("name", UNKNOWN)
def test_a_zone_that_is_not_known_for_certain_refuses_the_calendar_by_its_name(name: str, quoted: bool) -> None:  # noqa: FBT001
    if not quoted and "," in name:
        return
    zone = f'"{name}"' if quoted else name
    with pytest.raises(UnknownZoneError) as raised:
        read(event(f"DTSTART;TZID={zone}:20261020T090000\nDTEND;TZID={zone}:20261020T100000"))
    assert raised.value.detail == (name or "TZID=")
    assert isinstance(raised.value, NotACalendarError)


KNOWN = {
    "Europe/Helsinki": 9,
    "europe/helsinki": 9,
    "FLE Standard Time": 9,
    "fle standard time": 9,
    "GMT Standard Time": 11,
    "W. Europe Standard Time": 10,
    "Eastern Standard Time": 16,
    "UTC": 12,
    "GMT": 12,
    "tzone://Microsoft/Utc": 12,
    "Etc/GMT-5": 7,
    "EET": 9,
    "US/Eastern": 16,
    "/mozilla.org/20050126_1/Europe/London": 11,
    "/freeassociation.sourceforge.net/Europe/London": 11,
    "/freeassociation.sourceforge.net/Tzfile/Europe/London": 11,
    "/citadel.org/20210210_1/America/New_York": 16,
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_zone_by_a_name_that_everybody_knows_is_read(name: str) -> None:
    found = read(event(f'DTSTART;TZID="{name}":20261020T090000\nDTEND;TZID="{name}":20261020T100000'))
    assert found == [f"20.10. {KNOWN[name]:02}:00-20.10. {KNOWN[name] + 1:02}:00"]


@pytest.mark.parametrize("name", ["GMT Standard Time 1", "Customized Time Zone", "/own.example/x"])
def test_a_zone_that_the_calendar_tells_is_read_as_told_wherever_it_stands(name: str) -> None:
    weekly = event(f"DTSTART;TZID={name}:20261020T090000\nDTEND;TZID={name}:20261020T100000\nRRULE:FREQ=WEEKLY")
    found = ["20.10. 11:00-20.10. 12:00", "27.10. 11:00-27.10. 12:00"]
    assert read(LONDON.format(name=name), weekly) == found
    assert read(weekly, LONDON.format(name=name)) == found


def test_the_hours_in_which_a_told_zones_clocks_change_are_its_own() -> None:
    """25 October in London: the hour from one to two comes twice; the first of them is meant."""
    named = event("DTSTART;TZID=Mine:20261025T013000\nDTEND;TZID=Mine:20261025T030000")
    content = (HEAD + LONDON.format(name="Mine") + named + TAIL).encode()
    assert pairs(content, "verkosto.example") == [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 3, tzinfo=UTC))
    ]


def test_an_hour_that_a_told_zones_clock_leaps_over_is_by_the_time_before_it() -> None:
    leap = (
        "BEGIN:VTIMEZONE\nTZID:Leap\nBEGIN:STANDARD\nDTSTART:20261020T080000\n"
        "TZOFFSETFROM:+0200\nTZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    lines = "DTSTART;TZID=Leap:20261020T{}\nDURATION:PT1H"
    assert read(leap, event(lines.format("083000"))) == ["20.10. 09:30-20.10. 10:30"]
    assert read(leap, event(lines.format("090000"))) == [TUESDAY]
    assert read(leap, event(lines.format("075959"))) == ["20.10. 08:59-20.10. 09:59"]


def test_a_told_zone_by_dates_and_without_rules_is_read() -> None:
    fixed = (
        "BEGIN:VTIMEZONE\nTZID:Five\nBEGIN:STANDARD\nDTSTART:20000101T000000\nTZOFFSETFROM:+0500\nTZOFFSETTO:+0500\n"
    )
    dates = fixed.replace("+0500\nEND", "+0500\nEND") + "RDATE:20010101T000000,20020101T000000\n"
    ends = "END:STANDARD\nEND:VTIMEZONE\n"
    named = event("DTSTART;TZID=Five:20261020T110000\nDTEND;TZID=Five:20261020T120000")
    assert read(fixed + ends, named) == read(dates + ends, named) == [TUESDAY]


HALF_TOLD = {
    "nothing": "",
    "no offset": "BEGIN:STANDARD\nDTSTART:20000101T000000\nTZOFFSETFROM:+0500\nEND:STANDARD\n",
    "a wrong offset": "BEGIN:STANDARD\nDTSTART:20000101T000000\nTZOFFSETFROM:+05\nTZOFFSETTO:+05\nEND:STANDARD\n",
    "a change each day": (
        "BEGIN:STANDARD\nDTSTART:20000101T000000\nTZOFFSETFROM:+0500\nTZOFFSETTO:+0600\nRRULE:FREQ=DAILY\nEND:STANDARD\n"
    ),
}


@pytest.mark.parametrize("told", HALF_TOLD.values(), ids=HALF_TOLD)
def test_a_zone_that_is_told_by_halves_refuses_the_calendar(told: str) -> None:
    zone = f"BEGIN:VTIMEZONE\nTZID:Mine\n{told}END:VTIMEZONE\n"
    with pytest.raises(UnknownZoneError):
        read(zone, event("DTSTART;TZID=Mine:20261020T090000\nDTEND;TZID=Mine:20261020T100000"))


@pytest.mark.parametrize("where", ["DTEND", "EXDATE", "RDATE", "RECURRENCE-ID"])
def test_an_unknown_zone_refuses_wherever_it_counts(where: str) -> None:
    lines = "DTSTART:20261020T060000Z\nRRULE:FREQ=DAILY;COUNT=3\n"
    with pytest.raises(UnknownZoneError):
        read(event(lines), event(f"DTSTART:20261020T060000Z\n{where};TZID=GMT+0100:20261021T090000"))


def test_an_unknown_zone_of_what_was_years_ago_or_is_free_bothers_nobody() -> None:
    old = "DTSTART;TZID=GMT+0100:20100101T090000\nDTEND;TZID=GMT+0100:20100101T100000"
    ended = f"{old}\nRRULE:FREQ=DAILY;UNTIL=20110101T000000Z"
    assert read(event(old, "UID:1"), event(ended, "UID:2"), event(OFFICE)) == [TUESDAY]


def test_a_time_without_a_zone_is_by_the_calendars_own_else_by_its_owners() -> None:
    floating = event("DTSTART:20261020T090000\nDTEND:20261020T100000")
    assert read(floating) == [TUESDAY]
    assert read("X-WR-TIMEZONE:Europe/London\n", floating) == ["20.10. 11:00-20.10. 12:00"]
    with pytest.raises(UnknownZoneError):
        read("X-WR-TIMEZONE:Somewhere\n", floating)
    assert read("X-WR-TIMEZONE:Somewhere\n", event(OFFICE)) == [TUESDAY]


def test_one_zone_told_in_two_ways_is_not_known() -> None:
    named = event("DTSTART;TZID=Mine:20261020T110000\nDTEND;TZID=Mine:20261020T120000")
    here, there = LONDON.format(name="Mine"), LONDON.format(name="Mine").replace("+0100", "+0200")
    assert read(here, named, TAIL, HEAD, here) == ["20.10. 13:00-20.10. 14:00"]
    with pytest.raises(UnknownZoneError):
        read(here, named, TAIL, HEAD, there)
