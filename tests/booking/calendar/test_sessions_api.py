"""Sessions over JSON: placed all or nothing, moved, cancelled, marked, found."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.booking.own_calendars.store import OwnCalendars
from shared.messages.booking import Interval
from tests.booking.calendar.diary import DAY, MONDAY, wall
from tests.booking.conftest import Office

WEEK = timedelta(weeks=1)


def plan(*who: str, **changes: Any) -> dict[str, Any]:
    """A school's session on Monday at ten."""
    known: dict[str, Any] = {
        "organisation": "Kallion koulu",
        "supervisors": list(who),
        "first": MONDAY.isoformat(),
        "at": "10:00",
        "minutes": 90,
        "place": {"address": "Porthaninkatu 2, Helsinki"},
    }
    return known | changes


def series(*who: str, count: int = 4, **changes: Any) -> dict[str, Any]:
    return plan(*who, series={"every_weeks": 1, "count": count}, **changes)


def at(day: date, hour: int) -> str:
    return wall(day, hour).isoformat()


def starts(sessions: list[dict[str, Any]]) -> list[datetime]:
    return [datetime.fromisoformat(each["start"]) for each in sessions]


async def placed(office: Office, body: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await office.post("/sessions", body)
    assert answer.status_code == 201, answer.text
    found: list[dict[str, Any]] = answer.json()["sessions"]
    return found


async def in_calendar(office: Office, who: str | None = None) -> list[datetime]:
    query = {"from": at(MONDAY - 2 * WEEK, 0), "to": at(MONDAY + 9 * WEEK, 0), **({"supervisor": who} if who else {})}
    answer = await office.get("/sessions", **query)
    assert answer.status_code == 200, answer.text
    return starts(answer.json())


async def test_a_series_is_in_everybodys_calendar_each_session_with_an_id_of_its_own(office: Office) -> None:
    await office.supervisors("aino", "mikael")
    answer = await office.post("/sessions", series("aino", "mikael"))
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/booking/api/series/{answer.json()['series']}"
    sessions = answer.json()["sessions"]
    assert len({each["id"] for each in sessions}) == 4
    expected = [wall(MONDAY + n * WEEK, 10) for n in range(4)]
    assert starts(sessions) == await in_calendar(office, "mikael") == expected
    again = await office.get(f"/series/{answer.json()['series']}")
    assert again.json() == sessions
    assert (await office.get(f"/sessions/{sessions[1]['id']}")).json() == sessions[1]


async def test_one_date_that_does_not_fit_leaves_nothing_placed_and_each_choice_offered_can_be_had(
    office: Office,
) -> None:
    await office.supervisors("aino")
    third = MONDAY + 2 * WEEK
    await placed(office, plan("aino", first=third.isoformat(), at="11:00"))
    answer = await office.post("/sessions", series("aino"))
    assert answer.status_code == 409
    (misfit,) = answer.json()["misfits"]
    assert misfit["date"] == third.isoformat()
    assert misfit["obstacles"] == [{"why": "busy", "supervisor": "aino"}]
    assert {each["kind"] for each in misfit["alternatives"]} == {"nearest", "same_week", "same_hour"}
    assert await in_calendar(office) == [wall(third, 11)]
    for each in misfit["alternatives"]:
        sessions = await placed(office, series("aino", instead={misfit["date"]: each["start"]}))
        assert len(sessions) == 4
        await office.post(f"/sessions/{sessions[0]['id']}/cancel", {"scope": "following"})
    assert len(await placed(office, series("aino", leave_out=[misfit["date"]]))) == 3


async def test_a_session_in_somebodys_absence_is_refused_and_the_absence_names_those_it_falls_on(
    office: Office,
) -> None:
    await office.supervisors("aino")
    (first,) = await placed(office, plan("aino"))
    away = {"supervisor": "aino", "from": at(MONDAY, 8), "to": at(MONDAY + 2 * DAY, 8)}
    answer = await office.post("/absences", away)
    assert [each["id"] for each in answer.json()["sessions"]] == [first["id"]]
    refused = await office.post("/sessions", plan("aino", at="13:00"))
    assert refused.json()["misfits"][0]["obstacles"] == [{"why": "absent", "supervisor": "aino"}]
    window = {"from": at(MONDAY, 0), "to": at(MONDAY + WEEK, 0)}
    (known,) = (await office.get("/absences", supervisor="aino", **window)).json()
    assert (await office.delete(f"/absences/{known['id']}")).status_code == 204
    assert (await office.delete(f"/absences/{known['id']}")).status_code == 404
    await placed(office, plan("aino", at="13:00"))


async def test_what_stands_in_a_supervisors_own_calendar_counts(office: Office) -> None:
    await office.supervisors("aino")
    dentist = Interval(start=wall(MONDAY, 11), end=wall(MONDAY, 12))
    await OwnCalendars(office.app.tx).set_busy("aino", [dentist])
    refused = await office.post("/sessions", plan("aino"))
    (misfit,) = refused.json()["misfits"]
    assert misfit["obstacles"] == [{"why": "busy", "supervisor": "aino"}]
    assert starts(misfit["alternatives"])[0] == wall(MONDAY, 9) + timedelta(minutes=30)


async def test_a_room_holds_one_session_at_a_time_whoever_leads(office: Office) -> None:
    await office.supervisors("aino", "mikael")
    room = {"name": "Kallio", "place": "Porthaninkatu 2, Helsinki", "seats": 12}
    assert (await office.put("/rooms/kallio", room)).json() == {"id": "kallio", **room}
    (first,) = await placed(office, plan("aino", place={"room": "kallio"}))
    assert first["venue"]["label"] == "Kallio, Porthaninkatu 2, Helsinki"
    refused = await office.post("/sessions", plan("mikael", at="11:00", place={"room": "kallio"}))
    assert refused.json()["misfits"][0]["obstacles"] == [{"why": "room_taken", "supervisor": None}]
    await placed(office, plan("mikael", at="11:00"))
    assert [each["id"] for each in (await office.get("/rooms")).json()] == ["kallio"]


async def test_hours_set_for_a_day_open_it(office: Office) -> None:
    await office.supervisors("aino")
    saturday = MONDAY - 2 * DAY
    body = plan("aino", first=saturday.isoformat())
    assert (await office.post("/sessions", body)).status_code == 409
    hours = {"supervisor": "aino", "day": saturday.isoformat(), "hours": [{"from": "09:00", "to": "15:00"}]}
    assert (await office.put("/hours", hours)).status_code == 200
    await placed(office, body)


async def test_travel_is_kept_free_around_sessions_and_none_at_a_distance(office: Office) -> None:
    await office.supervisors("aino", travel_before=30, travel_after=30)
    await placed(office, plan("aino"))
    assert (await office.post("/sessions", plan("aino", at="12:00"))).status_code == 409
    await placed(office, plan("aino", at="12:00", place={"link": "https://kokous.example/a"}))


async def test_moving_one_leaves_the_others_and_its_id_and_counts_the_change(office: Office) -> None:
    await office.supervisors("aino")
    sessions = await placed(office, series("aino"))
    answer = await office.post(f"/sessions/{sessions[1]['id']}/move", {"start": at(MONDAY + WEEK + DAY, 13)})
    (moved,) = answer.json()
    assert (moved["id"], moved["sequence"]) == (sessions[1]["id"], 1)
    assert sorted(await in_calendar(office)) == sorted(
        [wall(MONDAY, 10), wall(MONDAY + WEEK + DAY, 13), wall(MONDAY + 2 * WEEK, 10), wall(MONDAY + 3 * WEEK, 10)]
    )


async def test_a_series_moved_from_one_on_may_overlap_itself(office: Office) -> None:
    await office.supervisors("aino")
    sessions = await placed(office, series("aino"))
    answer = await office.post(
        f"/sessions/{sessions[1]['id']}/move", {"start": at(MONDAY + WEEK, 11), "scope": "following"}
    )
    assert starts(answer.json()) == [wall(MONDAY + n * WEEK, 11) for n in (1, 2, 3)]
    whole_week = {"start": at(MONDAY + 2 * WEEK, 11), "scope": "following"}
    answer = await office.post(f"/sessions/{sessions[1]['id']}/move", whole_week)
    assert starts(answer.json()) == [wall(MONDAY + n * WEEK, 11) for n in (2, 3, 4)]
    assert len(await in_calendar(office)) == 4


async def test_a_move_that_does_not_fit_changes_nothing(office: Office) -> None:
    await office.supervisors("aino")
    sessions = await placed(office, series("aino"))
    await placed(office, plan("aino", first=(MONDAY + 2 * WEEK + DAY).isoformat()))
    before = await in_calendar(office)
    answer = await office.post(
        f"/sessions/{sessions[0]['id']}/move", {"start": at(MONDAY + DAY, 10), "scope": "following"}
    )
    (misfit,) = answer.json()["misfits"]
    assert misfit["date"] == (MONDAY + 2 * WEEK + DAY).isoformat()
    assert await in_calendar(office) == before
    chosen = {misfit["date"]: misfit["alternatives"][0]["start"]}
    answer = await office.post(
        f"/sessions/{sessions[0]['id']}/move",
        {"start": at(MONDAY + DAY, 10), "scope": "following", "instead": chosen},
    )
    assert answer.status_code == 200, answer.text
    assert chosen[misfit["date"]] in [each["start"] for each in answer.json()]


async def test_cancelling_from_one_on_frees_the_time_and_can_not_be_done_twice(office: Office) -> None:
    await office.supervisors("aino")
    sessions = await placed(office, series("aino"))
    answer = await office.post(f"/sessions/{sessions[2]['id']}/cancel", {"scope": "following"})
    assert [(each["id"], each["state"]) for each in answer.json()] == [
        (sessions[2]["id"], "cancelled"),
        (sessions[3]["id"], "cancelled"),
    ]
    assert len(await in_calendar(office)) == 2
    await placed(office, plan("aino", first=(MONDAY + 2 * WEEK).isoformat()))
    assert (await office.post(f"/sessions/{sessions[2]['id']}/cancel", {"scope": "one"})).status_code == 409


async def test_a_session_is_marked_held_once_its_time_has_come_with_agreed_themes_only(office: Office) -> None:
    await office.supervisors("aino")
    (session,) = await placed(office, plan("aino", themes=["Työnjako", "Kuormitus"]))
    path = f"/sessions/{session['id']}/mark"
    assert (await office.post(path, {"held": True})).status_code == 409
    office.now = wall(MONDAY, 12)
    assert (await office.post(path, {"held": True, "themes": ["Muuta"]})).status_code == 422
    held = await office.post(path, {"held": True, "themes": ["Kuormitus"]})
    assert (held.json()["state"], held.json()["handled"]) == ("held", ["Kuormitus"])
    mended = await office.post(path, {"held": False, "because": "client_late"})
    assert (mended.json()["state"], mended.json()["because"]) == ("not_held", "client_late")
    assert (await office.post(f"/sessions/{session['id']}/cancel", {})).status_code == 409


async def test_free_times_are_those_that_can_be_had(office: Office) -> None:
    await office.supervisors("aino", "mikael")
    await placed(office, plan("aino", at="08:00", minutes=240))
    window = {"from": at(MONDAY, 0), "to": at(MONDAY + DAY, 0)}
    found = (await office.get("/free", supervisor=["aino", "mikael"], minutes=90, **window)).json()
    assert starts([each["slot"] for each in found]) == [wall(MONDAY, hour) for hour in (12, 13, 14)]
    some = (await office.get("/free", supervisor=["aino", "mikael"], least=1, **window)).json()
    assert len(some) == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"at": "10:05"}, ""),
        ({"supervisors": ["nobody"]}, "supervisors"),
        ({"supervisors": ["aino", "aino"]}, ""),
        ({"place": {"room": "nowhere"}}, "place.room"),
        ({"place": {"room": "a", "address": "b"}}, "place"),
        ({"minutes": 50}, "minutes"),
        ({"leave_out": [MONDAY.isoformat()]}, ""),
        ({"instead": {(MONDAY + DAY).isoformat(): at(MONDAY, 9)}}, ""),
        ({"notes": "what was said"}, "notes"),
        ({"first": "9999-12-31"}, "first"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(office: Office, changes: dict[str, Any], field: str) -> None:
    await office.supervisors("aino")
    answer = await office.post("/sessions", plan("aino") | changes)
    assert answer.status_code == 422
    assert field in " ".join(answer.json()["fields"]), answer.text


async def test_a_supervisor_sees_and_changes_their_own_calendar_alone(office: Office) -> None:
    await office.supervisors("aino", "mikael")
    (of_aino,) = await placed(office, plan("aino"))
    (of_both,) = await placed(office, plan("aino", "mikael", at="13:00"))
    window = {"from": at(MONDAY, 0), "to": at(MONDAY + WEEK, 0)}
    async with office.browser("mikael") as mikael:
        seen = await mikael.get("/booking/api/sessions", params=window)
        assert [each["id"] for each in seen.json()] == [of_both["id"]]
        assert (await mikael.get(f"/booking/api/sessions/{of_both['id']}")).status_code == 200
        for path in ("move", "cancel", "mark"):
            body = {"move": {"start": at(MONDAY, 9)}, "cancel": {}, "mark": {"held": True}}[path]
            answer = await mikael.post(f"/booking/api/sessions/{of_aino['id']}/{path}", json=body)
            assert answer.status_code == 404
        refused = [
            await mikael.get("/booking/api/sessions", params={"supervisor": "aino", **window}),
            await mikael.post("/booking/api/sessions", json=plan("aino")),
            await mikael.post("/booking/api/absences", json={"supervisor": "aino", **window}),
            await mikael.get("/booking/api/absences", params={"supervisor": "aino", **window}),
            await mikael.put("/booking/api/hours", json={"supervisor": "aino", "day": MONDAY.isoformat()}),
            await mikael.put("/booking/api/rooms/a", json={"name": "A", "place": "B", "seats": 3}),
        ]
        assert [answer.status_code for answer in refused] == [403] * len(refused)
        away = await office.post("/absences", {"supervisor": "aino", **window})
        assert (await mikael.delete(f"/booking/api/absences/{away.json()['absence']['id']}")).status_code == 404
        assert (await mikael.post("/booking/api/sessions", json=plan("mikael", at="09:00"))).status_code == 201


async def test_what_is_unknown_is_not_found(office: Office) -> None:
    assert (await office.get("/sessions/unknown")).status_code == 404
    assert (await office.get("/series/unknown")).status_code == 404
    assert (await office.post("/sessions/unknown/move", {"start": at(MONDAY, 10)})).status_code == 404
