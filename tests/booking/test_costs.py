"""What pages and the API ask of the database: as many commands for many as for one."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from services.booking.calendar.absences import Absence, OtherHours
from services.booking.calendar.model import Room, Session
from services.booking.calendar.store.absences import Availability
from services.booking.calendar.store.sessions import Calendar
from services.booking.feeds import handlers
from services.booking.links import Links
from tests.booking.calendar.diary import BEFORE, DAY, MONDAY, wall
from tests.booking.conftest import Office
from tests.commands import listening

SUBJECTS = ("sessions", "absences", "other_hours", "feeds", "own_busy", "rooms", "supervisors")


async def absences(office: Office, count: int) -> None:
    for n in range(count):
        away = Absence(id=f"{count}-{n}", supervisor_id="aino", start=wall(MONDAY, 8), end=wall(MONDAY + n * DAY, 16))
        await Availability(office.app.tx).add_absence(away)


async def hours(office: Office, count: int) -> None:
    days = [OtherHours(supervisor_id="aino", day=MONDAY + n * DAY) for n in range(count)]
    await Availability(office.app.tx).set_other_hours(days)


async def rooms(office: Office, count: int) -> None:
    for n in range(count):
        await Calendar(office.app.tx).save_room(Room(id=f"r{n}", name=f"Huone {n}", place="Lieto", seats=4))
        await office.app.run(lambda unit, n=n: handlers.give_address(unit, "room", f"r{n}", "fi"))  # type: ignore[misc]


PAGES: dict[str, Callable[[Office, int], Awaitable[None]]] = {
    "/booking/absences": absences,
    "/booking/absences/hours": hours,
    "/booking/calendars": rooms,
}


async def commands(office: Office, path: str) -> int:
    """How many commands of a subject a page takes."""
    async with office.browser() as coordinator:
        with listening() as asked:
            answer = await coordinator.get(path)
        assert answer.status_code == 200
    return sum(1 for each in asked.heard if each.collection in SUBJECTS)


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_costs_as_many_commands_for_twelve_as_for_two(office: Office, path: str) -> None:
    await office.supervisors("aino")
    await PAGES[path](office, 2)
    few = await commands(office, path)
    await PAGES[path](office, 12)
    assert await commands(office, path) == few


async def test_what_each_room_s_address_is_stands_there_still(office: Office) -> None:
    await rooms(office, 3)
    found = await handlers.rooms(office.app.tx, Links.of(office.app.settings))
    assert [room.id for room, address in found if address] == ["r0", "r1", "r2"]
    await office.app.run(lambda unit: handlers.close(unit, "room", "r1"))
    found = await handlers.rooms(office.app.tx, Links.of(office.app.settings))
    assert [room.id for room, address in found if address] == ["r0", "r2"]


async def test_a_long_list_of_absences_is_told_page_by_page_each_once(office: Office) -> None:
    await office.supervisors("aino")
    same_end = wall(MONDAY + 30 * DAY, 0)

    for n in range(230):
        begins = same_end - timedelta(days=1 + n % 7)
        away = Absence(id=f"a{n:03}", supervisor_id="aino", start=begins, end=same_end + (n > 200) * DAY)
        await Availability(office.app.tx).add_absence(away)
    seen: list[str] = []
    more: str | None = ""
    while more is not None:
        page = await Availability(office.app.tx).page(None, BEFORE, more, 100)
        seen, more = [*seen, *(each.id for each in page.rows)], page.more
    assert len(seen) == len(set(seen)) == 230
    async with office.browser() as coordinator:
        first = await coordinator.get("/booking/absences")
        assert "?after=" in first.text
        for odd in ("x", "~", "2026-12-01~", "9999-12-31T23:59:59+00:00~x", "0001-01-01T00:00:00+00:00~x"):
            assert (await coordinator.get("/booking/absences", params={"after": odd})).status_code == 200


async def test_everybody_s_sessions_are_told_a_page_at_a_time_with_the_way_to_the_next(office: Office) -> None:
    await office.supervisors("aino")
    sessions = [
        Session(id=f"s{n:02}", organisation="Tays", start=start, end=start + timedelta(hours=1), supervisors=("aino",))
        for n in range(7)
        for start in [wall(MONDAY + n * DAY, 9)]
    ]
    await Calendar(office.app.tx).add(*sessions)
    window = {"from": wall(MONDAY, 0).isoformat(), "to": wall(MONDAY + 14 * DAY, 0).isoformat()}
    seen: list[str] = []
    answer = await office.get("/sessions", **window, limit=3)
    while True:
        seen += [each["id"] for each in answer.json()]
        if "Link" not in answer.headers:
            break
        assert len(answer.json()) == 3
        answer = await office.http.get(answer.links["next"]["url"], headers=office.coordinator)
    assert seen == [each.id for each in sessions]
