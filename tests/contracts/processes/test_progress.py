"""How far a process has come, when it ends, where it pauses for too long."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.processes import progress
from services.contracts.processes.model import Known, SessionStatus
from services.contracts.processes.progress import GRACE, MARK_SOON, Gap
from tests.booking.entitlements.build import FIRST, signed

HELSINKI = ZoneInfo("Europe/Helsinki")
START = datetime(2027, 1, 12, 7, 0, tzinfo=UTC)
LENGTH, A_WEEK = timedelta(minutes=90), timedelta(weeks=1)


def session(n: int, status: SessionStatus = "planned", *themes: str, weeks: int = 2) -> Known:
    start = START + n * weeks * A_WEEK
    return Known(
        id=f"s{n}", process_id="process", sequence=0, start=start, end=start + LENGTH, status=status, themes=themes
    )


def end(known: list[Known], now: datetime, **changes: Any) -> str | None:
    return progress.end_of(signed(**changes), known, now, HELSINKI)


def test_it_is_counted_what_was_held_what_is_ahead_and_how_often_a_theme_was_handled() -> None:
    known = [session(0, "held", "Kuormitus"), session(1, "held", "Kuormitus", "Työnjako"), session(2, "not_held")]
    far = progress.progress(signed(), [*known, session(3), session(4), session(5, "cancelled")], START + 7 * A_WEEK)
    assert (far.agreed, far.held, far.not_held, far.planned) == (5, 2, 1, 5)
    assert ([each.id for each in far.ahead], [each.id for each in far.unmarked]) == (["s4"], ["s3"])
    assert far.themes == (("Työnjako", 1), ("Kuormitus", 2))


def test_it_is_completed_when_as_many_as_agreed_were_held() -> None:
    held = [session(n, "held") for n in range(5)]
    assert end(held, held[-1].end) == "completed"
    assert end(held[:4], held[-1].end) is None


def test_a_session_ahead_is_still_to_be_held() -> None:
    assert end([session(n, "held") for n in range(5)] + [session(5)], START + 9 * A_WEEK) is None


def test_a_past_session_is_waited_for_so_many_days_and_then_it_ends_without_it() -> None:
    known = [*(session(n, "held") for n in range(4)), session(4)]
    last = known[-1].end
    assert end(known, last + GRACE - timedelta(seconds=1)) is None
    assert end(known, last + GRACE) == "completed"
    assert progress.look_again(signed(), known, last, HELSINKI) == last + MARK_SOON
    assert progress.look_again(signed(), known, last + MARK_SOON, HELSINKI) == last + GRACE


def test_who_led_is_asked_for_a_mark_three_days_after() -> None:
    known = [session(0, "held"), session(1), session(2)]
    after = known[1].end + MARK_SOON
    assert progress.to_be_marked(signed(), known, after - timedelta(seconds=1)) == ()
    assert progress.to_be_marked(signed(), known, after) == (known[1],)
    assert progress.to_be_marked(signed(), known, known[2].end + MARK_SOON) == (known[1], known[2])


def test_the_end_of_the_term_is_the_networks_midnight() -> None:
    over = datetime(2027, 7, 12, 0, 0, tzinfo=HELSINKI)
    assert progress.term_ends(signed(months=6, sessions=None), HELSINKI) == over
    assert end([], over - timedelta(seconds=1), months=6, sessions=None) is None
    assert end([], over, months=6, sessions=None) == "expired"
    assert progress.look_again(signed(months=6, sessions=None), [], START, HELSINKI) == over


def test_where_a_number_was_agreed_no_day_ends_it() -> None:
    assert progress.term_ends(signed(), HELSINKI) is None
    assert end([session(0, "not_held")], START + 500 * A_WEEK) is None
    assert progress.look_again(signed(), [session(0, "held")], START, HELSINKI) is None


def test_a_pause_longer_than_the_contract_allows_is_seen_and_one_as_long_is_not() -> None:
    contract = signed(longest_gap_weeks=5)
    first, after = session(0, "held"), session(3, weeks=2)
    assert progress.gap_ahead(contract, [first, after], START) == Gap(first.end, after.start)
    exactly = after.model_copy(update={"start": first.end + 5 * A_WEEK})
    assert progress.gap_ahead(contract, [first, exactly], START) is None
    assert progress.gap_ahead(signed(longest_gap_weeks=None), [first, after], START) is None


def test_a_pause_that_is_over_or_filled_is_no_gap() -> None:
    contract = signed(longest_gap_weeks=5)
    known = [session(0, "held"), session(3)]
    assert progress.gap_ahead(contract, known, known[1].start) is None
    assert progress.gap_ahead(contract, [*known, session(1)], START) is None
    cancelled = [*known, session(1, "cancelled")]
    assert progress.gap_ahead(contract, cancelled, START) is not None


@pytest.mark.parametrize(
    ("months", "today", "next_day"),
    [
        (6, FIRST, date(2027, 7, 12)),
        (6, date(2027, 7, 12), date(2027, 7, 12)),
        (6, date(2027, 7, 13), date(2028, 1, 12)),
        (0, FIRST, None),
    ],
)
def test_evaluation_comes_as_often_as_agreed(months: int, today: date, next_day: date | None) -> None:
    assert progress.next_evaluation(signed(evaluation_months=months), today) == next_day


@given(
    statuses=st.lists(st.sampled_from(("planned", "held", "not_held", "cancelled")), max_size=12),
    agreed=st.none() | st.integers(1, 8),
    days=st.integers(-10, 400),
)
def test_whatever_happened_it_ends_only_with_its_number_or_its_term(
    statuses: list[SessionStatus], agreed: int | None, days: int
) -> None:
    known = [session(n, status) for n, status in enumerate(statuses)]
    contract = signed(sessions=agreed, months=None if agreed else 6)
    now = START + timedelta(days=days)
    how = progress.end_of(contract, known, now, HELSINKI)
    past = [each for each in known if each.end <= now]
    if how == "completed":
        assert agreed is not None
        assert sum(each.status in ("held", "planned") for each in past) >= agreed or len(past) < len(known)
    if how == "expired":
        assert (over := progress.term_ends(contract, HELSINKI)) is not None
        assert now >= over
    if how is not None:
        assert not any(each.status == "planned" and now - GRACE < each.end <= now for each in known)


def test_a_later_contract_counts_from_its_own_first_day() -> None:
    known = [session(n, "held") for n in range(4)]
    later = signed(first_date=known[2].start.date(), sessions=2)
    counted = progress.governed(known, later, HELSINKI, is_first=False)
    assert [each.id for each in counted] == ["s2", "s3"]
    assert progress.governed(known, later, HELSINKI, is_first=True) == known


def test_the_row_shows_what_was_held_what_is_to_come_and_what_is_only_agreed() -> None:
    known = [session(3), session(0, "held"), session(1), session(2, "cancelled")]
    row = progress.marks(signed(longest_gap_weeks=3), known, START + 3 * A_WEEK)
    assert [(each.n, each.state, each.weeks_before) for each in row] == [
        (1, "held", 0),
        (2, "unmarked", 0),
        (3, "planned", 4),
        (4, "open", 0),
        (5, "open", 0),
    ]


@pytest.mark.parametrize(
    ("held", "months", "now", "near"),
    [
        (2, None, START, False),
        (3, None, START, True),
        (0, 6, START, False),
        (0, 6, datetime(2027, 5, 13, tzinfo=HELSINKI), True),
    ],
)
def test_going_on_is_talked_of_before_the_end(held: int, months: int | None, now: datetime, near: bool) -> None:  # noqa: FBT001
    terms = signed(months=months)
    far = progress.progress(terms, [session(n, "held") for n in range(held)], now)
    assert progress.is_near_its_end(terms, far, now, HELSINKI) is near


def test_what_follows_begins_after_the_last_session_and_after_the_term() -> None:
    known = [session(0, "held"), session(1), session(9, "cancelled")]
    assert progress.following_day(signed(), known, START, HELSINKI) == date(2027, 2, 9)
    assert progress.following_day(signed(months=6), known, START, HELSINKI) == date(2027, 7, 12)
