"""Absences and rooms on pages."""

from datetime import timedelta

from services.booking.model.calendar import Session
from tests.booking.conftest import Office
from tests.booking.diary import DAY, MONDAY, wall

ABSENCES, ROOMS = "/booking/absences", "/booking/rooms"
FORM = {"from": f"{MONDAY}T08:00", "to": f"{MONDAY + DAY}T16:00", "kind": "ill"}


async def test_an_absence_is_noted_names_what_falls_on_it_and_is_taken_back(office: Office) -> None:
    await office.supervisors("aino")
    start = wall(MONDAY, 10)
    session = Session(id="one", organisation="Tays", start=start, end=start + timedelta(hours=1), supervisors=("aino",))
    await office.desk.store.calendar.add(session)
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
