"""Finding a time on a page, and booking it from there."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from services.booking.calendar.model import Session
from services.booking.calendar.store.sessions import Calendar
from tests.booking.calendar.diary import DAY, MONDAY, wall
from tests.booking.conftest import Office

FIND = "/booking/find"


def asked(*who: str) -> dict[str, Any]:
    return {"supervisors": list(who), "first": MONDAY.isoformat(), "weeks": "1", "minutes": "90"}


async def booked(office: Office, who: str, day: int, hour: int, hours: int) -> None:
    start, end = wall(MONDAY + day * DAY, hour), wall(MONDAY + day * DAY, hour + hours)
    session = Session(id=f"{who}{day}", organisation="Tays", start=start, end=end, supervisors=(who,))
    await Calendar(office.app.tx).add(session)


async def test_the_times_that_suit_all_lead_to_a_plan_filled_in(office: Office) -> None:
    await office.supervisors("aino", "mikael")
    await booked(office, "aino", 0, 8, 4)
    async with office.browser() as coordinator:
        page = (await coordinator.get(FIND, params=asked("aino", "mikael"))).text
        assert "ma 30.11." in page
        link = page.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")
        known = parse_qs(urlsplit(link).query)
        assert (known["first"], known["at"], known["supervisors"]) == (["2026-11-30"], ["12:00"], ["aino", "mikael"])
        form = (await coordinator.get(link)).text
        assert 'value="12:00"' in form
        assert 'value="mikael" checked' in form


async def test_where_none_suits_all_those_that_suit_most_are_shown_with_who_is_free(office: Office) -> None:
    await office.supervisors("aino", "mikael", "sari")
    for day in range(5):
        await booked(office, "sari", day, 8, 8)
    async with office.browser() as coordinator:
        page = (await coordinator.get(FIND, params=asked("aino", "mikael", "sari"))).text
        assert "Vapaana: Aino, Mikael" in page


async def test_nobody_chosen_and_nonsense_are_borne(office: Office) -> None:
    await office.supervisors("aino")
    async with office.browser() as coordinator:
        assert "Valitse, kenen" in (await coordinator.get(FIND, params=asked())).text
        odd = asked("aino") | {"first": "soon", "weeks": "many", "minutes": "7"}
        assert (await coordinator.get(FIND, params=odd)).status_code == 200
        assert "Sopivat ajat" not in (await coordinator.get(FIND)).text
