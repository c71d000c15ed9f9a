"""What a change of the roster means for each: what they gain, what they lose, what they are told of already."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.roster.handover import Handover, clashing, counted, handovers, marks, stands
from services.booking.roster.model import Duty, Plan, Substitution
from shared.messages.booking import Interval, Shift
from tests.booking.build import NOW
from tests.booking.calendar.diary import DAY, HOUR


def duty(who: str, since: timedelta = DAY, until: timedelta = 2 * DAY, **changes: Any) -> Duty:
    return Duty(supervisor_id=who, since=NOW + since, until=NOW + until, **changes)


def shift(since: timedelta, until: timedelta, *, backup: bool = False) -> Shift:
    return Shift(slot=Interval(start=NOW + since, end=NOW + until), backup=backup)


def test_who_gains_and_who_loses_a_time_is_told_of_that_time_alone() -> None:
    found = handovers(
        [duty("aino"), duty("sari")], [duty("aino", DAY, DAY + HOUR), duty("mikael", DAY + HOUR), duty("sari")]
    )
    assert found == {
        "aino": Handover(lost=(shift(DAY + HOUR, 2 * DAY),)),
        "mikael": Handover(gained=(shift(DAY + HOUR, 2 * DAY),)),
    }


def test_to_be_the_backup_instead_of_the_first_in_line_is_both_a_gain_and_a_loss() -> None:
    found = handovers([duty("aino")], [duty("aino", backup=True)])
    assert found == {"aino": Handover((shift(DAY, 2 * DAY, backup=True),), (shift(DAY, 2 * DAY),))}
    assert handovers([duty("aino", backup=True)], [duty("aino", backup=True)]) == {}


def test_who_is_told_now_that_they_are_on_call_by_tomorrow_is_not_told_so_once_more() -> None:
    soon, later = duty("aino", HOUR, DAY), duty("aino", 3 * DAY, 4 * DAY)
    told = handovers([], [soon, later, duty("mikael", HOUR, DAY)])
    (mark,) = marks({"aino": told["aino"]}, [soon, later, duty("mikael", HOUR, DAY)], NOW)
    assert (mark.key.startswith("aino@"), mark.until) == (True, soon.since)


@pytest.mark.parametrize(
    ("gained", "noted"),
    [((HOUR, 2 * HOUR), 1), ((5 * HOUR, 6 * HOUR), 0), ((0 * HOUR, HOUR), 0), ((2 * HOUR, 5 * HOUR), 1)],
)
def test_a_duty_of_which_nothing_was_gained_is_still_told_of_when_it_comes_near(
    gained: tuple[timedelta, timedelta], noted: int
) -> None:
    assert len(marks({"aino": Handover((shift(*gained),))}, [duty("aino", HOUR, 5 * HOUR)], NOW)) == noted


def test_turns_are_counted_before_and_after_and_who_gains_most_comes_first() -> None:
    slot = Interval(start=NOW, end=NOW + DAY)
    before, after = [(slot, who) for who in "aabc"], [(slot, who) for who in "accc"]
    assert counted(before, after) == [("c", 1, 3), ("a", 2, 1), ("b", 1, 0)]
    assert counted([(slot, who) for who in "aaaab"], [(slot, who) for who in "aaaabb"]) == [("b", 1, 2), ("a", 4, 4)]


IN_PLACE: dict[str, Any] = {"rotation_id": "r"}


@pytest.mark.parametrize(
    ("other", "clashes"),
    [
        (duty("mikael", **IN_PLACE), True),
        (duty("mikael", DAY + HOUR, DAY + 2 * HOUR, **IN_PLACE), True),
        (duty("mikael", 2 * DAY, 3 * DAY, **IN_PLACE), False),
        (duty("mikael", HOUR, DAY, **IN_PLACE), False),
        (duty("mikael", rotation_id="s"), False),
        (duty("mikael"), False),
        (duty("aino", DAY, 3 * DAY, **IN_PLACE), False),  # the same one's from the same time: it is changed
    ],
)
def test_two_can_not_be_set_in_one_rotation_s_place_at_once(other: Duty, clashes: bool) -> None:  # noqa: FBT001
    assert clashing([duty("aino", **IN_PLACE)], [other]) == ([0] if clashes else [])


def test_beside_the_rotations_any_number_may_be_on_call() -> None:
    assert clashing([duty("aino"), duty("mikael")], [duty("sari")]) == []


def test_those_set_together_clash_as_those_set_before_do() -> None:
    wanted = [duty("aino", **IN_PLACE), duty("mikael", **IN_PLACE), duty("sari", 2 * DAY, 3 * DAY, **IN_PLACE)]
    assert clashing(wanted, []) == [1]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 8), st.integers(1, 4)), max_size=8), st.integers(0, 8))
def test_exactly_those_clash_that_overlap_one_before_them(rows: list[tuple[str, int, int]], known: int) -> None:
    """Each has somebody else, so that none takes another's place."""
    duties = [
        duty(f"s{n}", since * HOUR, (since + hours) * HOUR, rotation_id=place)
        for n, (place, since, hours) in enumerate(rows)
    ]
    before, wanted = duties[:known], duties[known:]
    expected = [
        n
        for n, each in enumerate(wanted)
        if any(
            one.rotation_id == each.rotation_id and one.since < each.until and each.since < one.until
            for one in (*before, *wanted[:n])
        )
    ]
    assert clashing(wanted, before) == expected


def test_thousands_set_at_once_are_compared_with_their_neighbours_alone() -> None:
    """Each with each would not end."""
    many = [duty("aino", n * HOUR, (n + 1) * HOUR, **IN_PLACE) for n in range(5000)]
    assert clashing(many, []) == []
    known = by_id(*many)
    assert all(stands(each, known, Plan()) for each in many)


def swap(since: timedelta, until: timedelta, agreed: timedelta) -> Plan:
    given = Substitution(supervisor_id="aino", by="sari", since=NOW + since, until=NOW + until, agreed_at=NOW + agreed)
    return Plan(substitutions=(given,))


def by_id(*duties: Duty) -> dict[str, Duty]:
    return {each.id: each for each in duties}


SET = duty("aino", set_at=NOW)
AGAIN = SET.model_copy(update={"set_at": NOW + HOUR})


def test_the_very_same_set_again_stands_and_anything_else_does_not() -> None:
    assert stands(AGAIN, by_id(duty("mikael", set_at=NOW), SET), Plan())
    assert not stands(AGAIN, by_id(), Plan())
    assert not stands(AGAIN, by_id(duty("mikael", set_at=NOW)), Plan())
    assert not stands(AGAIN, by_id(SET.model_copy(update={"backup": True})), Plan())
    assert not stands(AGAIN, by_id(duty("aino", DAY, 3 * DAY, set_at=NOW)), Plan())


@pytest.mark.parametrize(
    ("plan", "still"),
    [
        (swap(DAY, 2 * DAY, HOUR), False),
        (swap(DAY, 2 * DAY, -HOUR), True),
        (swap(DAY, 2 * DAY, 0 * HOUR), True),
        (swap(2 * DAY, 3 * DAY, HOUR), True),
        (swap(HOUR, DAY, HOUR), True),
        (swap(DAY - HOUR, DAY + HOUR, HOUR), False),
    ],
)
def test_a_swap_agreed_since_then_has_changed_it(plan: Plan, still: bool) -> None:  # noqa: FBT001
    assert stands(AGAIN, by_id(SET), plan) is still


def test_what_was_set_before_times_were_noted_is_changed_by_any_swap() -> None:
    assert not stands(AGAIN, by_id(duty("aino")), swap(DAY, 2 * DAY, -9 * DAY))
