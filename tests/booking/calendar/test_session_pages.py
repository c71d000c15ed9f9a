"""Planning, moving, cancelling and marking on pages, without any script."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.booking.calendar.handlers import guests
from tests.booking.calendar.diary import DAY, MONDAY, wall
from tests.booking.conftest import Office

WEEK = timedelta(weeks=1)
PLAN = "/booking/plan"
SESSION = re.compile(r'href="(/booking/sessions/\w+)"')


def typed(*who: str, **changes: Any) -> dict[str, Any]:
    """The form as somebody fills it in: Monday at ten."""
    known = {
        "organisation": "Kallion koulu",
        "supervisors": list(who),
        "first": MONDAY.isoformat(),
        "at": "10:00",
        "minutes": "90",
        "count": "1",
        "every_weeks": "1",
        "room": "",
        "address": "Porthaninkatu 2, Helsinki",
        "link": "",
    }
    return known | changes


async def booked(browser: httpx.AsyncClient, form: dict[str, Any]) -> str:
    """The page of the first session booked."""
    answer = await browser.post(PLAN, data=form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def page(browser: httpx.AsyncClient, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status_code == 200
    return answer.text


async def states(office: Office) -> list[tuple[Any, str]]:
    return sorted([(each["start"], each["state"]) async for each in office.database["sessions"].find({})])


async def test_a_series_is_booked_and_its_page_lists_it(office: Office) -> None:
    await office.supervisors("aino")
    async with office.browser("aino") as aino:
        assert 'name="supervisors" value="aino"' in await page(aino, PLAN)
        path = await booked(aino, typed("aino", count="3"))
        told = await page(aino, path)
        assert "Kallion koulu" in told
        assert len(SESSION.findall(told)) == 3


async def test_what_is_typed_is_kept_and_every_mistake_named(office: Office) -> None:
    await office.supervisors("aino")
    async with office.browser("aino") as aino:
        answer = await aino.post(PLAN, data=typed(organisation="", address="", themes="Kuormitus\nTyönjako"))
        assert answer.status_code == 422
        for said in (
            "Kirjoita organisaation nimi.",
            "Valitse, kuka ohjaa.",
            "Anna tila, osoite tai linkki",
            "Kuormitus",
        ):
            assert said in answer.text


async def test_each_date_that_does_not_fit_is_chosen_for_and_then_all_is_booked(office: Office) -> None:
    await office.supervisors("aino")
    async with office.browser("aino") as aino:
        await booked(aino, typed("aino", first=(MONDAY + WEEK).isoformat()))
        await booked(aino, typed("aino", first=(MONDAY + 2 * WEEK).isoformat()))
        form = typed("aino", count="4")
        answer = await aino.post(PLAN, data=form)
        assert answer.status_code == 409
        second, third = (f"choice-{MONDAY + n * WEEK}" for n in (1, 2))
        assert answer.text.count(f'name="{second}"') == 4
        assert "2 päivää ei käy" in answer.text
        assert len(await states(office)) == 2
        choices = {second: wall(MONDAY + WEEK, 13).isoformat(), third: "out"}
        await booked(aino, form | choices)
        assert [start for start, _ in await states(office)] == [
            wall(MONDAY, 10),
            wall(MONDAY + WEEK, 10),
            wall(MONDAY + WEEK, 13),
            wall(MONDAY + 2 * WEEK, 10),
            wall(MONDAY + 3 * WEEK, 10),
        ]


async def test_choices_of_an_earlier_try_are_forgotten_when_the_dates_change(office: Office) -> None:
    await office.supervisors("aino")
    async with office.browser("aino") as aino:
        await booked(aino, typed("aino") | {f"choice-{MONDAY + 5 * DAY}": "out"})


async def test_a_supervisor_books_nobody_but_themselves(office: Office) -> None:
    await office.supervisors("aino", "mikael")
    async with office.browser("aino") as aino, office.browser() as ulla:
        assert (await aino.post(PLAN, data=typed("mikael"))).status_code == 403
        together = await aino.post(PLAN, data=typed("aino", "mikael"))
        assert together.status_code == 422
        assert "Voit varata vain itsesi" in together.text
        await booked(ulla, typed("aino", "mikael"))


async def test_a_supervisor_mails_so_many_strangers_a_day_and_no_more(office: Office) -> None:
    await office.supervisors("aino")
    async with office.browser("aino") as aino:
        for n in range(guests.MOST_A_DAY):
            await office.app.run(lambda unit, n=n: guests.count(unit, "aino", f"v{n}@x.example"))  # type: ignore[misc]
        guest = {"guest.name": "Vieras", "guest.email": "yksi.viela@x.example"}
        refused = await aino.post(PLAN, data=typed("aino") | guest)
        assert refused.status_code == 422
        assert "Olet kutsunut tänään" in refused.text
        await booked(aino, typed("aino") | guest | {"guest.email": "v3@x.example"})  # who was invited today already


async def test_a_session_is_moved_and_a_time_that_is_taken_brings_others_to_choose_from(office: Office) -> None:
    await office.supervisors("aino")
    async with office.browser("aino") as aino:
        path = await booked(aino, typed("aino"))
        await booked(aino, typed("aino", at="13:00"))
        taken = await aino.post(f"{path}/move", data={"day": MONDAY.isoformat(), "at": "12:30", "scope": "one"})
        assert taken.status_code == 409
        assert f'name="choice-{MONDAY}"' in taken.text
        chosen = {"day": MONDAY.isoformat(), "at": "12:30", f"choice-{MONDAY}": wall(MONDAY, 11).isoformat()}
        moved = await aino.post(f"{path}/move", data=chosen)
        assert moved.status_code == 303
        assert [start for start, _ in await states(office)] == [wall(MONDAY, 11), wall(MONDAY, 13)]
        odd = await aino.post(f"{path}/move", data={"day": MONDAY.isoformat(), "at": "12:31"})
        assert odd.status_code == 422
        assert "vartilta" in odd.text


async def test_a_series_is_moved_with_a_choice_for_each_date_that_does_not_fit(office: Office) -> None:
    await office.supervisors("aino")
    async with office.browser("aino") as aino:
        path = await booked(aino, typed("aino", count="3"))
        for n in (1, 2):
            await booked(aino, typed("aino", first=(MONDAY + n * WEEK).isoformat(), at="13:00"))
        to = {"day": MONDAY.isoformat(), "at": "12:30", "scope": "following"}
        asked = await aino.post(f"{path}/move", data=to)
        assert asked.status_code == 409
        assert [f"choice-{MONDAY + n * WEEK}" in asked.text for n in range(3)] == [False, True, True]
        one = {f"choice-{MONDAY + WEEK}": wall(MONDAY + WEEK, 9).isoformat()}
        again = await aino.post(f"{path}/move", data=to | one)
        assert again.status_code == 409
        assert f'type="hidden" name="choice-{MONDAY + WEEK}"' in again.text
        other = {f"choice-{MONDAY + 2 * WEEK}": wall(MONDAY + 2 * WEEK + DAY, 12).isoformat()}
        assert (await aino.post(f"{path}/move", data=to | one | other)).status_code == 303
        junk = await aino.post(f"{path}/move", data=to | {f"choice-{MONDAY}": "soon", "choice-x": "y"})
        assert junk.status_code == 422
    assert [start for start, _ in await states(office)] == [
        wall(MONDAY, 12) + timedelta(minutes=30),
        wall(MONDAY + WEEK, 9),
        wall(MONDAY + WEEK, 13),
        wall(MONDAY + 2 * WEEK, 13),
        wall(MONDAY + 2 * WEEK + DAY, 12),
    ]


async def test_cancelling_from_one_on_leaves_the_earlier(office: Office) -> None:
    await office.supervisors("aino")
    async with office.browser("aino") as aino:
        first = await booked(aino, typed("aino", count="3"))
        second = SESSION.findall(await page(aino, first))[1]
        answer = await aino.post(f"{second}/cancel", data={"scope": "following"})
        assert answer.status_code == 303
        assert [state for _, state in await states(office)] == ["planned", "cancelled", "cancelled"]
        assert "peruttu" in await page(aino, second)


async def test_held_is_two_taps_once_the_time_has_come_and_can_be_put_right(office: Office) -> None:
    await office.supervisors("aino")
    async with office.browser("aino") as aino:
        path = await booked(aino, typed("aino", themes="Kuormitus\nTyönjako"))
        assert "Pidettiinkö" not in await page(aino, path)
        office.now = wall(MONDAY, 12)
        assert "Pidettiinkö" in await page(aino, path)
        assert (await aino.post(f"{path}/mark", data={"themes": ["Kuormitus"]})).status_code == 303
        told = await page(aino, path)
        assert "merkitty pidetyksi" in told
        assert 'value="Kuormitus" checked' in told
        assert (await aino.post(f"{path}/mark", data={"because": "client_late"})).status_code == 303
        assert "merkitty pitämättömäksi" in await page(aino, path)


@pytest.mark.parametrize(("method", "end"), [("GET", ""), ("POST", "/mark"), ("POST", "/move"), ("POST", "/cancel")])
async def test_anothers_session_is_nowhere(office: Office, method: str, end: str) -> None:
    await office.supervisors("aino", "mikael")
    async with office.browser("aino") as aino, office.browser("mikael") as mikael:
        path = await booked(aino, typed("aino"))
        assert (await mikael.request(method, f"{path}{end}")).status_code == 404
