"""Other programs' calendars at the edges of what is asked for and of what is read: clocks far away, counts, lengths."""

from datetime import UTC, datetime, timedelta

import pytest

from services.booking.own_calendars.busy import busy
from services.booking.own_calendars.ical import busy_times, lines, rules, values, zones
from services.booking.own_calendars.ical.errors import BrokenError, TooMuchError, UnknownZoneError
from services.booking.own_calendars.ical.lines import ContentLine
from services.booking.own_calendars.ical.values import offset, one, several
from services.booking.own_calendars.ical.zones import known_zone
from tests.booking.build import HELSINKI
from tests.booking.own_calendars.foreign import END, HEAD, OFFICE, START, TAIL, TUESDAY, days, event, read

DAILY = "RRULE:FREQ=DAILY;COUNT=5"
FURTHEST_WEST, TOKYO = "Etc/GMT+12", "Asia/Tokyo"
NEW_YORK = "America/New_York"


def lasting(start: datetime, lasts: str) -> str:
    return f"DTSTART:{start:%Y%m%dT%H%M%SZ}\nDURATION:{lasts}"


def test_what_only_touches_the_time_that_is_asked_for_is_not_of_it() -> None:
    assert read(event(lasting(END, "PT1H")), event(lasting(START - timedelta(hours=1), "PT1H"))) == []
    assert len(read(event(lasting(END - timedelta(seconds=1), "PT1H")))) == 1


@pytest.mark.parametrize("end", ["DURATION:PT1H", f"DTEND;TZID={FURTHEST_WEST}:20260901T130000"])
def test_what_recurs_by_the_clock_furthest_behind_is_found_from_the_first_moment_on(end: str) -> None:
    daily = f"DTSTART;TZID={FURTHEST_WEST}:20260901T120000\n{end}\nRRULE:FREQ=DAILY"
    assert read(event(daily))[0] == "19.10. 03:00-19.10. 04:00"


def test_what_began_long_before_is_busy_as_long_as_it_lasts() -> None:
    assert read(event(lasting(START - timedelta(hours=199), "PT200H"))) == ["19.10. 03:00-19.10. 04:00"]
    assert read(event(lasting(START - timedelta(days=199), "P199DT1H"))) == ["19.10. 03:00-19.10. 04:00"]


def test_a_night_that_began_before_the_time_that_is_asked_for_is_busy_to_its_end() -> None:
    nights = "DTSTART;TZID=Europe/Helsinki:20261001T200000\nDTEND;TZID=Europe/Helsinki:20261002T080000"
    assert read(event(f"{nights}\nRRULE:FREQ=DAILY;UNTIL=20261018T200000"))[0] == "19.10. 03:00-19.10. 08:00"


@pytest.mark.parametrize(
    ("lines", "busy_then"),
    [
        ("DTSTART;VALUE=DATE:20261020\nDURATION:P1DT12H", "20.10. 00:00-22.10. 00:00"),
        ("DTSTART;TZID=Europe/Helsinki:20261020T090000\nDURATION:P1DT1H", "20.10. 09:00-21.10. 10:00"),
    ],
)
def test_days_and_hours_of_a_length_add_up(lines: str, busy_then: str) -> None:
    assert read(event(lines)) == [busy_then]


def test_in_the_night_that_loses_an_hour_it_lasts_as_long_as_on_others() -> None:
    nights = "DTSTART;TZID=Europe/Helsinki:20270326T220000\nDTEND;TZID=Europe/Helsinki:20270327T060000\n"
    content = f"{HEAD}{event(f'{nights}RRULE:FREQ=DAILY;COUNT=3')}{TAIL}".replace("\n", "\r\n").encode()
    since, until = datetime(2027, 3, 20, tzinfo=UTC), datetime(2027, 4, 3, tzinfo=UTC)
    found = busy(content, since, until, HELSINKI, "verkosto.example")
    assert [slot.end - slot.start for slot in found] == [timedelta(hours=8)] * 3


def test_a_sequence_of_more_digits_than_anybody_counts_to_is_none() -> None:
    def moved(hour: int, sequence: str) -> str:
        lines = OFFICE.replace("T09", f"T{hour:02}").replace("T10", f"T{hour + 1:02}")
        return event(f"{lines}RECURRENCE-ID;TZID=Europe/Helsinki:20261020T090000\nSEQUENCE:{sequence}")

    series = event(f"{OFFICE}RRULE:FREQ=DAILY;COUNT=1")
    for later, earlier in (("1", "1" * 10), ("9" * 9, "2")):
        assert read(series, moved(12, later), moved(15, earlier)) == ["20.10. 12:00-20.10. 13:00"]


def test_a_value_begins_at_the_first_colon_that_no_quotes_are_around() -> None:
    assert read(event(f'{OFFICE}STATUS;X-SAID="so: it is; isn\'t it":CANCELLED')) == []
    assert read(event(f'{OFFICE}STATUS;X-A="b:c";X-D="e:f":CONFIRMED')) == [TUESDAY]
    assert read(event(f'{OFFICE}STATUS;X-A="b:c";X-D=e:CANCELLED')) == []


# How much is read of each: so much, and no more.


def refused(*parts: str) -> bool:
    try:
        read(*parts)
    except TooMuchError:
        return True
    return False


def test_so_many_times_are_busy_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(busy_times, "MOST_SPANS", 3)
    alone = [event(OFFICE, f"UID:{n}") for n in range(4)]
    assert [refused(*alone[:count]) for count in (3, 4)] == [False, True]


def test_so_many_lines_are_read_of_one_part_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    every = event(OFFICE, "UID:a").splitlines()[1:-1]
    known = [each for each in every if not each.startswith("DTSTAMP")]
    monkeypatch.setattr(lines, "MOST_LINES", len(known))
    assert not refused(event(OFFICE, "UID:a"))
    assert refused(event(f"{OFFICE}STATUS:CONFIRMED", "UID:a"))


def test_parts_stand_so_deep_within_one_another_and_no_deeper() -> None:
    def nested(deep: int) -> str:
        return event(OFFICE) + "BEGIN:X-PART\n" * deep + "END:X-PART\n" * deep

    most = lines._DEEPEST - 1  # the calendar is the first
    assert read(nested(most)) == [TUESDAY]
    with pytest.raises(BrokenError):
        read(nested(most + 1))


def test_so_many_dates_stand_in_one_line_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "MOST_TIMES", 3)
    assert len(several(ContentLine("RDATE", {}, "20261020,20261021,20261022"))) == 3
    with pytest.raises(TooMuchError):
        several(ContentLine("RDATE", {}, "20261020,20261021,20261022,20261023"))


def test_a_rule_is_so_long_and_no_longer() -> None:
    rule = "FREQ=DAILY"
    assert rules.read(rule + ";" * (1000 - len(rule))).frequency == "DAILY"
    with pytest.raises(TooMuchError):
        rules.read(rule + ";" * (1001 - len(rule)))


def test_nobody_has_more_times_a_day_than_quarters() -> None:
    assert rules.read("FREQ=HOURLY;BYMINUTE=0,15,30,45").frequency == "HOURLY"
    with pytest.raises(TooMuchError):
        rules.read("FREQ=HOURLY;BYMINUTE=0,15,30,45,50")


def test_a_rule_may_have_every_part_there_is() -> None:
    numbers = {name: str(greatest) for name, (_, greatest) in rules._RANGES.items()}
    parts = {"FREQ": "YEARLY", "UNTIL": "20271231", "COUNT": "3", "INTERVAL": "2", "WKST": "SU", "BYDAY": "MO"}
    every = numbers | parts
    assert every.keys() == rules._PARTS
    assert rules.read(";".join(f"{name}={value}" for name, value in every.items())).count == 3


# Rules


FIRST = datetime(2020, 1, 6, 9)  # noqa: DTZ001  # what a clock shows


@pytest.mark.parametrize(("frequency", "step"), [("HOURLY", 1), ("DAILY", 24), ("WEEKLY", 7 * 24)])
@pytest.mark.parametrize("interval", [1, 3])
def test_a_rule_is_counted_from_and_to_the_very_moments_asked_for(frequency: str, step: int, interval: int) -> None:
    rule = rules.read(f"FREQ={frequency};INTERVAL={interval}")
    every = interval * timedelta(hours=step)
    since, last = FIRST + 100 * every, FIRST + 103 * every
    found = [*rules.occurrences(rule, FIRST, since, last)]
    assert found == [since + n * every for n in range(4)]
    second = timedelta(seconds=1)
    assert [*rules.occurrences(rule, FIRST, since + second, last - second)] == found[1:-1]


def test_what_recurs_for_years_is_counted_from_nearby() -> None:
    rule, since = rules.read("FREQ=HOURLY"), FIRST + timedelta(days=2000)
    assert since - timedelta(hours=2) <= rules._nearer(rule, FIRST, since) <= since
    assert rules._nearer(rule, FIRST, FIRST - timedelta(days=1)) == FIRST


# Series whose clock is another than their owner's


def series_in(zone: str, hour: int, *lines: str, day: int = 20) -> str:
    times = f"DTSTART;TZID={zone}:202610{day}T{hour:02}0000\nDTEND;TZID={zone}:202610{day}T{hour + 1:02}0000"
    return event("\n".join((times, *lines)))


def test_a_time_without_a_zone_is_by_the_series_own_clock() -> None:
    nine = [f"{day}.10. 03:00-{day}.10. 04:00" for day in (20, 21, 22, 23, 24)]  # nine in Tokyo
    assert read(series_in(TOKYO, 9, DAILY)) == nine
    assert read(series_in(TOKYO, 9, DAILY, "EXDATE:20261022T090000")) == [*nine[:2], *nine[3:]]
    assert read(series_in(TOKYO, 9, "RDATE:20261022T090000")) == [nine[0], nine[2]]
    assert read(series_in(TOKYO, 9, "RDATE;VALUE=PERIOD:20261022T090000/PT1H")) == [nine[0], nine[2]]


def gone_from(named: str, zone: str, hour: int = 9) -> str:
    return event(
        f"DTSTART;TZID={zone}:20261022T{hour:02}0000\nDURATION:PT1H\nRECURRENCE-ID;RANGE=THISANDFUTURE{named}\n"
        "STATUS:CANCELLED"
    )


def test_a_change_of_all_that_follow_is_named_by_the_series_own_clock() -> None:
    nine = [f"{day}.10. 03:00-{day}.10. 04:00" for day in (20, 21)]
    assert read(series_in(TOKYO, 9, DAILY), gone_from(":20261022T090000", TOKYO)) == nine


def test_a_day_from_which_a_series_changes_begins_at_its_own_midnight() -> None:
    late = series_in(NEW_YORK, 22, DAILY)  # five in the morning in Helsinki
    found = read(late, gone_from(";VALUE=DATE:20261022", NEW_YORK, 22))
    assert found == [f"{day}.10. 05:00-{day}.10. 06:00" for day in (21, 22)]


def test_a_midnight_names_a_day_of_a_series_of_days_alone() -> None:
    whole = event("DTSTART;VALUE=DATE:20261020\nRRULE:FREQ=DAILY;COUNT=5")
    gone = event("DTSTART;VALUE=DATE:20261022\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261022T000000Z\nSTATUS:CANCELLED")
    assert read(whole, gone) == ["20.10. 00:00-22.10. 00:00"]
    nights = series_in("Europe/Helsinki", 1, DAILY)
    left = read(nights, gone_from(":20261022T000000Z", "Europe/Helsinki", 1))  # three in the morning
    assert left == [f"{day}.10. 01:00-{day}.10. 02:00" for day in (20, 21, 22)]


def test_days_that_become_hours_are_moved_by_as_much_each() -> None:
    whole = event("DTSTART;VALUE=DATE:20261020\nRRULE:FREQ=DAILY;COUNT=3")
    noon = "DTSTART;TZID=Europe/Helsinki:20261021T120000\nDTEND;TZID=Europe/Helsinki:20261021T130000"
    change = event(f"{noon}\nRECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20261021")
    assert read(whole, change) == [*days(20), "21.10. 12:00-21.10. 13:00", "22.10. 12:00-22.10. 13:00"]


@pytest.mark.parametrize(("to", "found"), [("20261001", (22, 29)), ("20260818", (20, 27))])
def test_a_series_moved_far_is_where_it_was_moved_to(to: str, found: tuple[int, int]) -> None:
    weekly = "DTSTART:20260901T100000Z\nDTEND:20260901T110000Z\nRRULE:FREQ=WEEKLY"
    change = f"DTSTART:{to}T100000Z\nDTEND:{to}T110000Z\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260908T100000Z"
    before, after = found  # the clock goes back in between
    assert read(event(weekly), event(change)) == [
        f"{before}.10. 13:00-{before}.10. 14:00",
        f"{after}.10. 12:00-{after}.10. 13:00",
    ]


# Values and zones


def test_a_clock_is_less_than_a_day_ahead_or_behind() -> None:
    assert offset("-2359") == -timedelta(hours=23, minutes=59)
    with pytest.raises(BrokenError):
        offset("+2400")


def test_a_leap_second_is_the_second_before_it() -> None:
    assert one(ContentLine("DTSTART", {}, "20161231T235960Z")).at.second == 59
    assert one(ContentLine("DTSTART", {}, "20161231T235930Z")).at.second == 30


@pytest.mark.parametrize("name", ["Factory", "localtime", "posixrules", "Europe/Nowhere", ""])
def test_what_is_no_place_is_no_zone(name: str) -> None:
    assert known_zone(name) is None


def test_what_is_no_place_is_no_zone_where_the_machine_has_a_file_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zones, "available_timezones", lambda: {"Europe/Helsinki", "Factory", "localtime"})
    named = zones._by_name.__wrapped__()
    assert named["europe/helsinki"] == "Europe/Helsinki"
    assert named.keys().isdisjoint({"factory", "localtime"})


def test_a_zone_is_told_in_so_many_parts_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zones, "_MOST_PARTS", 2)
    assert told_zone("20271231T000000Z", 2) == ["27.10. 09:00-27.10. 10:00"]
    with pytest.raises(UnknownZoneError):
        told_zone("20271231T000000Z", 3)


def told_zone(until: str, parts: int = 2) -> list[str]:
    """An event at nine on the 27th in a zone that is Helsinki's as long as its winters are told to begin."""
    winter = (
        "BEGIN:STANDARD\nDTSTART:19971026T040000\nTZOFFSETFROM:+0300\nTZOFFSETTO:+0200\n"
        f"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10;UNTIL={until}\nEND:STANDARD\n"
    )
    summer = (
        "BEGIN:DAYLIGHT\nDTSTART:19970330T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0300\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\n"
    )
    zone = f"BEGIN:VTIMEZONE\nTZID:Ours\n{winter}{summer * (parts - 1)}END:VTIMEZONE\n"
    return read(zone, event("DTSTART;TZID=Ours:20261027T090000\nDURATION:PT1H"))


@pytest.mark.parametrize(
    ("until", "is_winter"),
    [
        ("20261025T010000Z", True),
        ("20261025T005959Z", False),
        ("20261025T040000", True),
        ("20261025", True),
        ("20261023", False),
    ],
)
def test_a_told_zone_s_changes_end_with_the_one_at_their_end(until: str, is_winter: bool) -> None:  # noqa: FBT001
    assert told_zone(until) == ["27.10. 09:00-27.10. 10:00" if is_winter else "27.10. 08:00-27.10. 09:00"]
