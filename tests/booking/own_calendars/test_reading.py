"""When a calendar of somebody's own is read, and when again."""

from datetime import timedelta

from services.booking.own_calendars.busy import LONGEST_WAIT, is_to_be_told, span, was_not_read, was_read
from services.booking.own_calendars.model import AHEAD, EVERY, TOLD_AFTER, OwnCalendar
from tests.booking.build import NOW

CALENDAR = OwnCalendar(supervisor_id="aino", sealed="x", host="x.example", next_at=NOW, revision=4)


def test_it_is_read_from_yesterday_to_as_far_as_sessions_are_planned() -> None:
    assert span(NOW) == (NOW - timedelta(days=1), NOW + AHEAD)


def test_each_reading_is_its_next_change() -> None:
    assert was_read(CALENDAR, NOW).revision == 5
    assert was_not_read(CALENDAR, "unreachable", NOW).revision == 5


def test_one_that_can_not_be_read_is_tried_ever_more_seldom_until_it_can() -> None:
    waits, calendar = [], CALENDAR
    for _ in range(12):
        calendar = was_not_read(calendar, "unreachable", NOW)
        waits.append(calendar.next_at - NOW)
    assert waits[:5] == [EVERY / 4, EVERY / 2, EVERY, EVERY * 2, EVERY * 4]
    assert set(waits[6:]) == {LONGEST_WAIT}
    again = was_read(calendar, NOW)
    assert (again.next_at, again.tries, again.failing_since, again.trouble) == (NOW + EVERY, 0, None, None)


def test_its_owner_is_told_once_a_day_after_it_began_to_fail_and_anew_when_it_fails_anew() -> None:
    failing = was_not_read(CALENDAR, "unreachable", NOW)
    assert not is_to_be_told(failing, NOW + TOLD_AFTER - timedelta(seconds=1))
    assert is_to_be_told(failing, NOW + TOLD_AFTER)
    told = failing.model_copy(update={"told_at": NOW + TOLD_AFTER})
    assert not is_to_be_told(was_not_read(told, "refused", NOW + 5 * TOLD_AFTER), NOW + 5 * TOLD_AFTER)
    later = NOW + 9 * TOLD_AFTER
    anew = was_not_read(was_read(told, later), "refused", later)
    assert not is_to_be_told(anew, later)
    assert is_to_be_told(anew, later + TOLD_AFTER)
