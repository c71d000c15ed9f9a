"""A rehearsal across services: called where the roster is, told where people are reached."""

from typing import Any

from tests.journeys.story import Story
from tests.parts import Network
from tests.patience import until


async def test_whoever_is_on_call_is_reached_and_nobody_else(network: Network) -> None:
    story = Story(network)
    await story.supervisors("aino", on_duty=("aino",))
    await story.supervisors("mikael")
    drill = (await story.post("/booking/api/roster/drill", {}))["id"]
    mail = await network.inbox.mail("aino@verkosto.example", "Harjoitus")
    assert "harjoitus" in mail.text

    async def told() -> Any:
        return await network.http.get(f"/notifications/api/drills/{drill}", headers=network.coordinator)

    given = await until(told, lambda found: found.status_code == 200)
    assert [each["email"] for each in given.json()["people"]] == ["aino@verkosto.example"]
    assert not [each for each in network.inbox.box.mails("mikael@verkosto.example") if "Harjoitus" in each.subject]


async def test_with_nobody_on_call_there_is_nothing_to_rehearse(network: Network) -> None:
    await Story(network).supervisors("aino")
    given = await network.http.post("/booking/api/roster/drill", headers=network.coordinator)
    assert given.status_code == 409
