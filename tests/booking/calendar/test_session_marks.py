"""What a session says when nothing changes, and from when on it may be marked, moved, cancelled."""

from datetime import timedelta

import pytest

from services.booking.calendar import sessions
from services.booking.calendar.model import SessionState
from services.booking.calendar.sessions import BegunError, NotPossibleError
from tests.booking.calendar.diary import DAY, MONDAY, slot, wall
from tests.booking.calendar.test_sessions import AFTER, BEFORE, PEOPLE, session

START = wall(MONDAY, 10)
SECOND = timedelta(seconds=1)


def test_moved_to_where_it_is_a_session_stays() -> None:
    assert sessions.stays(session(), slot(MONDAY, 10, 90))
    assert not sessions.stays(session(), slot(MONDAY, 10, 91))
    assert not sessions.stays(session(), slot(MONDAY, 9, 90))


def test_marked_as_held_again_with_the_same_themes_nothing_is_told() -> None:
    held, _ = sessions.held(session(), ["Kuormitus"], AFTER)
    assert sessions.held(held, ["Kuormitus"], AFTER + DAY) == (held, None)
    more, said = sessions.held(held, ["Kuormitus", "Työnjako"], AFTER)
    assert more.handled == ("Kuormitus", "Työnjako")
    assert said is not None


def test_a_session_planned_is_marked_as_held_though_no_theme_was_handled() -> None:
    held, said = sessions.held(session(), [], AFTER)
    assert held.state is SessionState.HELD
    assert said is not None


def test_marked_as_not_held_again_through_the_same_one_nothing_is_told() -> None:
    missed, _ = sessions.not_held(session(), "client_late", AFTER)
    assert sessions.not_held(missed, "client_late", AFTER) == (missed, None)
    other, said = sessions.not_held(missed, "supervisor", AFTER)
    assert other.because == "supervisor"
    assert said is not None


def test_held_is_put_right_to_not_held_through_whomever_it_was() -> None:
    held = session(state=SessionState.HELD, because="client_late")
    missed, said = sessions.not_held(held, "client_late", AFTER)
    assert missed.state is SessionState.NOT_HELD
    assert said is not None


def test_a_session_can_be_moved_until_it_begins_and_marked_from_then_on() -> None:
    assert sessions.cancelled(session(), PEOPLE, START - SECOND)[0].state is SessionState.CANCELLED
    with pytest.raises(BegunError):
        sessions.cancelled(session(), PEOPLE, START)
    assert sessions.held(session(), [], START)[0].state is SessionState.HELD
    with pytest.raises(NotPossibleError):
        sessions.held(session(), [], START - SECOND)


def test_where_a_session_is_is_told_by_the_room_s_label_or_the_address() -> None:
    def place(**venue: str) -> str | None:
        return sessions.scheduled([session(venue=venue)], PEOPLE, BEFORE).facts.address

    assert place(room="kallio", label="Kallio, Tampere") == "Kallio, Tampere"
    assert place(address="Keskuskatu 4") == "Keskuskatu 4"
    assert place() is None
