"""A moment in a calendar entry is that moment, in the hour that comes twice too."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from shared.i18n.zones import comes_twice
from shared.ical import says, timezone

ZONES = [ZoneInfo(name) for name in ("Europe/Helsinki", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo")]
NIGHT = datetime(2026, 10, 25, tzinfo=UTC)  # Helsinki's clock is put back at 1.00 UTC


def written(zone: ZoneInfo, start: datetime, end: datetime) -> str:
    event = Event()
    event.add("uid", "x")
    event.add("dtstamp", start)
    for name, at in zip(("dtstart", "dtend"), says(zone, start, end), strict=True):
        event.add(name, at)
    calendar = Calendar()
    calendar.add("prodid", "x")
    calendar.add("version", "2.0")
    calendar.add_component(timezone(zone, start))
    calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


def read(ics: str) -> list[tuple[datetime, datetime]]:
    (event,) = Calendar.from_ical(ics).walk("VEVENT")
    other: Any = vobject.readOne(ics).vevent
    return [
        (event.decoded("dtstart").astimezone(UTC), event.decoded("dtend").astimezone(UTC)),
        (other.dtstart.value.astimezone(UTC), other.dtend.value.astimezone(UTC)),
    ]


@pytest.mark.parametrize("minutes", range(-60, 180, 15))
@pytest.mark.parametrize("length", [15, 60, 90])
def test_every_start_of_the_night_is_read_as_it_was_meant_by_two_foreign_parsers(minutes: int, length: int) -> None:
    start = NIGHT + timedelta(minutes=minutes)
    end = start + timedelta(minutes=length)
    ics = written(ZONES[0], start, end)
    assert read(ics) == [(start, end)] * 2
    assert ("DTSTART;TZID" not in ics) == any(comes_twice(at.astimezone(ZONES[0])) for at in (start, end))


moments = st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds


@given(zone=st.sampled_from(ZONES), at=moments)
def test_what_is_said_is_that_moment_and_can_be_said(zone: ZoneInfo, at: datetime) -> None:
    (said,) = says(zone, at)
    assert said.astimezone(UTC) == at
    as_written = said.replace(fold=0)
    assert as_written.astimezone(UTC) == at


def test_the_hour_that_is_left_out_comes_never_not_twice() -> None:
    assert not comes_twice(datetime(2026, 3, 29, 3, 30, tzinfo=ZONES[0]))
    assert not comes_twice(datetime(2026, 3, 29, 3, 30, tzinfo=ZONES[0], fold=1))
    assert comes_twice(datetime(2026, 10, 25, 3, 30, tzinfo=ZONES[0]))
