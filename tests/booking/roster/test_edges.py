"""The roster where one thing ends as another begins: no gap of no length, no swap of the same instant, no duty lost."""

from datetime import datetime, timedelta

import pytest

from services.booking.roster import coverage as cover
from services.booking.roster.model import Duty, NoticeSent, Plan, Substitution, SwapState
from services.booking.roster.notices import look_ahead
from services.booking.roster.schedule import gaps, on_duty
from services.booking.roster.swaps import NotTheirsError, answered, check
from shared.messages.booking import Interval
from tests.booking.build import HELSINKI, NOW, supervisor
from tests.booking.calendar.diary import DAY, HOUR
from tests.booking.roster.test_swaps import PLAN, day, swap


def duty(who: str, since: datetime, until: datetime, set_at: datetime | None = None, place: str | None = None) -> Duty:
    return Duty(supervisor_id=who, since=since, until=until, set_at=set_at, rotation_id=place)


def test_duties_that_follow_one_another_leave_no_gap() -> None:
    whole = [duty("aino", NOW, NOW + DAY), duty("mikael", NOW + DAY, NOW + 2 * DAY)]
    assert gaps(whole, NOW, NOW + 2 * DAY) == []
    assert gaps(whole, NOW - HOUR, NOW + 2 * DAY + HOUR) == [
        Interval(start=NOW - HOUR, end=NOW),
        Interval(start=NOW + 2 * DAY, end=NOW + 2 * DAY + HOUR),
    ]


def standing(plan: Plan, *by_hand: Duty) -> list[str]:
    return [each.supervisor_id for each in on_duty(plan, by_hand, NOW, HELSINKI)]


def test_one_set_by_hand_with_its_time_stands_before_one_set_before_times_were_noted() -> None:
    old = duty("aino", NOW - HOUR, NOW + DAY, place="r")
    new = duty("mikael", NOW - DAY, NOW + DAY, set_at=NOW - 2 * HOUR, place="r")
    assert standing(Plan(), old, new) == standing(Plan(), new, old) == ["mikael"]


@pytest.mark.parametrize(
    ("agreed", "who"), [(timedelta(seconds=1), "sari"), (timedelta(0), "aino"), (-timedelta(seconds=1), "aino")]
)
def test_a_swap_agreed_after_a_duty_was_set_counts_and_one_of_before_does_not(agreed: timedelta, who: str) -> None:
    given = Substitution(supervisor_id="aino", by="sari", since=NOW, until=NOW + DAY, agreed_at=NOW - HOUR + agreed)
    assert standing(Plan(substitutions=(given,)), duty("aino", NOW, NOW + DAY, set_at=NOW - HOUR)) == [who]


def test_one_set_by_hand_is_on_call_until_its_end_and_not_at_it() -> None:
    assert standing(Plan(), duty("aino", NOW - HOUR, NOW)) == []
    assert standing(Plan(), duty("aino", NOW - HOUR, NOW + timedelta(seconds=1))) == ["aino"]


def test_only_who_is_known_active_and_trained_counts_on_call() -> None:
    assert cover.can_cover(supervisor("aino"))
    assert not cover.can_cover(None)
    assert not cover.can_cover(supervisor("aino", active=False))
    assert not cover.can_cover(supervisor("aino", competences=("rescue",)))


def test_who_is_away_for_a_part_of_a_time_can_not_come_for_all_of_it() -> None:
    people, slot = {"aino": supervisor("aino")}, Interval(start=NOW, end=NOW + DAY)
    assert cover.can_come("aino", slot, people, {})
    assert cover.can_come("aino", slot, people, {"aino": [Interval(start=NOW + DAY, end=NOW + 2 * DAY)]})
    assert not cover.can_come("aino", slot, people, {"aino": [Interval(start=NOW + HOUR, end=NOW + 2 * HOUR)]})
    assert not cover.can_come("mikael", slot, people, {})


def test_what_was_told_is_remembered_until_its_matter_is_past() -> None:
    told = [
        NoticeSent(key="a", until=NOW + HOUR),
        NoticeSent(key="b", until=NOW),
        NoticeSent(key="c", until=NOW - HOUR),
    ]
    assert [each.key for each in look_ahead([], [], told, NOW).told] == ["a"]


def test_who_is_on_call_at_both_ends_of_a_time_alone_can_not_give_all_of_it() -> None:
    with pytest.raises(NotTheirsError):
        check(swap(Interval(start=day(2).start, end=day(5).end), asked="outi"), PLAN, [], HELSINKI, NOW)


def test_an_answer_is_the_swap_s_next_change() -> None:
    asked = swap(day(2))
    assert answered(asked, SwapState.DECLINED, NOW).revision == asked.revision + 1
