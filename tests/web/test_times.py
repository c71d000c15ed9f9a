"""Times as people write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.i18n import Times

TIMES = Times(ZoneInfo("Europe/Helsinki"))
AT = datetime(2026, 12, 1, 7, 30, tzinfo=UTC)
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "clock", "day", "long_day", "moment"),
    [
        ("fi", "9.30", "ti 1.12.", "tiistai 1. joulukuuta 2026", f"ti 1.12. klo{NBSP}9.30"),
        ("sv", "9.30", "tis 1.12.", "tisdag 1 december 2026", f"tis 1.12. kl.{NBSP}9.30"),
        ("en", "9:30", "Tue 1 Dec", "Tuesday 1 December 2026", f"Tue 1 Dec at{NBSP}9:30"),
    ],
)
def test_a_time_is_written_as_in_the_language(language: str, clock: str, day: str, long_day: str, moment: str) -> None:
    told = (TIMES.clock, TIMES.day, TIMES.long_day, TIMES.moment)
    assert tuple(each(AT, language) for each in told) == (clock, day, long_day, moment)


@pytest.mark.parametrize(
    ("language", "long_date", "exact"),
    [
        ("fi", "1. joulukuuta 2026", f"1.12.2026 klo{NBSP}9.30.00 (UTC+02:00)"),
        ("sv", "1 december 2026", f"1.12.2026 kl.{NBSP}9.30.00 (UTC+02:00)"),
        ("en", "1 December 2026", f"1 December 2026 at{NBSP}9:30:00 (UTC+02:00)"),
    ],
)
def test_a_document_s_times_leave_nothing_open(language: str, long_date: str, exact: str) -> None:
    assert (TIMES.long_date(AT, language), TIMES.exact(AT, language)) == (long_date, exact)


def test_a_span_within_a_day_names_the_day_once() -> None:
    assert TIMES.span(AT, AT + timedelta(minutes=90), "fi") == f"ti 1.12. klo{NBSP}9.30–11.00"


def test_a_span_over_midnight_names_both_days() -> None:
    assert TIMES.span(AT, AT + timedelta(hours=16), "sv") == f"tis 1.12. kl.{NBSP}9.30 – ons 2.12. kl.{NBSP}1.30"


def test_the_day_is_the_network_s_not_utc_s() -> None:
    assert TIMES.day(datetime(2026, 12, 1, 22, 30, tzinfo=UTC), "fi") == "ke 2.12."


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        TIMES.clock(datetime(2026, 12, 1, 9, 30), "fi")  # noqa: DTZ001  # that is the point


@pytest.mark.parametrize(
    ("typed", "utc"),
    [("2026-12-01T09:30", "07:30"), ("2026-10-25T03:30", "00:30"), ("2026-03-29T03:30", "01:30")],
)
def test_a_typed_time_is_the_network_s_also_when_clocks_change(typed: str, utc: str) -> None:
    assert f"{TIMES.from_form(typed):%H:%M}" == utc


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # bounds are naive
def test_what_a_form_shows_it_reads_back_to_the_minute(at: datetime) -> None:
    at = at.replace(second=0, microsecond=0)
    assert TIMES.from_form(TIMES.form_value(at)) in (at, at - timedelta(hours=1))  # the hour that comes twice


FIRST, SECOND = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("fi", "3.30 (kesäaikaa)", "3.30 (talviaikaa)"),
        ("sv", "3.30 (sommartid)", "3.30 (vintertid)"),
        ("en", "3:30 (summer time)", "3:30 (winter time)"),
    ],
)
def test_an_hour_that_comes_twice_says_which_it_is(language: str, first: str, second: str) -> None:
    assert [TIMES.clock(at, language).replace(NBSP, " ") for at in (FIRST, SECOND)] == [first, second]
    assert TIMES.span(FIRST, SECOND, language).replace(NBSP, " ").endswith(f"{first}–{second}")


def test_where_both_are_winter_time_the_distance_from_utc_says_it() -> None:
    moscow = Times(ZoneInfo("Europe/Moscow"))  # put back for good in 2014, from +4 to +3
    first, second = (datetime(2014, 10, 25, hour, 30, tzinfo=UTC) for hour in (21, 22))
    shown = [moscow.clock(at, "fi").replace(NBSP, " ") for at in (first, second)]
    assert shown == ["1.30 (UTC+04:00)", "1.30 (UTC+03:00)"]


@given(at=st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001  # bounds
def test_no_two_times_of_a_day_are_written_alike(at: datetime) -> None:
    at = at.replace(second=0, microsecond=0)
    for later in (at + timedelta(hours=1), at + timedelta(minutes=30)):
        assert TIMES.moment(at, "fi") != TIMES.moment(later, "fi")
