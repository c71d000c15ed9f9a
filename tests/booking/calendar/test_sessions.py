"""A session's life, and what is said of each change."""

from datetime import timedelta
from typing import Any

import pytest

from services.booking.calendar import sessions
from services.booking.calendar.model import Session, SessionState
from services.booking.calendar.sessions import NotPossibleError, UnknownThemeError
from shared.messages.booking import Interval
from tests.booking.build import supervisor
from tests.booking.calendar.diary import DAY, MONDAY, slot, wall

BEFORE, AFTER = wall(MONDAY, 9), wall(MONDAY, 12)
PEOPLE = [supervisor("aino", travel_before=30), supervisor("mikael")]


def session(**changes: Any) -> Session:
    known: dict[str, Any] = {
        "id": "one",
        "organisation": "Kallion koulu",
        "start": wall(MONDAY, 10),
        "end": wall(MONDAY, 10) + timedelta(minutes=90),
        "supervisors": ("aino", "mikael"),
        "themes": ("Kuormitus", "Työnjako"),
    }
    return Session(**(known | changes))


def test_a_session_claims_every_quarter_of_everybody_in_it_with_their_travel_and_of_its_room() -> None:
    known = session(travel=(PEOPLE[0].travel(remote=False),), venue={"room": "kallio"})
    counts = {
        who: sum(each.startswith(f"{who}@") for each in known.claims) for who in ("aino", "mikael", "room:kallio")
    }
    assert counts == {"aino": 8, "mikael": 6, "room:kallio": 6}
    assert len(set(known.claims)) == len(known.claims) == 20


def test_a_series_is_told_as_one() -> None:
    told = sessions.scheduled([session(), session(id="two")], PEOPLE, BEFORE)
    assert [each.session_id for each in told.sessions] == ["one", "two"]
    assert [host.email for host in told.facts.hosts] == ["aino@verkosto.example", "mikael@verkosto.example"]


def test_a_moved_session_keeps_its_id_counts_its_change_and_tells_both_times() -> None:
    new, said = sessions.moved(session(), slot(MONDAY + DAY, 13), PEOPLE, BEFORE)
    assert (new.id, new.sequence, new.start) == ("one", 1, wall(MONDAY + DAY, 13))
    assert (said.was, said.session.start) == (Interval(start=session().start, end=session().end), new.start)


def test_travel_is_that_of_the_day_it_is_moved() -> None:
    new, _ = sessions.moved(session(), slot(MONDAY + DAY, 13), PEOPLE, BEFORE)
    assert [each.before for each in new.travel] == [30, 0]


def test_held_names_the_themes_handled_in_the_order_agreed() -> None:
    new, said = sessions.held(session(), ["Työnjako", "Kuormitus"], AFTER)
    assert new.state is SessionState.HELD
    assert said is not None
    assert said.themes == new.handled == ("Kuormitus", "Työnjako")
    assert said.occurrence.sequence == 1


def test_a_theme_that_was_not_agreed_is_no_theme() -> None:
    with pytest.raises(UnknownThemeError):
        sessions.held(session(), ["Mitä sanottiin"], AFTER)


def test_a_marking_can_be_put_right_and_the_later_one_counts_higher() -> None:
    held, first = sessions.held(session(), ["Kuormitus"], AFTER)
    new, second = sessions.not_held(held, "client_late", AFTER)
    assert (new.handled, new.because) == ((), "client_late")
    assert first is not None
    assert second is not None
    assert second.occurrence.sequence > first.occurrence.sequence


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.HELD, SessionState.NOT_HELD])
def test_what_is_over_can_be_neither_moved_nor_cancelled(state: SessionState) -> None:
    with pytest.raises(NotPossibleError):
        sessions.moved(session(state=state), slot(MONDAY + DAY, 13), PEOPLE, BEFORE)
    with pytest.raises(NotPossibleError):
        sessions.cancelled(session(state=state), PEOPLE, BEFORE)


def test_a_debriefing_s_session_changes_with_its_case_alone() -> None:
    with pytest.raises(NotPossibleError):
        sessions.cancelled(session(debriefing_id="case"), PEOPLE, BEFORE)


def test_what_is_still_to_come_was_not_held_and_what_is_cancelled_never_is() -> None:
    for wrong in (session(start=AFTER + DAY, end=AFTER + DAY), session(state=SessionState.CANCELLED)):
        with pytest.raises(NotPossibleError):
            sessions.held(wrong, [], AFTER)


def test_all_from_one_on_are_those_still_planned() -> None:
    series = [session(id=f"s{n}", start=BEFORE + n * DAY, end=BEFORE + n * DAY) for n in range(4)]
    series[2] = series[2].transition(SessionState.CANCELLED, BEFORE)
    assert [each.id for each in sessions.following(series, series[1])] == ["s1", "s3"]
