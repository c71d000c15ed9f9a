"""One reader of times for every page: what is no time is refused, and nothing else reads one."""

import ast
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.i18n import form_times
from shared.i18n.form_times import NotATimeError

ROOT = Path(__file__).parent.parent.parent
HELSINKI = ZoneInfo("Europe/Helsinki")
READER = "shared/i18n/form_times.py"
# They read what they have just written themselves: `HH:MM`, and what goes to a process of their own and back.
OTHERS = {
    "services/booking/directory/hours.py",
    "services/booking/own_calendars/ical_sandbox.py",
    "services/booking/own_calendars/ical_child.py",
    "services/contracts/agreements/document/child.py",
    "services/feedback/answers/migration.py",  # what an earlier release kept
}
READS = {"fromisoformat", "strptime", "from_timestamp", "fromtimestamp"}

ODD = [
    "",
    " ",
    "x",
    "0001-01-01",
    "0000-01-01",
    "9999-12-31",
    "1999-12-31",
    "2101-01-01",
    "2026-02-30",
    "2026-W01-1",
    "20261201",
    "٢٠٢٦-١٢-٠١",
    "2026-12-01\n",
    "-2026-12-01",
    "2026-12-01" * 100,
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    "2026-12-01T24:00",
    "2026-12-01T09:30+99:99",
    "2026-12-01T09:30:61",
    "2026-12-01T9:30",
    "20261201T0930",
]


@pytest.mark.parametrize("typed", ODD)
def test_what_is_no_time_is_refused_as_such(typed: str) -> None:
    for read in (form_times.clock, lambda text: form_times.moment(text, HELSINKI)):
        with pytest.raises(NotATimeError):
            read(typed)
    if typed != "2026-12-01\n":  # a line's end is no part of a field
        with pytest.raises(NotATimeError):
            form_times.day(typed)


@given(st.text() | st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)?", fullmatch=True))
def test_whatever_is_typed_is_a_moment_in_utc_or_none(typed: str) -> None:
    try:
        at = form_times.moment(typed, HELSINKI)
    except NotATimeError:
        return
    assert at.tzinfo is UTC
    assert 1999 <= at.year <= 2101


def test_what_forms_give_is_read() -> None:
    assert form_times.day("2026-12-01") == date(2026, 12, 1)
    assert form_times.clock("09:30") == time(9, 30)
    moment = datetime(2026, 12, 1, 7, 30, tzinfo=UTC)
    for typed in ("2026-12-01T09:30", "2026-12-01 09:30:00", "2026-12-01T07:30Z", "2026-12-01T17:00+09:30"):
        assert form_times.moment(typed, HELSINKI) == moment


def test_an_hour_that_comes_twice_is_its_first_and_one_that_is_left_out_is_some_moment() -> None:
    assert form_times.moment("2026-10-25T03:30", HELSINKI) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert form_times.moment("2026-03-29T03:30", HELSINKI) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def readers(source: str) -> list[int]:
    """The lines on which times are read otherwise."""
    return [
        each.lineno for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Attribute) and each.attr in READS
    ]


def test_nothing_else_reads_times_that_people_type() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("services", "shared")
        for path in (ROOT / folder).rglob("*.py")
        if readers(path.read_text(encoding="utf-8"))
    }
    assert found - OTHERS == {READER}


@pytest.mark.parametrize(
    "source", ["datetime.fromisoformat(typed)", "date.strptime(x, y)", "read = time.fromisoformat"]
)
def test_the_search_for_other_readers_finds_them(source: str) -> None:
    assert readers(source)
