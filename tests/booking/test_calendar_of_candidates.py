"""Who is away is not asked for an urgent debriefing; days off and office hours do not count there."""

from datetime import timedelta

from services.booking.handlers import debriefing
from services.booking.model.availability import Absence, OtherHours
from tests.booking.build import HELSINKI, NOW, need
from tests.booking.conftest import Office


async def reasons(office: Office) -> dict[str, tuple[str, ...]]:
    """Why each was or wasn't asked in the first wave that asked anybody."""
    office.now = NOW
    await office.desk.run(lambda unit: debriefing.find_debriefer(need(), unit))
    return {each.name: each.why for each in await office.desk.store.cases.considered("case")}


async def test_an_absence_over_the_window_leaves_a_supervisor_out_and_hours_for_a_day_do_not(office: Office) -> None:
    await office.supervisors("aino", "mikael")
    window = need().window
    away = Absence(id="a", supervisor_id="aino", start=window.opens, end=window.closes)
    await office.desk.store.availability.add_absence(away)
    day = window.opens.astimezone(HELSINKI).date()
    free = [OtherHours(supervisor_id="mikael", day=day + timedelta(days=n)) for n in range(4)]
    await office.desk.store.availability.set_other_hours(free)
    assert await reasons(office) == {"Aino": ("no_free_slot",), "Mikael": ("asked",)}


async def test_half_a_window_away_leaves_the_other_half(office: Office) -> None:
    await office.supervisors("aino")
    window = need().window
    half = window.opens + (window.closes - window.opens) / 2
    away = Absence(id="a", supervisor_id="aino", start=window.opens, end=half)
    await office.desk.store.availability.add_absence(away)
    assert await reasons(office) == {"Aino": ("asked",)}
    case = await office.desk.store.cases.find("case")
    assert case is not None
    assert min(case.offers[0].slots) >= half
