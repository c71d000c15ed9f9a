"""The roster week by week: nothing that is still to come is left out, and a long gap stands in each of its weeks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.roster.model import Duty
from services.booking.roster.weeks import read, shown_as, weeks
from shared.messages.booking import Interval
from tests.booking.build import HELSINKI

HOUR = timedelta(hours=1)
# A Wednesday before the clock goes back.
NOW = datetime(2026, 10, 21, 9, tzinfo=UTC)
SPANS = st.tuples(st.integers(-200, 1000), st.integers(1, 500)).map(
    lambda n: Interval(start=NOW + n[0] * HOUR, end=NOW + (n[0] + n[1]) * HOUR)
)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(SPANS), st.lists(SPANS))
def test_each_duty_stands_once_and_each_gap_in_every_week_it_reaches(
    duties: list[Interval], gaps: list[Interval]
) -> None:
    known = [Duty(supervisor_id=f"s{n}", since=slot.start, until=slot.end) for n, slot in enumerate(duties)]
    found = weeks(known, gaps, NOW, HELSINKI)
    lines = [line for week in found for line in week.lines]
    shown = [line.duty for line in lines if line.duty]
    assert sorted(duty.supervisor_id for duty in shown) == sorted(d.supervisor_id for d in known if d.until > NOW)
    pieces = [line.slot for line in lines if line.duty is None]
    assert sum((p.end - p.start for p in pieces), timedelta()) == sum((g.end - g.start for g in gaps), timedelta())
    for week in found:
        assert week.monday.weekday() == 0
        for line in week.lines:
            if line.duty is None and line.slot.start > NOW:
                assert week.monday <= line.slot.start.astimezone(HELSINKI)
                assert line.slot.end <= (week.monday + timedelta(days=7)).astimezone(UTC)
    assert [week.monday for week in found] == sorted({week.monday for week in found})


def test_a_week_is_numbered_as_calendars_in_finland_do() -> None:
    found = weeks(
        [], [Interval(start=datetime(2026, 12, 31, tzinfo=UTC), end=datetime(2027, 1, 5, tzinfo=UTC))], NOW, HELSINKI
    )
    assert [week.number for week in found] == [53, 1]


@settings(deadline=None)  # the machine may be busy
@given(SPANS)
def test_a_time_in_a_form_comes_back_as_it_was(slot: Interval) -> None:
    assert read(shown_as(slot)) == slot


def test_what_is_no_time_is_none() -> None:
    assert [
        read(value) for value in ("", "x~y", "2026-10-21T09:00:00Z~", "2026-10-21T09:00:00~2026-10-22T09:00:00")
    ] == [None] * 4
    assert read("2026-10-22T09:00:00Z~2026-10-21T09:00:00Z") is None


def test_a_duty_that_ends_now_is_past_and_a_gap_that_ends_with_its_week_stands_in_that_week_alone() -> None:
    assert weeks([Duty(supervisor_id="aino", since=NOW - HOUR, until=NOW)], [], NOW, HELSINKI) == []
    monday = datetime(2026, 10, 25, 22, tzinfo=UTC)  # the clock went back in the night before
    (week,) = weeks([], [Interval(start=monday - HOUR, end=monday)], NOW, HELSINKI)
    assert [line.slot for line in week.lines] == [Interval(start=monday - HOUR, end=monday)]


def test_a_week_is_from_monday_to_sunday_and_says_whether_it_has_a_gap() -> None:
    duty = Duty(supervisor_id="aino", since=NOW, until=NOW + HOUR)
    (whole,) = weeks([duty], [], NOW, HELSINKI)
    assert (whole.monday.day, whole.sunday.day, whole.has_gap) == (19, 25, False)
    (open_,) = weeks([duty], [Interval(start=NOW + HOUR, end=NOW + 2 * HOUR)], NOW, HELSINKI)
    assert open_.has_gap


def test_a_time_without_any_length_is_none() -> None:
    assert read(shown_as(Interval.model_construct(start=NOW, end=NOW))) is None
