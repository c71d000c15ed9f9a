"""The coordinator writes down what a caller asks for: at a distance, with somebody of their occupational health."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from tests.journeys.story import JSON, LINK, Story, request
from tests.parts import Network
from tests.patience import until

OONA, MAIJA, AINO = "oona@terveys.example", "maija@liedonkoulu.example", "aino@verkosto.example"
ROOM, OTHER = "https://kokous.example/verkosto", "https://kokous.example/ainon-huone"


@pytest.fixture
async def story(network: Network) -> Story:
    told = Story(network)
    await told.waves(30, meeting_link=ROOM)
    await told.supervisors("aino", on_duty=("aino",))
    return told


def called() -> dict[str, Any]:
    an_hour_ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    return {
        "telephone": {"caller": "Rehtori Virtanen", "called_at": an_hour_ago},
        "place": {"remote": True},
        "beside": {"name": "Oona Laakso", "email": OONA, "phone": "+358 40 765 4321", "language": "fi"},
        "leaders": 1,
    }


async def test_a_caller_s_debriefing_is_led_by_two_at_a_link_that_everybody_has(story: Story) -> None:
    asked = await story.ask(**called())
    status = await asked.now()
    assert [row["what"] for row in status["timeline"]][:2] == ["telephoned", "requested"]
    assert (await story.accept("aino")).json()["place"]["link"] == ROOM
    await asked.until_state("confirmed")
    inbox = story.network.inbox
    for who, subject in ((MAIJA, "Vahvistettu"), (AINO, "Sinä vedät"), (OONA, "Vahvistettu")):
        mail = await inbox.mail(who, subject, attached=True)
        assert ROOM in mail.text
        assert _event(mail)["LOCATION"] == ROOM
    assert "Oona Laakso" in (await story.network.http.get(asked.path)).text
    offer = next(path for path in LINK.findall((await inbox.mail(AINO)).text) if "/offers/" in path)
    refused = await story.network.http.post(f"{offer}/meeting-link", data={"link": "javascript:alert(1)"})
    assert refused.status_code == 422
    assert (await story.network.http.post(f"{offer}/meeting-link", data={"link": OTHER})).status_code == 200
    for who in (MAIJA, OONA):
        anew = await until(lambda who=who: _with(story, who, OTHER))  # type: ignore[misc]
        assert int(_event(anew)["SEQUENCE"]) > 0
    assert (await story.network.http.post(f"{asked.path}/withdraw")).status_code in (200, 303)
    gone = await inbox.mail(OONA, "Peruttu", count=3)
    assert Calendar.from_ical(gone.attachments[0].content)["METHOD"] == "CANCEL"


async def test_only_the_coordinator_writes_down_a_call_and_only_known_people_s_word_writes_to_others(
    story: Story,
) -> None:
    network = story.network
    by_stranger = await network.http.post("/contracts/api/debriefings", json=request(**called()))
    assert (by_stranger.status_code, set(by_stranger.json()["fields"])) == (422, {"telephone"})
    unknown = {name: value for name, value in called().items() if name != "telephone"}
    sent = await network.http.post("/contracts/api/debriefings", json=request(**unknown))
    assert sent.status_code == 202
    await story.accept("aino")
    await network.inbox.mail(AINO, "Sinä vedät", attached=True)
    stranger = await network.inbox.mail(MAIJA, "Vahvistettu", attached=True)
    assert ROOM not in stranger.text
    assert network.inbox.box.mails(OONA) == []
    links = [link for mail in network.inbox.box.mails(MAIJA) for link in LINK.findall(mail.text)]
    link = next(path for path in links if "/verifications/" in path)
    assert (await network.http.post(link)).status_code in (200, 303)
    invited = await network.inbox.mail(OONA, "Vahvistettu", attached=True)
    assert ROOM in invited.text
    assert "Aino" in invited.text


async def test_somebody_else_of_their_occupational_health_is_told_and_who_was_to_lead_is_let_go(story: Story) -> None:
    network = story.network
    asked = await story.ask(**called())
    await story.accept("aino")
    await network.inbox.mail(OONA, "Vahvistettu", attached=True)
    petri = {"name": "Petri Salo", "email": "petri@terveys.example", "language": "sv"}
    async with story.sign_in(network.settings.coordinator_email) as coordinator:
        change = await coordinator.post(f"{asked.path}/change", json={"beside": petri}, headers=JSON)
    assert change.status_code == 200, change.text
    invited = await network.inbox.mail("petri@terveys.example", attached=True)
    assert _event(invited)["LOCATION"] == ROOM
    gone = await network.inbox.mail(OONA, "Vapautettu", count=2)
    assert Calendar.from_ical(gone.attachments[0].content)["METHOD"] == "CANCEL"
    told = await network.inbox.mail(AINO, "Sinä vedät", count=3)
    assert "Petri Salo" in told.text


async def test_the_coordinator_s_form_asks_who_called_and_nobody_else_s_does(story: Story) -> None:
    new = "/contracts/debriefings/new"
    assert "telephone.caller" not in (await story.network.http.get(new)).text
    async with story.sign_in(story.network.settings.coordinator_email) as coordinator:
        page = (await coordinator.get(new)).text
        assert "telephone.caller" in page
        assert new in (await coordinator.get("/booking/desk")).text


def _event(mail: Any) -> Any:
    return next(iter(Calendar.from_ical(mail.attachments[0].content).walk("VEVENT")))


async def _with(story: Story, who: str, link: str) -> Any:
    found = [each for each in story.network.inbox.box.mails(who) if link in each.text and each.attachments]
    return found[-1] if found else None
