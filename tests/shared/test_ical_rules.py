"""A time zone's yearly rules, as calendar programs read them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.ical import timezone


def rules(zone: str, year: int) -> dict[str, tuple[str, timedelta, timedelta, str]]:
    """By kind: when it begins, the clock before and after, on which day each year."""
    parts: list[Any] = timezone(ZoneInfo(zone), datetime(year, 6, 1, tzinfo=UTC)).subcomponents
    return {
        each.name: (
            f"{each['dtstart'].dt:%Y-%m-%d %H:%M:%S}",
            each["tzoffsetfrom"].td,
            each["tzoffsetto"].td,
            str(each["rrule"]["byday"]) if "rrule" in each else "",
        )
        for each in parts
    }


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize(
    ("zone", "year", "told"),
    [
        (
            "Europe/Helsinki",
            2026,
            {
                "DAYLIGHT": ("2025-03-30 03:00:00", hours(2), hours(3), "-1SU"),
                "STANDARD": ("2025-10-26 04:00:00", hours(3), hours(2), "-1SU"),
            },
        ),
        (
            "America/New_York",
            2026,
            {
                "DAYLIGHT": ("2025-03-09 02:00:00", hours(-5), hours(-4), "2SU"),
                "STANDARD": ("2025-11-02 02:00:00", hours(-4), hours(-5), "1SU"),
            },
        ),
        (
            "America/New_York",
            2028,
            {
                "DAYLIGHT": ("2027-03-14 02:00:00", hours(-5), hours(-4), "2SU"),
                "STANDARD": ("2027-11-07 02:00:00", hours(-4), hours(-5), "1SU"),
            },
        ),
        ("Asia/Tokyo", 2026, {"STANDARD": ("1970-01-01 00:00:00", hours(9), hours(9), "")}),
    ],
)
def test_each_change_is_told_by_the_clock_before_it_and_its_weekday_of_the_month(
    zone: str, year: int, told: dict[str, tuple[str, timedelta, timedelta, str]]
) -> None:
    assert rules(zone, year) == told
