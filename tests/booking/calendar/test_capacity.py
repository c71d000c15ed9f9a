"""How full the weeks are."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.booking.calendar import capacity
from services.booking.calendar.capacity import Load
from services.booking.calendar.model import Session, SessionState
from services.booking.calendar.store.sessions import Calendar
from tests.booking.build import HELSINKI
from tests.booking.calendar.diary import DAY, MONDAY, busy, diary, wall
from tests.booking.conftest import Office

WEEK = timedelta(weeks=1)


def session(day: date = MONDAY, minutes: int = 90, **changes: Any) -> Session:
    start = wall(day, 10)
    known = {"id": "one", "organisation": "Tays", "start": start, "end": start + timedelta(minutes=minutes)}
    return Session.model_validate(known | {"supervisors": ("aino",)} | changes)


def loads(*sessions: Session, monday: date = MONDAY, away: Any = ()) -> list[tuple[float, float]]:
    weeks = capacity.weeks_from(monday, 2, HELSINKI)
    (row,) = capacity.rows(weeks, [diary("aino", *away)], sessions)
    return [(each.planned, each.worked) for each in row.weeks]


def test_hours_booked_stand_beside_hours_worked_week_by_week() -> None:
    assert loads(session(), session(MONDAY + WEEK), session(MONDAY + WEEK + DAY)) == [(1.5, 40), (3, 40)]


def test_absences_and_holidays_are_not_worked_and_the_cancelled_not_booked() -> None:
    away = [busy("aino", MONDAY, 0, 24 * 60, source="absence")]
    assert loads(session(MONDAY + DAY, state=SessionState.CANCELLED), away=away) == [(0, 32), (0, 40)]
    independence_day = date(2027, 12, 6)
    assert loads(monday=independence_day) == [(0, 32), (0, 40)]


def test_a_week_in_which_the_clock_changes_is_as_long_as_any_other() -> None:
    assert loads(monday=date(2026, 10, 19)) == [(0, 40), (0, 40)]


@pytest.mark.parametrize(
    ("load", "percent"), [((0, 40), 0), ((10, 40), 25), ((50, 40), 100), ((0, 0), 0), ((2, 0), 100)]
)
def test_how_full_a_week_is(load: tuple[float, float], percent: int) -> None:
    assert Load(*load).percent == percent


async def test_the_page_tells_it_in_words_too(office: Office) -> None:
    await office.supervisors("aino")
    await Calendar(office.app.tx).add(session())
    office.now = wall(MONDAY, 8)
    async with office.browser("aino") as aino:
        page = (await aino.get("/booking/capacity")).text
        assert "1,5 / 40 h" in page
        assert "<rect" in page
        assert "style=" not in page
