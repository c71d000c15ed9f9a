"""What recurs in a calendar: where it ends, what is excepted, added or changed, in every form."""

import pytest

from services.booking.own_calendars.ical.errors import BrokenError
from tests.booking.own_calendars.foreign import HEAD, OFFICE, TAIL, TUESDAY, at, days, event, read

ENDS = {
    "UNTIL=20261022": at(20, 21, 22),
    "UNTIL=20261022T090000": at(20, 21, 22),
    "UNTIL=20261022T085959": at(20, 21),
    "UNTIL=20261022T060000Z": at(20, 21, 22),
    "UNTIL=20261022T055959Z": at(20, 21),
    "UNTIL=20261022T235959Z": at(20, 21, 22),
    "COUNT=3": at(20, 21, 22),
    "COUNT=3;UNTIL=20261021": at(20, 21),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_series_with_hours_ends_where_it_says_in_every_form(end: str) -> None:
    assert read(event(f"{OFFICE}RRULE:FREQ=DAILY;{end}")) == ENDS[end]


@pytest.mark.parametrize("end", ["UNTIL=20261022", "UNTIL=20261022T060000Z", "UNTIL=20261022T060000"])
def test_a_series_in_utc_ends_where_it_says_in_every_form(end: str) -> None:
    assert read(event(f"DTSTART:20261020T060000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;{end}")) == at(20, 21, 22)


@pytest.mark.parametrize(
    "end",
    [
        "UNTIL=20261022",
        "UNTIL=20261022T000000Z",
        "UNTIL=20261021T210000Z",
        "UNTIL=20261022T205959Z",
        "UNTIL=20261022T235959Z",
        "UNTIL=20261022T235900Z",
        "UNTIL=20261022T000000",
        "UNTIL=20261022T120000",
        "COUNT=3",
    ],
)
def test_a_series_of_days_ends_where_it_says_in_every_form(end: str) -> None:
    found = read(event(f"DTSTART;VALUE=DATE:20261020\nRRULE:FREQ=DAILY;{end}"))
    assert found == ["20.10. 00:00-23.10. 00:00"]


EXCEPT = [
    "EXDATE;TZID=Europe/Helsinki:20261021T090000",
    "EXDATE:20261021T060000Z",
    "EXDATE:20261021T090000",
    "EXDATE;VALUE=DATE:20261021",
    "EXDATE;TZID=Europe/London:20261021T070000",
    "EXDATE:20261001T060000Z,20261021T060000Z",
    "EXDATE:20261001T060000Z\nEXDATE:20261021T060000Z",
    "EXDATE:\nEXDATE:20261021T060000Z",
]


@pytest.mark.parametrize("lines", EXCEPT)
def test_what_is_excepted_is_not_busy_in_every_form(lines: str) -> None:
    assert read(event(f"{OFFICE}RRULE:FREQ=DAILY;COUNT=3\n{lines}")) == at(20, 22)


def test_what_is_excepted_by_a_rule_is_not_busy() -> None:
    assert read(event(f"{OFFICE}RRULE:FREQ=DAILY;COUNT=4\nEXRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20261021")) == at(
        21, 22, 23
    )


@pytest.mark.parametrize(
    "line",
    ["EXDATE;VALUE=DATE:20261021", "EXDATE:20261021T000000", "EXDATE:20261021T000000Z", "EXDATE:20261020T210000Z"],
)
def test_a_day_that_is_excepted_is_not_busy_in_every_form(line: str) -> None:
    assert read(event(f"DTSTART;VALUE=DATE:20261020\nRRULE:FREQ=DAILY;COUNT=3\n{line}")) == days(20, 22)


MORE = [
    "RDATE;TZID=Europe/Helsinki:20261022T090000",
    "RDATE:20261022T060000Z",
    "RDATE:20261022T090000",
    "RDATE;VALUE=DATE:20261022",
    "RDATE;VALUE=PERIOD:20261022T060000Z/20261022T070000Z",
    "RDATE;VALUE=PERIOD:20261022T060000Z/PT1H",
    "RDATE;VALUE=PERIOD;TZID=Europe/Helsinki:20261022T090000/PT1H",
    "RDATE:20261022T060000Z,20261122T060000Z",
]


@pytest.mark.parametrize("line", MORE)
def test_what_is_added_is_busy_in_every_form(line: str) -> None:
    assert read(event(f"{OFFICE}{line}")) == at(20, 22)
    assert read(event(f"{OFFICE}{line}\nEXDATE:20261020T060000Z")) == at(22)


def test_days_that_are_added_are_busy() -> None:
    assert read(event("DTSTART;VALUE=DATE:20261020\nRDATE;VALUE=DATE:20261022,20261024")) == days(20, 22, 24)


CHANGES = [
    "RECURRENCE-ID;TZID=Europe/Helsinki:20261021T090000",
    "RECURRENCE-ID:20261021T060000Z",
    "RECURRENCE-ID:20261021T090000",
    "RECURRENCE-ID;VALUE=DATE:20261021",
    "RECURRENCE-ID;TZID=Europe/London:20261021T070000",
]


@pytest.mark.parametrize("line", CHANGES)
def test_a_change_is_in_the_place_of_what_it_names_in_every_form(line: str) -> None:
    series, moved = f"{OFFICE}RRULE:FREQ=DAILY;COUNT=3", OFFICE.replace("20261020", "20261023")
    assert read(event(series), event(f"{moved}{line}")) == at(20, 22, 23)
    assert read(event(f"{moved}{line}"), event(series)) == at(20, 22, 23)
    assert read(event(series), event(f"{moved}{line}\nSTATUS:CANCELLED")) == at(20, 22)
    assert read(event(series), event(f"{line}\nSTATUS:CANCELLED")) == at(20, 22)
    assert read(event(series), event(f"{moved}{line}\nTRANSP:TRANSPARENT")) == at(20, 22)


@pytest.mark.parametrize(
    "line",
    ["RECURRENCE-ID;VALUE=DATE:20261021", "RECURRENCE-ID:20261021T000000", "RECURRENCE-ID:20261020T210000Z"],
)
def test_a_change_of_a_day_is_in_its_place_in_every_form(line: str) -> None:
    series = "DTSTART;VALUE=DATE:20261020\nRRULE:FREQ=DAILY;COUNT=3"
    assert read(event(series), event(f"DTSTART;VALUE=DATE:20261024\n{line}")) == days(20, 22, 24)


@pytest.mark.parametrize("line", CHANGES)
def test_a_change_of_this_and_all_that_follow_moves_them(line: str) -> None:
    series = f"{OFFICE}RRULE:FREQ=DAILY;COUNT=8"
    name, _, value = line.partition(":")
    following = f"{name};RANGE=THISANDFUTURE:{value}"
    later = f"DTSTART;TZID=Europe/Helsinki:20261021T130000\nDTEND;TZID=Europe/Helsinki:20261021T133000\n{following}"
    found = read(event(series), event(later))
    assert found == [TUESDAY, *(f"{day}.10. 13:00-{day}.10. 13:30" for day in range(21, 28))]
    assert read(event(series), event(f"{later}\nSTATUS:CANCELLED")) == [TUESDAY]


def test_days_are_moved_with_all_that_follow() -> None:
    series = "DTSTART;VALUE=DATE:20261020\nRRULE:FREQ=WEEKLY;COUNT=2"
    later = "DTSTART;VALUE=DATE:20261028\nRECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20261027"
    assert read(event(series), event(later)) == days(20, 28)


def test_what_follows_from_another_time_on_may_recur_by_a_rule_of_its_own() -> None:
    series = f"{OFFICE}RRULE:FREQ=DAILY"
    later = OFFICE.replace("20261020", "20261022")
    rule = f"{later}RECURRENCE-ID;RANGE=THISANDFUTURE:20261022T060000Z\nRRULE:FREQ=DAILY;INTERVAL=2;COUNT=2"
    assert read(event(series), event(rule)) == at(20, 21, 22, 24)


def test_a_change_whose_series_is_elsewhere_is_busy() -> None:
    assert read(event(f"{OFFICE}RECURRENCE-ID:20261021T060000Z")) == [TUESDAY]
    with pytest.raises(BrokenError):
        read(event(f"{OFFICE}RECURRENCE-ID;RANGE=THISANDFUTURE:20261021T060000Z"))
    with pytest.raises(BrokenError):
        read(event(f"{OFFICE}RECURRENCE-ID;RANGE=THISANDPRIOR:20261021T060000Z"))


def test_the_newest_of_two_changes_of_one_time_counts() -> None:
    named = "RECURRENCE-ID:20261020T060000Z"
    old, new = (OFFICE.replace("20261020", f"202610{day}") for day in (22, 23))
    for pair in (
        (f"{old}{named}\nSEQUENCE:1", f"{new}{named}\nSEQUENCE:2"),
        (f"{new}{named}\nSEQUENCE:2", f"{old}{named}"),
    ):
        assert read(event(f"{OFFICE}RRULE:FREQ=DAILY;COUNT=2"), *map(event, pair)) == at(21, 23)


def test_every_calendar_of_a_file_counts() -> None:
    one, other = event(OFFICE), event(OFFICE.replace("20261020", "20261021"), "UID:b")
    assert read(one, TAIL, HEAD, other) == at(20, 21)
    assert read(
        event(f"{OFFICE}RRULE:FREQ=DAILY;COUNT=2"),
        TAIL,
        HEAD,
        event("RECURRENCE-ID:20261021T060000Z\nSTATUS:CANCELLED"),
    ) == [TUESDAY]
