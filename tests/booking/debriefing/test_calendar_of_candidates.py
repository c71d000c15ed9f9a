"""Who is away is not asked for an urgent debriefing; days off and office hours do not count there."""

from datetime import timedelta

from services.booking.calendar.absences import Absence, OtherHours
from services.booking.calendar.store.absences import Availability
from services.booking.debriefing.handlers import cases, offers
from services.booking.debriefing.store import Cases
from services.booking.directory.store.supervisors import MANY
from services.booking.links import Links
from shared.messages.contracts import DebriefingWithdrawn
from shared.messaging.unit_of_work import Unit
from tests.booking.build import HELSINKI, NOW, need
from tests.booking.conftest import Office


async def reasons(office: Office) -> dict[str, tuple[str, ...]]:
    """Why each was or wasn't asked in the first wave that asked anybody."""
    office.now = NOW
    await office.app.run(lambda unit: cases.find_debriefer(need(), unit))
    return {each.name: each.why for each in await Cases(office.app.tx).considered("case")}


async def test_an_absence_over_the_window_leaves_a_supervisor_out_and_hours_for_a_day_do_not(office: Office) -> None:
    await office.supervisors("aino", "mikael")
    window = need().window
    away = Absence(id="a", supervisor_id="aino", start=window.opens, end=window.closes)
    await Availability(office.app.tx).add_absence(away)
    day = window.opens.astimezone(HELSINKI).date()
    free = [OtherHours(supervisor_id="mikael", day=day + timedelta(days=n)) for n in range(4)]
    await Availability(office.app.tx).set_other_hours(free)
    assert await reasons(office) == {"Aino": ("no_free_slot",), "Mikael": ("asked",)}


async def test_half_a_window_away_leaves_the_other_half(office: Office) -> None:
    await office.supervisors("aino")
    window = need().window
    half = window.opens + (window.closes - window.opens) / 2
    away = Absence(id="a", supervisor_id="aino", start=window.opens, end=half)
    await Availability(office.app.tx).add_absence(away)
    assert await reasons(office) == {"Aino": ("asked",)}
    case = await Cases(office.app.tx).find("case")
    assert case is not None
    assert min(case.offers[0].slots) >= half


async def test_where_most_are_away_the_others_are_found_wherever_they_are(office: Office) -> None:
    names = [f"s{n:03}" for n in range(260)]
    here = set(names[::60])  # as many as the next best wave asks
    await office.supervisors(*names)
    window = need().window

    async def all_go(unit: Unit) -> None:
        for who in set(names) - here:
            away = Absence(id=who, supervisor_id=who, start=window.opens, end=window.closes)
            await Availability(unit.tx).add_absence(away)

    await office.app.run(all_go)
    found = await reasons(office)
    assert {name.lower() for name, why in found.items() if why == ("asked",)} == here


async def test_no_more_are_read_than_a_wave_needs(office: Office) -> None:
    await office.supervisors(*(f"s{n:03}" for n in range(300)))
    assert 5 <= len(await reasons(office)) <= MANY


async def test_who_leads_often_is_asked_last_and_a_withdrawn_debriefing_does_not_count(office: Office) -> None:
    await office.supervisors("aino", "mikael")
    office.now = NOW

    async def order() -> list[str]:
        case_id = f"case{len(await Cases(office.app.tx).page(None, '', 100))}"
        asked = need(debriefing_id=case_id, leaders=1)
        await office.app.run(lambda unit: cases.find_debriefer(asked, unit))
        case = await Cases(office.app.tx).find(case_id)
        assert case is not None
        return [offer.supervisor_id for offer in case.offers]

    assert await order() == ["aino", "mikael"]
    links = Links.of(office.app.settings)
    case = await Cases(office.app.tx).find("case0")
    assert case is not None
    start, token = case.offers[0].slots[0], links.answer("case0-0").rpartition("/")[2]
    await office.app.run(lambda unit: offers.accept_offer(unit, token, start))
    assert await order() == ["mikael", "aino"]
    withdrawn = DebriefingWithdrawn(
        debriefing_id="case0", organisation="Liedon koulu", contact=need().contact, withdrawn_at=NOW
    )
    await office.app.run(lambda unit: cases.release(withdrawn, unit))
    assert await order() == ["aino", "mikael"]
