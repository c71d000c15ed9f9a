"""What feeds tell where a duty begins or ends just now, and what an entry of them says."""

from datetime import timedelta
from typing import Any

from services.booking.feeds import feed_entries
from services.booking.feeds.model import Booked, Feed
from services.booking.roster.model import PublishedShift
from services.booking.roster.published_shifts import AHEAD, BACK, changed, span
from tests.booking.build import HELSINKI, NOW
from tests.booking.roster.test_published_shifts import DAY, HOUR, after, duty


def entry(since: timedelta, until: timedelta, **changes: Any) -> PublishedShift:
    return PublishedShift(id="e", supervisor_id="aino", since=NOW + since, until=NOW + until, changed_at=NOW, **changes)


def test_feeds_tell_of_a_month_back_and_of_the_coming_weeks_to_the_next_monday() -> None:
    opens, closes = span(NOW, HELSINKI)
    assert opens == NOW - BACK
    assert NOW + AHEAD < closes <= NOW + AHEAD + 7 * DAY


def test_a_duty_that_ends_now_is_told_no_more() -> None:
    assert changed([], [duty(-HOUR, 0 * HOUR)], NOW) == []


def test_a_duty_that_began_earlier_is_the_same_one_though_the_roster_now_begins_it_later() -> None:
    (first,) = after([], [duty(-HOUR, DAY)])
    (same,) = changed([first], [duty(0 * HOUR, 2 * DAY)], NOW)
    assert (same.id, same.until) == (first.id, NOW + 2 * DAY)


def test_a_duty_that_begins_now_is_the_one_under_way_and_one_that_begins_later_is_another() -> None:
    (now,) = after([], [duty(0 * HOUR, DAY)])
    (same,) = changed([now], [duty(-HOUR, 2 * DAY)], NOW)
    assert (same.id, same.until) == (now.id, NOW + 2 * DAY)
    over, other = sorted(changed([now], [duty(HOUR, 2 * DAY)], NOW), key=lambda each: each.cancelled, reverse=True)
    assert (over.id, over.cancelled, other.id == now.id) == (now.id, True, False)


def test_a_duty_taken_away_as_it_begins_is_cancelled_and_a_moment_later_it_is_over() -> None:
    (cancelled,) = changed([entry(0 * HOUR, DAY)], [], NOW)
    assert (cancelled.cancelled, cancelled.until) == (True, NOW + DAY)
    (over,) = changed([entry(-timedelta(seconds=1), DAY)], [], NOW)
    assert (over.cancelled, over.until) == (False, NOW)


def test_a_backup_s_duty_is_another_than_the_first_in_line_s() -> None:
    first, backup = duty(DAY, 2 * DAY), duty(DAY, 2 * DAY).model_copy(update={"backup": True})
    assert len({each.id for each in changed([], [first, backup], NOW)}) == 2


FEED = Feed(kind="supervisor", of="aino", opened_at=NOW)


def test_being_on_call_takes_no_time_and_a_session_does() -> None:
    (on_call,) = feed_entries.duties(FEED, [entry(DAY, 2 * DAY)], {})
    booked = Booked(id="s", organisation="Tays", start=NOW, end=NOW + HOUR, supervisors=("aino",))
    (session,) = feed_entries.sessions(FEED, [booked], {})
    assert (on_call.busy, session.busy) == (False, True)
