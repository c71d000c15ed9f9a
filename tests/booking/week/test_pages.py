"""The weeks' pages: who sees what, and the steps through time."""

from datetime import timedelta

import httpx

from services.booking.calendar.absences import Absence
from services.booking.calendar.model import Session
from services.booking.calendar.store.absences import Availability
from services.booking.calendar.store.sessions import Calendar
from tests.booking.calendar.diary import DAY, MONDAY, wall
from tests.booking.conftest import Office


async def lived_in(office: Office) -> None:
    """Aino meets a school on Monday, Mikael a hospital; Aino is away on Tuesday."""
    await office.supervisors("aino", "mikael")
    start, end = wall(MONDAY, 9), wall(MONDAY, 9) + timedelta(minutes=90)
    for name, who, organisation in (("one", "aino", "Kallion koulu"), ("two", "mikael", "Tays")):
        await Calendar(office.app.tx).add(
            Session(id=name, organisation=organisation, start=start, end=end, supervisors=(who,))
        )
    tuesday = MONDAY + DAY
    away = Absence(id="a", supervisor_id="aino", start=wall(tuesday, 0), end=wall(tuesday + DAY, 0), kind="ill")
    await Availability(office.app.tx).add_absence(away)
    office.now = wall(MONDAY, 8)


def said(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_the_coordinator_sees_whom_everybody_meets_and_a_supervisor_only_that_others_are_booked(
    office: Office,
) -> None:
    await lived_in(office)
    async with office.browser() as coordinator, office.browser("aino") as aino:
        everything = said(await coordinator.get("/booking/week"))
        assert "Kallion koulu" in everything
        assert "Tays" in everything
        own = said(await aino.get("/booking/week"))
        assert "Kallion koulu" in own
        assert "Tays" not in own
        assert "/booking/sessions/two" not in own
        assert "Varattu" in own


async def test_nobody_is_told_why_somebody_is_away(office: Office) -> None:
    await lived_in(office)
    async with office.browser() as coordinator:
        page = said(await coordinator.get("/booking/week"))
        assert "Poissa" in page
        assert "ill" not in page.replace("still", "").split("<main", 1)[1].split()


async def test_ones_own_week_has_ones_own_and_steps_lead_a_week_on_and_back(office: Office) -> None:
    await lived_in(office)
    async with office.browser("mikael") as mikael:
        page = said(await mikael.get("/booking/mine"))
        assert "Tays" in page
        assert "Kallion koulu" not in page
        assert "at-8 for-6" in page
        assert f"/booking/mine?day={MONDAY + 7 * DAY}" in page
        following = said(await mikael.get(f"/booking/mine?day={MONDAY + 7 * DAY}"))
        assert "Tays" not in following
        assert f"/booking/mine?day={MONDAY}" in following


async def test_a_day_that_is_none_is_today(office: Office) -> None:
    await lived_in(office)
    async with office.browser("mikael") as mikael:
        for day in ("nonsense", "9999-12-31", "0001-01-01"):
            said(await mikael.get("/booking/mine", params={"day": day}))
        assert "Tays" in said(await mikael.get("/booking/mine", params={"day": "nonsense"}))


async def test_a_supervisor_who_has_left_the_directory_has_no_week(office: Office) -> None:
    async with office.browser("nobody") as nobody:
        assert (await nobody.get("/booking/mine")).status_code == 303  # to the sign-in page
