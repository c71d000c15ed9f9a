"""Weekly hours at the edges: how much is read, which clock there is, whose week it is."""

from datetime import time

import pytest

from services.booking.directory import hours
from services.booking.directory.hours import LONGEST
from services.booking.directory.model import Hours
from shared.i18n import Mistake


def is_read(written: str) -> bool:
    try:
        hours.parsed(written)
    except Mistake:
        return False
    return True


@pytest.mark.parametrize(
    ("clock", "is_one"), [("0-23", True), ("23-24", True), ("0-25", False), ("8.59-16", True), ("8.60-16", False)]
)
def test_a_clock_shows_hours_to_23_and_minutes_to_59(clock: str, is_one: bool) -> None:  # noqa: FBT001
    assert is_read(f"ma {clock}") is is_one


def test_half_past_midnight_at_the_day_s_end_is_no_time() -> None:
    assert not is_read("ma 8-24.30")


def test_a_text_may_be_as_long_as_is_said_and_no_longer() -> None:
    short = "ma 8-9"
    assert is_read(short + ";" * (LONGEST - len(short)))
    assert not is_read(short + ";" * (LONGEST - len(short) + 1))


def test_as_many_stretches_as_are_said_are_read_and_no_more() -> None:
    def stretches(count: int) -> str:
        days = ("ma", "ti", "ke", "to", "pe")
        return ", ".join(f"{days[n // 12]} {n % 12}.00-{n % 12}.30" for n in range(count))

    assert len(hours.parsed(stretches(50))) == 50
    assert not is_read(stretches(51))


def test_sunday_s_night_may_reach_into_monday_s_morning_and_no_further_than_its_hours() -> None:
    assert is_read("su 22-2, ma 2-8")
    assert not is_read("su 22-3, ma 2-8")
    assert is_read("ma 22-2, ti 2-8")
    assert not is_read("ma 22-3, ti 2-8")


def test_a_day_that_ends_at_midnight_is_told_so() -> None:
    part = Hours(day=1, since=time(20), until=time(0))
    assert hours.told_of_a_day(hours.of_a_day("20-24"), "fi") == "20\N{EN DASH}24"
    assert hours.told([part], "fi") == "ma 20\N{EN DASH}24"
