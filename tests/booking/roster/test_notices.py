"""What is told ahead, once, and when to look again."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.roster.handlers import shifts
from services.booking.roster.model import Duty
from services.booking.roster.notices import HORIZON, Ahead, look_ahead
from services.booking.roster.schedule import gaps
from shared.messages.booking import DutyDrewNear, Interval
from tests.booking.build import NOW, supervisor

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def duty(starts: timedelta, lasts: timedelta = DAY) -> Duty:
    return Duty(supervisor_id="aino", since=NOW + starts, until=NOW + starts + lasts)


def gap(starts: timedelta) -> Interval:
    return Interval(start=NOW + starts, end=NOW + starts + DAY)


def look(
    now: datetime, *, duties: tuple[Duty, ...] = (), open_times: tuple[Interval, ...] = (), before: Ahead | None = None
) -> Ahead:
    return look_ahead(duties, open_times, before.told if before else (), now)


def test_a_supervisor_is_told_the_day_before_their_duty_begins_and_once() -> None:
    coming = duty(3 * DAY)
    early = look(NOW, duties=(coming,))
    assert (early.duties, early.look_again) == ((), NOW + DAY)
    told = look(NOW + 2 * DAY, duties=(coming,))
    assert told.duties == (coming,)
    assert look(NOW + 2 * DAY + HOUR, duties=(coming,), before=told).duties == ()


def test_a_duty_found_late_is_told_at_once_and_one_under_way_is_not() -> None:
    assert look(NOW, duties=(duty(HOUR), duty(-HOUR))).duties == (duty(HOUR),)


def test_the_next_look_is_when_the_next_thing_is_to_be_told() -> None:
    assert look(NOW, duties=(duty(DAY + HOUR),)).look_again == NOW + HOUR
    assert look(NOW, open_times=(gap(7 * DAY + HOUR),)).look_again == NOW + HOUR
    assert look(NOW, open_times=(gap(HOUR),)).look_again == NOW + HOUR


def test_a_gap_is_told_a_week_ahead_a_day_ahead_and_when_it_opens() -> None:
    coming, told = gap(10 * DAY), None
    found = []
    for hours in range(24 * 11):
        told = look(NOW + hours * HOUR, open_times=(coming,), before=told)
        if told.gaps:
            found.append(hours)
    assert found == [24 * 3, 24 * 9, 24 * 10]


def test_a_gap_that_opens_again_is_told_again() -> None:
    first = look(NOW, open_times=(gap(-HOUR),))
    assert first.gaps
    closed = look(NOW + HOUR, before=first)
    assert look(NOW + 2 * HOUR, open_times=(gap(HOUR),), before=closed).gaps


def test_what_was_told_is_forgotten_once_it_is_past() -> None:
    told = look(NOW, duties=(duty(HOUR),))
    assert len(told.told) == 1
    assert look(NOW + 2 * HOUR, before=told).told == ()


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 60)), max_size=8))
def test_whoever_is_looked_at_whenever_asked_is_told_of_each_duty_exactly_once(spans: list[tuple[int, int]]) -> None:
    duties: list[Duty] = []
    after = NOW
    for wait, lasts in spans:
        since = after + (wait + 1) * HOUR
        duties.append(Duty(supervisor_id="aino", since=since, until=since + lasts * HOUR))
        after = duties[-1].until
    now, told = NOW, None
    heard: list[Duty] = []
    end = after + DAY
    while now < end:
        known = [each for each in duties if each.until > now]
        told = look_ahead(known, gaps(known, now, now + HORIZON), told.told if told else (), now)
        heard += told.duties
        assert told.look_again > now
        now = told.look_again
    assert heard == duties


def test_who_wants_no_mail_before_their_duty_gets_none() -> None:
    mikael = duty(HOUR).model_copy(update={"supervisor_id": "mikael"})
    ahead = look(NOW, duties=(duty(HOUR), mikael))
    people = {"aino": supervisor("aino", duty_notices=False), "mikael": supervisor("mikael")}
    told = [each for each in shifts._notices(ahead, people, "link", NOW) if isinstance(each, DutyDrewNear)]
    assert [each.supervisor.name for each in told] == ["Mikael"]


def test_the_network_sets_how_long_before_a_gap_the_coordinator_is_told() -> None:
    opens = (gap(10 * DAY),)
    assert look_ahead((), opens, (), NOW).gaps == ()
    assert look_ahead((), opens, (), NOW, timedelta(days=14)).gaps == opens
