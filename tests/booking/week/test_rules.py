"""The week as people look at it."""

from datetime import date, timedelta
from itertools import pairwise

from services.booking.calendar.absences import Absence
from services.booking.calendar.model import Session, SessionState
from services.booking.roster.model import Duty
from services.booking.week import rules
from services.booking.week.rules import WeekRow
from tests.booking.build import HELSINKI, supervisor
from tests.booking.calendar.diary import DAY, MONDAY, wall

TUESDAY = MONDAY + DAY
DAYS = rules.week(TUESDAY, HELSINKI, "fi")


def session(name: str, *who: str, day: date = MONDAY, hour: int = 9, minutes: int = 90, **others: object) -> Session:
    start = wall(day, hour)
    known = {"organisation": "Kallion koulu", "start": start, "end": start + timedelta(minutes=minutes)}
    return Session.model_validate({"id": name, "supervisors": who, **known, **others})


def away(start: date, hour: int, end: date, until: int) -> Absence:
    return Absence(id="x", supervisor_id="aino", start=wall(start, hour), end=wall(end, until))


def row(*sessions: Session, absences: tuple[Absence, ...] = (), duties: tuple[Duty, ...] = ()) -> WeekRow:
    (found,) = rules.rows(DAYS, [supervisor("aino")], sessions, absences, duties)
    return found


def test_a_week_begins_on_monday_and_names_its_holidays_in_the_readers_language() -> None:
    assert [each.day for each in DAYS] == [MONDAY + n * DAY for n in range(7)]
    assert [each.holiday for each in DAYS] == [None] * 6 + ["Itsenäisyyspäivä"]
    assert rules.week(TUESDAY, HELSINKI, "sv")[6].holiday == "Självständighetsdagen"
    assert [each.is_off for each in DAYS] == [False] * 5 + [True, True]


def test_days_meet_even_where_the_clock_changes() -> None:
    days = rules.week(date(2026, 10, 25), HELSINKI, "fi")
    assert all(one.closes == other.opens for one, other in pairwise(days))
    assert days[6].closes - days[6].opens == timedelta(hours=25)


def test_supervisors_stand_by_name_each_with_their_own_and_a_shared_session_with_both() -> None:
    people = [supervisor("mikael"), supervisor("aino")]
    rows = rules.rows(DAYS, people, [session("one", "aino", "mikael"), session("two", "mikael", hour=13)], (), ())
    told = [(each.supervisor.id, [e.session.id for e in each.days[0] if e.session]) for each in rows]
    assert told == [("aino", ["one"]), ("mikael", ["one", "two"])]
    assert [each.planned for each in rows] == [timedelta(hours=1.5), timedelta(hours=3)]


def test_what_is_cancelled_is_not_shown() -> None:
    assert row(session("one", "aino", state=SessionState.CANCELLED)).days[0] == ()


def test_an_absence_over_days_is_cut_at_midnights() -> None:
    found = row(absences=(away(MONDAY, 12, MONDAY + 2 * DAY, 10),))
    (monday,), (tuesday,), (wednesday,) = found.days[:3]
    assert (monday.begins, monday.ends, monday.end) == (True, False, DAYS[0].closes)
    assert tuesday.whole
    assert (wednesday.start, wednesday.end) == (DAYS[2].opens, wall(MONDAY + 2 * DAY, 10))
    assert found.days[3] == ()


def test_being_on_call_stands_first_and_has_no_place_among_the_hours() -> None:
    duty = Duty(supervisor_id="aino", since=wall(MONDAY, 8), until=wall(TUESDAY, 8))
    found = row(session("one", "aino", hour=7), duties=(duty,))
    assert [each.kind for each in found.days[0]] == ["duty", "session"]
    assert [each.entry.kind for each in rules.placed(found.days[0], 7, HELSINKI)] == ["session"]


def test_a_session_stands_at_its_quarter_of_the_board() -> None:
    (placed,) = rules.placed(row(session("one", "aino", hour=9)).days[0], 7, HELSINKI)
    assert (placed.at, placed.quarters) == (8, 6)


def test_a_board_shows_the_ordinary_hours_and_whatever_else_something_is_at() -> None:
    assert rules.hours(row(session("one", "aino")), HELSINKI) == range(7, 21)
    assert rules.hours(
        row(session("early", "aino", hour=5), session("late", "aino", hour=20, minutes=120)), HELSINKI
    ) == range(5, 22)
    assert rules.hours(row(absences=(away(MONDAY, 22, TUESDAY, 0),)), HELSINKI) == range(7, 24)


def test_a_session_over_the_change_of_the_clock_stands_where_the_wall_says() -> None:
    sunday = date(2026, 10, 25)
    days = rules.week(sunday, HELSINKI, "fi")
    (found,) = rules.rows(days, [supervisor("aino")], [session("one", "aino", day=sunday, hour=9)], (), ())
    (placed,) = rules.placed(found.days[6], 7, HELSINKI)
    assert placed.at == 8
