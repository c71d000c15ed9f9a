"""What calendar programs are told of duties: one id for a duty's life, a sequence that only rises."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.roster.model import Duty, PublishedShift
from services.booking.roster.published_shifts import changed, span
from tests.booking.build import HELSINKI, NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def duty(starts: timedelta, ends: timedelta, who: str = "aino") -> Duty:
    return Duty(supervisor_id=who, since=NOW + starts, until=NOW + ends)


def after(known: list[PublishedShift], duties: list[Duty], now: datetime = NOW) -> list[PublishedShift]:
    told = {entry.id: entry for entry in known}
    return list((told | {entry.id: entry for entry in changed(known, duties, now)}).values())


def test_a_duty_that_ends_otherwise_is_the_same_with_a_higher_sequence() -> None:
    (first,) = after([], [duty(DAY, 2 * DAY)])
    (second,) = after([first], [duty(DAY, 3 * DAY)])
    assert (second.id, second.sequence, second.until) == (first.id, 1, NOW + 3 * DAY)
    assert changed([second], [duty(DAY, 3 * DAY)], NOW) == []


def test_a_duty_taken_away_is_cancelled_and_comes_back_under_its_own_id() -> None:
    (first,) = after([], [duty(DAY, 2 * DAY)])
    (cancelled,) = after([first], [])
    assert (cancelled.cancelled, cancelled.sequence) == (True, 1)
    (back,) = after([cancelled], [duty(DAY, 2 * DAY)])
    assert (back.id, back.cancelled, back.sequence) == (first.id, False, 2)


def test_a_duty_taken_away_under_way_is_over_now() -> None:
    (first,) = after([], [duty(DAY, 2 * DAY)])
    later = NOW + DAY + HOUR
    (ended,) = after([first], [], later)
    assert (ended.until, ended.cancelled) == (later, False)


def test_what_is_past_stays_as_it_was_told() -> None:
    (first,) = after([], [duty(HOUR, 2 * HOUR)])
    assert changed([first], [], NOW + 3 * HOUR) == []


def test_the_end_of_what_is_told_is_a_monday_so_that_it_moves_once_a_week() -> None:
    ends = {span(NOW + n * DAY, HELSINKI)[1] for n in range(7)}
    assert len(ends) == 2
    assert all(end.astimezone(HELSINKI).weekday() == 0 for end in ends)


WHO = st.sampled_from(["aino", "mikael"])


@st.composite
def rosters(draw: st.DrawFn) -> list[Duty]:
    """Duties of which no two of one supervisor overlap or touch."""
    found = []
    for who in ("aino", "mikael"):
        cuts = sorted(draw(st.sets(st.integers(0, 240), max_size=8)))
        pairs = zip(cuts[::2], cuts[1::2], strict=False)
        found += [duty(since * HOUR, until * HOUR, who) for since, until in pairs]
    return found


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), rosters()), max_size=8))
def test_whatever_changes_each_is_told_as_it_is_and_no_sequence_falls(steps: list[tuple[int, list[Duty]]]) -> None:
    now, known = NOW, list[PublishedShift]()
    for hours, duties in steps:
        now += hours * HOUR
        new = {entry.id: entry for entry in changed(known, duties, now)}
        for entry in known:
            if entry.id in new:
                assert new[entry.id].sequence == entry.sequence + 1
                assert new[entry.id].since == entry.since
        known = list(({entry.id: entry for entry in known} | new).values())
        told = {(each.supervisor_id, each.until) for each in known if not each.cancelled and each.until > now}
        assert told == {(each.supervisor_id, each.until) for each in duties if each.until > now}
        assert changed(known, duties, now) == []
