"""What two supervisors may swap, and what follows from it."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.roster.model import Plan, Rotation, Swap, SwapState
from services.booking.roster.schedule import on_duty, shifts_between
from services.booking.roster.swaps import (
    AlreadyOnCallError,
    AnsweredError,
    NotAColleagueError,
    NotTheirsError,
    PastError,
    answered,
    check,
    substitutions,
)
from shared.messages.booking import Interval
from tests.booking.build import HELSINKI, NOW

DAY = timedelta(days=1)
NAMES = ("aino", "mikael", "sari")
# Aino from the second of December at eight, Mikael from the third, Sari from the fourth, and so on.
PLAN = Plan(
    rotations=(
        Rotation(id="r", name="First in line", supervisors=NAMES, starts=date(2026, 12, 2), hour=time(8), days=1),
    )
)


def day(number: int) -> Interval:
    start = datetime(2026, 12, number, 8, tzinfo=HELSINKI)
    return Interval(start=start, end=start + DAY)


def swap(given: Interval, in_return: Interval | None = None, asker: str = "aino", asked: str = "mikael") -> Swap:
    return Swap(id="s", asker_id=asker, asked_id=asked, given=given, in_return=in_return, key="k", asked_at=NOW)


def test_an_agreed_swap_puts_each_in_the_others_place() -> None:
    agreed = swap(day(2), day(3))
    check(agreed, PLAN, [], HELSINKI, NOW)
    plan = PLAN.model_copy(update={"substitutions": substitutions(agreed, NOW)})
    found = shifts_between(plan, [], day(2).start, day(5).start, HELSINKI)
    assert [each.supervisor_id for each in found] == ["mikael", "aino", "sari"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (swap(day(3)), NotTheirsError),
        (swap(Interval(start=day(2).start, end=day(3).end)), NotTheirsError),
        (swap(day(2), day(2)), NotTheirsError),
        (swap(day(2), day(4)), NotTheirsError),
        (swap(day(2), asked="aino"), NotAColleagueError),
        (swap(Interval(start=NOW, end=NOW + DAY)), PastError),
    ],
)
def test_nobody_gives_what_is_not_theirs_or_is_past(wrong: Swap, why: type[Exception]) -> None:
    with pytest.raises(why):
        check(wrong, PLAN, [], HELSINKI, NOW)


def test_nobody_takes_a_time_at_which_they_are_on_call_already() -> None:
    backups = Rotation(
        id="b", name="Backup", supervisors=("mikael",), starts=date(2026, 12, 1), hour=time(8), days=7, backup=True
    )
    with pytest.raises(AlreadyOnCallError):
        check(swap(day(2)), Plan(rotations=(*PLAN.rotations, backups)), [], HELSINKI, NOW)


def test_what_was_answered_is_not_answered_again() -> None:
    agreed = answered(swap(day(2)), SwapState.AGREED, NOW)
    for state in SwapState:
        with pytest.raises(AnsweredError):
            answered(agreed, state, NOW)


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(2, 12), st.none() | st.integers(2, 12))
    )
)
def test_whatever_is_swapped_one_after_another_somebody_is_always_on_call(
    tries: list[tuple[str, str, int, int | None]],
) -> None:
    plan = PLAN
    for asker, asked, given_day, returned in tries:
        tried = swap(day(given_day), day(returned) if returned else None, asker, asked)
        try:
            check(tried, plan, [], HELSINKI, NOW)
        except (NotTheirsError, AlreadyOnCallError, NotAColleagueError):
            continue
        plan = plan.model_copy(update={"substitutions": (*plan.substitutions, *substitutions(tried, NOW))})
        now_theirs = on_duty(plan, [], tried.given.start, HELSINKI)
        assert [each.supervisor_id for each in now_theirs] == [asked]
    for number in range(2, 13):
        assert len(on_duty(plan, [], day(number).start, HELSINKI)) == 1
