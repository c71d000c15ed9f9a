"""Reminders of sessions, as rules: whatever order is heard, of what is true, once, in time."""

from datetime import timedelta
from itertools import permutations

import pytest

from services.notifications.reminders import timing
from services.notifications.reminders.model import Reminder
from shared.messages.booking import SessionCancelled, SessionMoved, SessionsScheduled
from tests.notifications import build

DAY = timedelta(hours=24)
EARLY = build.NOW - timedelta(days=10)


Event = SessionsScheduled | SessionMoved | SessionCancelled


def after(*events: Event) -> Reminder:
    known: dict[str, Reminder] = {}
    for event in events:
        for each in timing.news(timing.said(event), known.values()):
            known[each.session_id] = each
    (only,) = known.values()
    return only


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_whatever_order_a_cancelled_session_has_no_reminder(order: tuple[int, ...]) -> None:
    events: list[Event] = [build.scheduled(), build.moved(), build.cancelled()]
    reminder = after(*(events[each] for each in order))
    assert reminder.over
    assert reminder.facts is None
    assert timing.due_at(reminder, EARLY, DAY) is None


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_in_whatever_order_a_moved_session_is_reminded_of_as_it_is(order: tuple[int, ...]) -> None:
    events: list[Event] = [build.scheduled(), build.moved()]
    reminder = after(*(events[each] for each in order))
    assert reminder.sequence == 1
    assert timing.due_at(reminder, EARLY, DAY) == reminder.start - DAY


def test_what_was_told_less_than_that_before_is_not_told_again() -> None:
    reminder = after(build.scheduled())
    assert timing.due_at(reminder, reminder.start - DAY, DAY) is None
    assert timing.due_at(reminder, reminder.start - DAY - timedelta(seconds=1), DAY) is not None


def test_a_network_may_want_none() -> None:
    assert timing.due_at(after(build.scheduled()), EARLY, timedelta(0)) is None


def test_a_reminder_is_wanted_once_and_before_its_session_begins() -> None:
    reminder = after(build.scheduled())
    assert timing.is_wanted(reminder, 0, EARLY)
    assert not timing.is_wanted(reminder.model_copy(update={"told": True}), 0, EARLY)
    assert not timing.is_wanted(reminder, 0, reminder.start)
    assert not timing.is_wanted(after(build.scheduled(), build.moved()), 0, EARLY)
    assert not timing.is_wanted(None, 0, EARLY)


def test_who_is_kept_no_longer_than_the_day_after() -> None:
    reminder = after(build.scheduled())
    assert timing.forget_at(reminder, EARLY) == reminder.end + timedelta(days=1)
