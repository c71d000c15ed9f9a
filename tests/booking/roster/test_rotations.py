"""A rotation changed from a moment on: nothing before it changes, the order goes on, everybody concerned is told."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.roster import rotations
from services.booking.roster.handlers import rotations as changing
from services.booking.roster.handlers import shifts as roster
from services.booking.roster.model import Duty, LookAheadDue, Plan, Rotation, Substitution
from services.booking.roster.rotations import PastChangeError, changed, handed_over, next_turn, turns, void_swaps
from services.booking.roster.schedule import on_duty, turn
from services.booking.roster.schemas import SetOverride, SetRotation
from services.booking.roster.store import Roster
from tests.booking.build import HELSINKI
from tests.booking.calendar.diary import DAY, HOUR, MONDAY, wall
from tests.booking.conftest import Office

NAMES = ("aino", "mikael", "sari")
WEEK = timedelta(weeks=1)
WEEKLY = Rotation(id="r", name="First in line", supervisors=NAMES, starts=MONDAY, hour=time(8), days=7)
NOW = wall(MONDAY + 8 * DAY, 12)  # Tuesday of the second week: it is Mikael's turn


def holder(states: list[Rotation] | tuple[Rotation, ...], at: datetime) -> str | None:
    return next((who for each in states if (who := turn(each, at, HELSINKI)) is not None), None)


def order(states: list[Rotation], count: int, since: datetime = NOW) -> list[str]:
    """Whose turn it is, turn after turn, from now on."""
    return [who for _, who in turns(states, since, since + count * WEEK + 3 * WEEK, HELSINKI)][:count]


def to(*names: str, **changes: Any) -> Rotation:
    return WEEKLY.model_copy(update={"supervisors": names or NAMES, **changes})


def test_somebody_added_at_the_end_changes_nobodys_turn_before_it_is_theirs() -> None:
    for moment in ("next_turn", "now", MONDAY + 9 * DAY):
        after = changed([WEEKLY], to(*NAMES, "outi"), moment, NOW, HELSINKI)
        assert order(after, 7) == ["mikael", "sari", "outi", "aino", "mikael", "sari", "outi"]
        assert next(slot.end for slot, _ in turns(after, NOW, NOW + 2 * WEEK, HELSINKI)) == wall(MONDAY + 14 * DAY, 8)


def test_who_is_removed_in_the_middle_of_their_turn_ends_it_then_and_the_next_begins() -> None:
    after = changed([WEEKLY], to("aino", "sari"), "now", NOW, HELSINKI)
    assert (holder(after, NOW - HOUR), holder(after, NOW)) == ("mikael", "sari")
    assert order(after, 4) == ["sari", "aino", "sari", "aino"]
    later = changed([WEEKLY], to("aino", "sari"), "next_turn", NOW, HELSINKI)
    assert order(later, 4) == ["mikael", "sari", "aino", "sari"]


def test_another_hour_holds_from_the_next_turn_with_nobody_missing_between() -> None:
    for hour in (6, 16):
        after = changed([WEEKLY], to(hour=time(hour)), "next_turn", NOW, HELSINKI)
        assert [who for _, who in turns(after, NOW, NOW + 4 * WEEK, HELSINKI)][:3] == ["mikael", "sari", "aino"]
        assert holder(after, wall(MONDAY + 14 * DAY, 7)) == "mikael"
        assert holder(after, wall(MONDAY + 14 * DAY, 9)) == "sari"
        assert holder(after, wall(MONDAY + 21 * DAY, hour) - HOUR) == "sari"
        assert holder(after, wall(MONDAY + 21 * DAY, hour)) == "aino"


def test_turns_of_another_length_go_on_with_whoever_s_turn_it_would_be() -> None:
    after = changed([WEEKLY], to(days=1), MONDAY + 10 * DAY, NOW, HELSINKI)
    days = [holder(after, wall(MONDAY + n * DAY, 9)) for n in range(9, 15)]
    assert days == ["mikael", "mikael", "sari", "aino", "mikael", "sari"]


def test_a_name_changes_nobody_s_turn_and_unchanged_is_unchanged() -> None:
    renamed = changed([WEEKLY], to(name="Backups of the west"), "now", NOW, HELSINKI)
    assert [each.name for each in renamed] == ["Backups of the west"]
    assert changed([WEEKLY], WEEKLY, "now", NOW, HELSINKI) == [WEEKLY]
    ended = changed([WEEKLY], to(ends=MONDAY + 70 * DAY), "now", NOW, HELSINKI)
    assert [(each.ends, each.since) for each in ended] == [(MONDAY + 70 * DAY, None)]


def test_a_rotation_that_has_not_begun_is_put_in_its_place() -> None:
    before = wall(MONDAY - DAY, 12)
    assert changed([WEEKLY], to("sari"), "next_turn", before, HELSINKI) == [to("sari")]


def test_with_another_first_day_it_begins_anew_then() -> None:
    starts = MONDAY + 30 * DAY
    after = changed([WEEKLY], to("sari", "aino", starts=starts), "next_turn", NOW, HELSINKI)
    assert holder(after, wall(starts, 7)) == holder([WEEKLY], wall(starts, 7))
    assert (holder(after, wall(starts, 9)), holder(after, wall(starts + 7 * DAY, 9))) == ("sari", "aino")


def test_a_change_from_a_day_that_has_passed_is_refused() -> None:
    with pytest.raises(PastChangeError):
        changed([WEEKLY], to("aino"), MONDAY + 8 * DAY, NOW, HELSINKI)


names = st.lists(st.sampled_from((*NAMES, "outi", "leena")), min_size=1, max_size=5, unique=True).map(tuple)
moments = st.one_of(st.sampled_from(("now", "next_turn")), st.integers(9, 40).map(lambda n: MONDAY + n * DAY))
edits = st.tuples(names, st.sampled_from((1, 2, 7)), st.sampled_from((0, 6, 8, 20)), moments)


@given(st.lists(edits, min_size=1, max_size=4), st.lists(st.integers(0, 70 * 24), max_size=20))
def test_whatever_is_changed_nothing_before_the_moment_changes_and_somebody_always_has_the_turn(
    deeds: list[tuple[tuple[str, ...], int, int, Any]], hours: list[int]
) -> None:
    states: list[Rotation] = [WEEKLY]
    for who, days, hour, moment in deeds:
        new = to(*who, days=days, hour=time(hour))
        at = rotations.begins(states, new, moment, NOW, HELSINKI)
        after = changed(states, new, moment, NOW, HELSINKI)
        assert at is not None
        for instant in (wall(MONDAY, 9) + n * HOUR for n in hours):
            if instant < at:
                assert holder(after, instant) == holder(states, instant)
            holding = [each for each in after if turn(each, instant, HELSINKI) is not None]
            assert len(holding) == 1
            if instant >= at:
                assert holding[0].supervisors == (who if after != states else states[-1].supervisors)
        if at > NOW and holder(states, at) in who:
            assert holder(after, at) == holder(states, at)
        states = after


@given(names, moments, st.lists(st.integers(0, 60 * 24), max_size=20))
def test_what_changes_hands_is_what_the_instants_between_say(who: Any, moment: Any, hours: list[int]) -> None:
    after = changed([WEEKLY], to(*who), moment, NOW, HELSINKI)
    end = NOW + 60 * DAY
    found = handed_over([WEEKLY], after, NOW, end, HELSINKI)
    counted = turns(after, NOW, end, HELSINKI)
    for instant in (NOW + n * HOUR for n in hours):
        was, will = holder([WEEKLY], instant), holder(after, instant)
        told = [(each.was, each.will) for each in found if each.slot.start <= instant < each.slot.end]
        assert told == ([(was, will)] if was != will and instant < end else [])
        assert [each for slot, each in counted if slot.start <= instant < slot.end] == ([will] if instant < end else [])


def test_an_agreed_swap_stands_where_who_gave_the_time_still_has_it_and_is_void_where_not() -> None:
    third = next_turn(WEEKLY, NOW, HELSINKI)  # Sari's week
    swap = Substitution(supervisor_id="sari", by="aino", since=third, until=third + WEEK, agreed_at=NOW - DAY)
    before = Plan(rotations=(WEEKLY,), substitutions=(swap,))
    for who, stands in ((("aino", "mikael", "sari", "outi"), True), (("aino", "mikael"), False)):
        after = before.model_copy(update={"rotations": tuple(changed([WEEKLY], to(*who), "next_turn", NOW, HELSINKI))})
        kept, void = void_swaps(before, after, [], NOW, HELSINKI)
        assert (kept, void) == (([swap], []) if stands else ([], [swap]))


def test_of_two_set_by_hand_in_one_rotation_s_place_the_latest_stands() -> None:
    first = Duty(supervisor_id="outi", since=NOW, until=NOW + DAY, rotation_id="r", set_at=NOW - HOUR)
    second = first.model_copy(update={"supervisor_id": "leena", "set_at": NOW})
    for known in ([first, second], [second, first]):
        standing = on_duty(Plan(rotations=(WEEKLY,)), known, NOW + HOUR, HELSINKI)
        assert [each.supervisor_id for each in standing] == ["leena"]


# With the store

SENT: dict[str, Any] = {"name": "First in line", "starts": MONDAY.isoformat(), "hour": "08:00", "days": 7}


@pytest.fixture
async def weekly(office: Office) -> Office:
    office.now = wall(MONDAY - DAY, 12)
    await office.supervisors(*NAMES, "outi")
    assert (await office.put("/roster/rotations/r", {**SENT, "supervisors": list(NAMES)})).status_code == 200
    office.now = NOW
    return office


def rotation(*who: str, **changes: Any) -> SetRotation:
    return SetRotation.model_validate({**SENT, "supervisors": list(who), **changes})


async def told(office: Office, what: Callable[[Any], Awaitable[Any]]) -> dict[str, dict[str, Any]]:
    """What the very same change leaves to be told, by supervisor."""
    found: dict[str, dict[str, Any]] = {}

    async def noting(unit: Any) -> None:
        await what(unit)
        found.clear()
        for message in (message for row in unit.rows for message in row.messages):
            if message.envelope.type == "booking.duties_changed":
                body = json.loads(message.body)
                found[body["supervisor"]["supervisor_id"]] = body

    await office.app.run(noting)
    return found


def starts(shifts: list[dict[str, Any]]) -> list[datetime]:
    return [datetime.fromisoformat(each["slot"]["start"]) for each in shifts]


async def test_everybody_whose_turns_change_is_told_which_and_nobody_else(weekly: Office) -> None:
    said = await told(weekly, lambda unit: changing.set_rotation(unit, "r", rotation(*NAMES, "outi"), "ulla"))
    assert set(said) == {*NAMES, "outi"}
    assert starts(said["outi"]["gained"])[0] == wall(MONDAY + 21 * DAY, 8)
    assert (said["outi"]["lost"], starts(said["aino"]["lost"])[0]) == ([], wall(MONDAY + 21 * DAY, 8))
    assert starts(said["aino"]["gained"])[0] == wall(MONDAY + 28 * DAY, 8)
    plan = await Roster(weekly.app.tx).plan()
    same = await told(weekly, lambda unit: changing.set_rotation(unit, "r", rotation(*NAMES, "outi"), "ulla"))
    assert same == {}
    assert (await Roster(weekly.app.tx).plan()).revision == plan.revision


async def test_a_preview_says_who_gains_and_loses_and_changes_nothing(weekly: Office) -> None:
    body = {**SENT, "supervisors": [*NAMES, "outi"], "holds_from": "next_turn"}
    before = await Roster(weekly.app.tx).plan()
    found = (await weekly.post("/roster/rotations/r/preview", body)).json()
    assert await Roster(weekly.app.tx).plan() == before
    assert datetime.fromisoformat(found["at"]) == wall(MONDAY + 14 * DAY, 8)
    gains = {each["supervisor"]: each["after"] - each["before"] for each in found["people"]}
    assert found["people"][0]["supervisor"] == "outi"
    assert sum(gains.values()) == 0
    assert found["changes"][0]["was"] == "aino"
    assert found["changes"][0]["will"] == "outi"
    assert found["gaps"] == found["lost_swaps"] == []
    past = await weekly.post("/roster/rotations/r/preview", body | {"holds_from": MONDAY.isoformat()})
    assert (past.status_code, list(past.json()["fields"])) == (422, ["holds_from"])


async def test_a_swap_that_a_change_leaves_void_is_said_to_be_lost_to_both(weekly: Office) -> None:
    third = {"from": wall(MONDAY + 14 * DAY, 8).isoformat(), "to": wall(MONDAY + 21 * DAY, 8).isoformat()}
    swap = (await weekly.post("/swaps", {"asker": "sari", "asked": "outi", "given": third})).json()
    await weekly.post(f"/swaps/{swap['id']}/answer", {"answer": "agree"})
    kept = await told(weekly, lambda unit: changing.set_rotation(unit, "r", rotation(*NAMES, "outi"), "ulla"))
    assert not any(each["lost_swaps"] for each in kept.values())
    said = await told(weekly, lambda unit: changing.set_rotation(unit, "r", rotation("aino", "mikael"), "ulla"))
    assert [each["colleague"] for each in said["sari"]["lost_swaps"]] == ["Outi"]
    assert [each["colleague"] for each in said["outi"]["lost_swaps"]] == ["Sari"]
    assert (await Roster(weekly.app.tx).plan()).substitutions == ()


async def test_a_duty_set_by_hand_that_begins_in_two_minutes_is_told_in_the_same_change(weekly: Office) -> None:
    begins, ends = NOW + timedelta(minutes=2), NOW + timedelta(hours=6)
    row = {"supervisor": "outi", "from": begins.isoformat(), "to": ends.isoformat(), "rotation": "r"}
    sent = SetOverride.model_validate(row)
    said = await told(weekly, lambda unit: changing.set_overrides(unit, [sent], "ulla"))
    assert starts(said["outi"]["gained"]) == [begins]
    assert starts(said["mikael"]["lost"]) == [begins]
    assert set(said) == {"outi", "mikael"}
    again = await told(weekly, lambda unit: changing.set_overrides(unit, [sent], "ulla"))
    assert again == {}
    weekly.now = NOW + timedelta(minutes=1)
    assert "outi" not in await near_told(weekly)  # they know already
    gone = await told(weekly, lambda unit: changing.remove_override(unit, f"outi@{begins:%Y%m%dT%H%M%S}@r", "ulla"))
    assert (starts(gone["outi"]["lost"]), starts(gone["mikael"]["gained"])) == ([begins], [begins])


async def test_what_is_written_down_long_after_it_began_and_a_new_rotation_are_told_nobody(weekly: Office) -> None:
    early = {"supervisor": "outi", "from": (NOW - HOUR).isoformat(), "to": (NOW + HOUR).isoformat()}
    late = SetOverride.model_validate(early)
    assert await told(weekly, lambda unit: changing.set_overrides(unit, [late], "ulla")) == {}
    just_now = SetOverride.model_validate(early | {"from": NOW.isoformat(), "to": (NOW + DAY).isoformat()})
    assert set(await told(weekly, lambda unit: changing.set_overrides(unit, [just_now], "ulla"))) == {"outi"}
    backups = rotation("outi", name="Backups", backup=True)
    assert await told(weekly, lambda unit: changing.set_rotation(unit, "b", backups, "ulla")) == {}


async def near_told(office: Office) -> list[str]:
    """Who is told, at the next look, that their duty begins within a day."""
    found: list[str] = []

    async def noting(unit: Any) -> None:
        await roster.look_ahead(LookAheadDue(), unit)
        messages = [message for row in unit.rows for message in row.messages]
        bodies = [json.loads(each.body) for each in messages if each.envelope.type == "booking.duty_drew_near"]
        found[:] = [body["supervisor"]["supervisor_id"] for body in bodies]

    await office.app.run(noting)
    return found


async def test_a_second_duty_by_hand_in_one_rotation_s_place_is_refused_alone_and_in_a_batch(weekly: Office) -> None:
    def row(who: str, begins: int, ends: int, **others: Any) -> dict[str, Any]:
        return {
            "supervisor": who,
            "from": (NOW + begins * HOUR).isoformat(),
            "to": (NOW + ends * HOUR).isoformat(),
            "rotation": "r",
            **others,
        }

    assert (await weekly.post("/duties", row("outi", 2, 6))).status_code == 201
    refused = await weekly.post("/duties", row("aino", 5, 8))
    assert (refused.status_code, list(refused.json()["fields"])) == (409, ["0.rotation"])
    batch = await weekly.post("/duties", [row("aino", 10, 14), row("sari", 12, 16)])
    assert (batch.status_code, list(batch.json()["fields"])) == (409, ["1.rotation"])
    assert (await weekly.post("/duties", row("outi", 2, 9))).status_code == 201  # the same, longer
    assert (await weekly.post("/duties", row("aino", 2, 9, rotation=None))).status_code == 201  # beside
    assert (await weekly.post("/duties", row("aino", 9, 12))).status_code == 201  # they touch
    async with weekly.browser() as desk:
        form = {"supervisor": "sari", "from": "2026-12-08T16:00", "to": "2026-12-08T18:00", "rotation": "r"}
        assert (await desk.post("/booking/roster/duties", data=form)).status_code == 409


async def test_the_page_shows_what_changes_and_then_puts_it_into_force(weekly: Office) -> None:
    async with weekly.browser(language="en") as desk:
        form = {
            **{name: str(value) for name, value in SENT.items()},
            "who": [*NAMES, "outi"],
            "holds_from": "next_turn",
        }
        seen = await desk.post("/booking/roster/rotations/r", data=form | {"do": "preview"})
        assert seen.status_code == 200
        assert "Outi" in seen.text
        assert len((await Roster(weekly.app.tx).plan()).rotations) == 1
        wrong = await desk.post("/booking/roster/rotations/r", data=form | {"do": "preview", "holds_from": "day"})
        assert wrong.status_code == 422
        assert (await desk.post("/booking/roster/rotations/r", data=form | {"do": "save"})).status_code == 303
        assert len((await Roster(weekly.app.tx).plan()).rotations) == 2
        assert (await desk.get("/booking/roster/rotations")).text.count("First in line") >= 1
