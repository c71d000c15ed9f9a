"""Rules of what recurs: counted as the standard has it, and bounded."""

import pytest

from services.booking.own_calendars.ical.errors import TooMuchError
from tests.booking.own_calendars.foreign import OFFICE, TUESDAY, at, event, read

RULES = {
    "FREQ=WEEKLY;BYDAY=TU,TH": at(20, 22, 27, 29),
    "freq=weekly;byday=tu,th;": at(20, 22, 27, 29),
    "FREQ=WEEKLY;BYDAY=TU, TH": at(20, 22, 27, 29),
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU": [TUESDAY, "01.11. 09:00-01.11. 10:00"],
    "FREQ=MONTHLY;BYMONTHDAY=-10": at(20, 22),
    "FREQ=MONTHLY;BYDAY=3TU,-1TH": at(20, 29),
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2": at(20, 29),
    "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=22": at(20, 22),
    "FREQ=YEARLY;BYYEARDAY=295": at(20, 22),
    "FREQ=YEARLY;BYWEEKNO=44;BYDAY=TU": at(20, 27),
    "FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0;COUNT=2": at(20, 21),
    "FREQ=DAILY;INTERVAL=9": at(20, 29),
    "FREQ=HOURLY;INTERVAL=24;COUNT=3": at(20, 21, 22),
}


@pytest.mark.parametrize("rule", RULES)
def test_rules_are_counted_as_the_standard_has_it(rule: str) -> None:
    assert read(event(f"{OFFICE}RRULE:{rule}")) == RULES[rule]


@pytest.mark.parametrize(
    "frequency", ["DAILY", "WEEKLY", "HOURLY;INTERVAL=25", "WEEKLY;INTERVAL=3", "MONTHLY;BYDAY=TU"]
)
def test_a_series_of_many_years_is_where_counting_it_through_says(frequency: str) -> None:
    """A count that is never reached is counted from the first; none is begun near to what is asked for."""
    old = OFFICE.replace("20261020", "20100105")
    endless = read(event(f"{old}RRULE:FREQ={frequency}"))
    assert endless
    assert endless == read(event(f"{old}RRULE:FREQ={frequency};COUNT=999999"))


TOO_MANY = [
    "FREQ=SECONDLY",
    "FREQ=MINUTELY",
    "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60))),
    "FREQ=DAILY;BYHOUR=9;BYSECOND=0,30",
    "FREQ=HOURLY;BYMINUTE=" + ",".join(map(str, range(60))),
    "FREQ=YEARLY;BYSECOND=" + ",".join(map(str, range(60))),
    "FREQ=DAILY;BYMONTHDAY=" + ",".join(["1"] * 1000),
]


@pytest.mark.parametrize("rule", TOO_MANY)
def test_what_recurs_more_often_than_anybodys_day_has_is_refused(rule: str) -> None:
    with pytest.raises(TooMuchError):
        read(event(f"{OFFICE}RRULE:{rule}"))
