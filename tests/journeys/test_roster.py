"""The on-call roster at work: routing goes by it at that very moment, swaps change it, mails come ahead of time."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.story import Story
from tests.parts import Network
from tests.patience import until

ZONE = ZoneInfo("Europe/Helsinki")
ROSTER = "/booking/api/roster"


@pytest.fixture
async def story(network: Network) -> Story:
    return Story(network)


def rotation(*names: str, **changes: Any) -> dict[str, Any]:
    """Turns of a day, handed over at noon, since the day before yesterday."""
    starts = datetime.now(ZONE).date() - timedelta(days=2)
    return {
        "name": "First in line",
        "supervisors": list(names),
        "starts": starts.isoformat(),
        "hour": "12:00",
        "days": 1,
        **changes,
    }


async def look_now(story: Story) -> None:
    """The roster's timer comes due, and is answered."""
    timers = story.network.database("booking")["timers"]
    await timers.update_one({"_id": "roster"}, {"$set": {"due": datetime.now(UTC) - timedelta(seconds=1)}})
    await until(lambda: timers.count_documents({"due": {"$gt": datetime.now(UTC) + timedelta(minutes=1)}}))


async def test_whoever_has_the_turn_is_asked_first(story: Story) -> None:
    await story.supervisors("aino", "mikael", "sari")
    await story.waves(60, 60)
    kept = await story.post(f"{ROSTER}/rotations", rotation("aino", "mikael@verkosto.example"))
    assert kept["supervisors"] == ["aino", "mikael"]
    (on_call,) = await story.get(f"{ROSTER}/on-duty")
    await story.ask(leaders=1)
    mail = await story.network.inbox.mail(f"{on_call['supervisor']}@verkosto.example")
    assert "Liedon koulu" in mail.subject
    assert len(story.network.inbox.box.mails()) == 2  # the requester's, and theirs


async def test_the_forecast_shows_whose_turn_it_is_and_where_nobody_is(story: Story) -> None:
    await story.supervisors("aino", "mikael")
    ends = datetime.now(ZONE).date() + timedelta(days=3)
    await story.post(f"{ROSTER}/rotations", rotation("aino", "mikael", ends=ends.isoformat()))
    found = await story.get(f"{ROSTER}/forecast?weeks=1")
    assert {duty["supervisor"] for duty in found["duties"]} == {"aino", "mikael"}
    assert [gap["end"] for gap in found["gaps"]] == [found["to"]]
    assert found["duties"][-1]["to"] == found["gaps"][0]["start"]


async def test_a_swap_is_asked_by_mail_and_changes_the_roster_once_it_is_agreed(story: Story) -> None:
    await story.supervisors("aino", "mikael")
    await story.post(f"{ROSTER}/rotations", rotation("aino", "mikael"))
    coming = (await story.get(f"{ROSTER}/forecast?weeks=1"))["duties"][1:3]
    given, returned = ({"from": duty["from"], "to": duty["to"]} for duty in coming)
    asker, asked = (duty["supervisor"] for duty in coming)
    swap = await story.post(
        "/booking/api/swaps", {"asker": asker, "asked": asked, "given": given, "in_return": returned}
    )
    mail = await story.network.inbox.mail(f"{asked}@verkosto.example")
    assert asker.capitalize() in mail.subject
    assert "/booking/swaps/" in mail.text
    agreed = await story.post(f"/booking/api/swaps/{swap['id']}/answer", {"answer": "agree"})
    assert agreed["state"] == "agreed"
    assert asked.capitalize() in (await story.network.inbox.mail(f"{asker}@verkosto.example")).subject
    now_on = await story.get(f"{ROSTER}/on-duty?at={given['from'].replace('+', '%2B')}")
    assert [each["supervisor"] for each in now_on] == [asked]
    again = await story.network.http.post(
        f"/booking/api/swaps/{swap['id']}/answer", json={"answer": "decline"}, headers=story.network.coordinator
    )
    assert again.status_code == 409


async def test_mails_come_before_a_duty_begins_and_before_nobody_is_on_call(story: Story) -> None:
    await story.supervisors("aino", "mikael")
    ends = datetime.now(ZONE).date() + timedelta(days=2)
    await story.post(f"{ROSTER}/rotations", rotation("aino", "mikael", ends=ends.isoformat()))
    coming = (await story.get(f"{ROSTER}/forecast?weeks=1"))["duties"][1]
    await look_now(story)
    mail = await story.network.inbox.mail(f"{coming['supervisor']}@verkosto.example")
    assert "/booking/roster" in mail.text
    told = await story.network.inbox.mail(story.network.settings.coordinator_email)
    assert "/booking/roster" in told.text
    await look_now(story)
    assert len(story.network.inbox.box.mails()) == 2


async def test_a_duty_set_by_hand_can_be_taken_back(story: Story) -> None:
    await story.supervisors("aino", on_duty=("aino",))
    assert [each["supervisor"] for each in await story.get(f"{ROSTER}/on-duty")] == ["aino"]
    now = datetime.now(UTC)
    span = {"from": (now - timedelta(hours=1)).isoformat(), "to": (now + timedelta(hours=1)).isoformat()}
    kept = await story.post("/booking/api/duties", {"supervisor": "aino", **span})
    for duty in kept["ids"]:
        gone = await story.network.http.delete(f"/booking/api/duties/{duty}", headers=story.network.coordinator)
        assert gone.status_code == 204
    gone = await story.network.http.delete("/booking/api/duties/unknown", headers=story.network.coordinator)
    assert gone.status_code == 404


async def test_who_is_not_in_the_directory_takes_no_turns(story: Story) -> None:
    await story.supervisors("aino")
    answer = await story.network.http.post(
        f"{ROSTER}/rotations", json=rotation("aino", "nobody"), headers=story.network.coordinator
    )
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"supervisors.1"}
    assert await story.get(f"{ROSTER}/rotations") == []


async def test_changes_made_at_the_same_moment_are_all_kept(story: Story) -> None:
    await story.supervisors("aino", "mikael")
    await asyncio.gather(
        *(story.post(f"{ROSTER}/rotations", rotation("aino", "mikael", name=f"Rotation {n}")) for n in range(8))
    )
    assert len(await story.get(f"{ROSTER}/rotations")) == 8


async def test_of_two_who_take_the_same_duty_at_the_same_moment_one_has_it(story: Story) -> None:
    await story.supervisors("aino", "mikael", "sari")
    await story.post(f"{ROSTER}/rotations", rotation("aino"))
    given = {"from": _noon(3), "to": _noon(4)}
    swaps = [
        (await story.post("/booking/api/swaps", {"asker": "aino", "asked": who, "given": given}))["id"]
        for who in ("mikael", "sari")
    ]
    answers = await asyncio.gather(
        *(
            story.network.http.post(
                f"/booking/api/swaps/{swap}/answer", json={"answer": "agree"}, headers=story.network.coordinator
            )
            for swap in swaps
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (on_call,) = await story.get(f"{ROSTER}/on-duty?at={_noon(3)}")
    assert on_call["supervisor"] in {"mikael", "sari"}


def _noon(days: int) -> str:
    at = datetime.combine(datetime.now(ZONE).date() + timedelta(days=days), time(12), ZONE)
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


async def test_who_is_made_inactive_takes_no_turns_and_leaves_a_gap(story: Story) -> None:
    await story.supervisors("aino")
    await story.post(f"{ROSTER}/rotations", rotation("aino"))
    assert (await story.get(f"{ROSTER}/forecast?weeks=1"))["gaps"] == []
    await story.network.database("booking")["supervisors"].update_one({"_id": "aino"}, {"$set": {"active": False}})
    assert len((await story.get(f"{ROSTER}/forecast?weeks=1"))["gaps"]) == 1
    again = await story.network.http.post(
        f"{ROSTER}/rotations", json=rotation("aino"), headers=story.network.coordinator
    )
    assert again.status_code == 422
