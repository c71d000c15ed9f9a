"""Absences, days with other hours, and rooms on pages."""

from datetime import timedelta

import pytest

from services.booking.calendar.model import Session
from services.booking.calendar.store.absences import Availability
from services.booking.calendar.store.sessions import Calendar
from tests.booking.calendar.diary import DAY, MONDAY, wall
from tests.booking.conftest import Office

ABSENCES, HOURS, ROOMS = "/booking/absences", "/booking/absences/hours", "/booking/rooms"
FORM = {"from": f"{MONDAY}T08:00", "to": f"{MONDAY + DAY}T16:00", "kind": "ill"}


async def test_an_absence_is_noted_names_what_falls_on_it_and_is_taken_back(office: Office) -> None:
    await office.supervisors("aino")
    start = wall(MONDAY, 10)
    session = Session(id="one", organisation="Tays", start=start, end=start + timedelta(hours=1), supervisors=("aino",))
    await Calendar(office.app.tx).add(session)
    async with office.browser("aino") as aino:
        answer = await aino.post(ABSENCES, data=FORM)
        assert answer.status_code == 303
        page = (await aino.get(ABSENCES)).text
        assert "Sille osuu yksi tapaaminen" in page
        assert "/booking/sessions/one" in page
        absence_id = answer.headers["location"].partition("#a")[2]
        assert (await aino.post(f"{ABSENCES}/{absence_id}/remove")).status_code == 303
        assert "Sille osuu" not in (await aino.get(ABSENCES)).text


async def test_an_absence_that_ends_before_it_begins_is_kept_on_the_form_with_what_is_wrong(office: Office) -> None:
    await office.supervisors("aino")
    async with office.browser("aino") as aino:
        answer = await aino.post(ABSENCES, data=FORM | {"to": FORM["from"]})
        assert answer.status_code == 422
        assert "Poissaolo päättyy" in answer.text
        assert FORM["from"] in answer.text
        assert (await aino.post(ABSENCES, data={})).status_code == 422


async def test_only_the_coordinator_notes_anothers_absence_and_takes_it_back(office: Office) -> None:
    await office.supervisors("aino", "mikael")
    async with office.browser("mikael") as mikael, office.browser() as coordinator:
        assert (await mikael.post(ABSENCES, data=FORM | {"supervisor": "aino"})).status_code == 403
        answer = await coordinator.post(ABSENCES, data=FORM | {"supervisor": "aino"})
        assert answer.status_code == 303
        absence_id = answer.headers["location"].partition("#a")[2]
        assert (await mikael.post(f"{ABSENCES}/{absence_id}/remove")).status_code == 404
        assert absence_id not in (await mikael.get(ABSENCES)).text
        shown = (await coordinator.get(ABSENCES)).text
        assert "Aino" in shown
        assert (await coordinator.post(ABSENCES, data=FORM | {"supervisor": "nobody"})).status_code == 422


async def test_a_day_has_other_hours_until_they_are_taken_back(office: Office) -> None:
    await office.supervisors("aino")
    start = wall(MONDAY, 10)
    session = Session(id="one", organisation="Tays", start=start, end=start + timedelta(hours=1), supervisors=("aino",))
    await Calendar(office.app.tx).add(session)
    async with office.browser("aino") as aino:
        evening = {"day": MONDAY.isoformat(), "hours": "13–16, 17.30–20"}
        assert (await aino.post(HOURS, data=evening)).status_code == 303
        page = (await aino.get(HOURS)).text
        assert "13–16, 17.30–20" in page
        assert "Yksi tapaaminen jää niiden ulkopuolelle" in page
        assert "/booking/sessions/one" in page
        assert (await aino.post(HOURS, data=evening | {"hours": ""})).status_code == 303
        assert "ei työaikaa" in (await aino.get(HOURS)).text
        assert (await aino.post(f"{HOURS}/aino/{MONDAY}/remove")).status_code == 303
        page = (await aino.get(HOURS)).text
        assert "ei työaikaa" not in page
        assert "/booking/sessions/one" not in page


@pytest.mark.parametrize(
    ("day", "hours", "said"),
    [
        (MONDAY.isoformat(), "aamulla", "Kirjoita työajat näin: 8–12, 13–16."),
        (MONDAY.isoformat(), "ma 8–12", "Kirjoita työajat näin: 8–12, 13–16."),
        (MONDAY.isoformat(), "12–8", "päättyy alkamisensa jälkeen"),
        (MONDAY.isoformat(), "8–12, 11–13", "päällekkäin"),
        ("", "8–12", "Valitse päivä."),
        ("9999-01-01", "8–12", "tällä vuosisadalla"),
    ],
)
async def test_hours_that_can_t_be_meant_are_kept_on_the_form(office: Office, day: str, hours: str, said: str) -> None:
    await office.supervisors("aino")
    async with office.browser("aino") as aino:
        answer = await aino.post(HOURS, data={"day": day, "hours": hours})
    assert answer.status_code == 422
    assert said in answer.text
    assert hours in answer.text
    assert await Availability(office.app.tx).other_hours(["aino"], MONDAY, MONDAY) == []


async def test_only_the_coordinator_sets_anothers_hours(office: Office) -> None:
    await office.supervisors("aino", "mikael")
    form = {"supervisor": "aino", "day": MONDAY.isoformat(), "hours": "9–12"}
    async with office.browser("mikael") as mikael, office.browser() as coordinator:
        assert (await mikael.post(HOURS, data=form)).status_code == 403
        assert (await coordinator.post(HOURS, data=form)).status_code == 303
        assert (await mikael.post(f"{HOURS}/aino/{MONDAY}/remove")).status_code == 403
        assert "9–12" not in (await mikael.get(HOURS)).text
        assert "Aino" in (await coordinator.get(HOURS)).text
        assert (await coordinator.post(HOURS, data=form | {"supervisor": "nobody"})).status_code == 422


async def test_other_hours_are_set_listed_and_taken_back_over_json(office: Office) -> None:
    await office.supervisors("aino")
    row = {"supervisor": "aino", "day": MONDAY.isoformat(), "hours": [{"from": "09:00", "to": "12:00"}]}
    here, shown = "/booking/api/hours", {"supervisor": "aino", "first": str(MONDAY), "last": str(MONDAY)}
    headers = office.coordinator
    assert (await office.http.put(here, json=row, headers=headers)).status_code == 200
    (day,) = (await office.http.get(here, params=shown, headers=headers)).json()
    assert day["hours"] == [{"from": "09:00:00", "to": "12:00:00"}]
    backwards = row | {"hours": [{"from": "12:00", "to": "09:00"}]}
    assert (await office.http.put(here, json=backwards, headers=headers)).status_code == 422
    gone = {"supervisor": "aino", "day": str(MONDAY)}
    assert (await office.http.delete(here, params=gone, headers=headers)).status_code == 204
    assert (await office.http.get(here, params=shown, headers=headers)).json() == []


async def test_a_room_is_changed_and_what_is_booked_in_it_stays(office: Office) -> None:
    async with office.browser() as coordinator:
        await coordinator.post(ROOMS, data={"name": "Kallio", "place": "Helsinki", "seats": "8"})
        (room,) = await Calendar(office.app.tx).rooms()
        here = f"{ROOMS}/{room.id}"
        assert 'value="Kallio"' in (await coordinator.get(here)).text
        wrong = await coordinator.post(here, data={"name": "", "place": "Helsinki", "seats": "8"})
        assert wrong.status_code == 422
        moved = {"name": "Kallio", "place": "Espoo", "seats": "6"}
        assert (await coordinator.post(here, data=moved)).status_code == 303
        assert (await coordinator.get(f"{ROOMS}/none")).status_code == 404
        assert (await coordinator.post(f"{ROOMS}/none", data={"name": "x"})).status_code == 404
    (changed,) = await Calendar(office.app.tx).rooms()
    assert (changed.id, changed.place, changed.seats) == (room.id, "Espoo", 6)


async def test_a_room_is_added_and_can_be_planned_in(office: Office) -> None:
    await office.supervisors("aino")
    async with office.browser() as coordinator:
        added = await coordinator.post(ROOMS, data={"name": "Kallio", "place": "Helsinki", "seats": "8"})
        assert added.status_code == 303
        assert "Kallio" in (await coordinator.get(ROOMS)).text
        assert "Kallio, Helsinki" in (await coordinator.get("/booking/plan")).text
        wrong = await coordinator.post(ROOMS, data={"name": "", "place": "Helsinki", "seats": "many"})
        assert wrong.status_code == 422


async def test_who_is_not_active_any_more_is_planned_for_no_more(office: Office) -> None:
    await office.supervisors("aino", active=False)
    async with office.browser() as coordinator:
        assert 'value="aino"' not in (await coordinator.get("/booking/plan")).text
        assert "Aino" not in (await coordinator.get("/booking/week")).text
    body = {
        "organisation": "Tays",
        "supervisors": ["aino"],
        "first": MONDAY.isoformat(),
        "at": "10:00",
        "minutes": 60,
        "place": {"address": "Helsinki"},
    }
    assert (await office.post("/sessions", body)).status_code == 422
