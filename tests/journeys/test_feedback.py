"""After a session who was there is asked by mail and answers without a name; one answer alone is shown to nobody."""

from datetime import UTC, datetime, timedelta

import pytest

from services.feedback.rounds.model import Round
from shared.people.person import Person
from tests.journeys.story import LINK, Story, path_of
from tests.parts import Network
from tests.patience import until
from tests.workdays import workday

MAIJA = "maija@liedonkoulu.example"
AINO = Person(email="aino@verkosto.example", name="Aino", supervisor="aino")


@pytest.fixture
async def story(network: Network) -> Story:
    told = Story(network)
    await told.supervisors("aino")
    return told


async def held_session(story: Story) -> str:
    """A session with Maija, planned, then over and marked."""
    now = datetime.now(UTC)
    placed = await story.post(
        "/booking/api/sessions",
        {
            "organisation": "Liedon koulu",
            "supervisors": ["aino"],
            "first": workday(14).isoformat(),
            "at": "10:00",
            "minutes": 60,
            "holidays": True,
            "place": {"address": "Keskuskatu 4, Lieto"},
            "guest": {"name": "Maija Salo", "email": MAIJA, "language": "fi"},
        },
    )
    session = str(placed["sessions"][0]["id"])
    await story.network.inbox.mail(MAIJA)
    past = {"start": now - timedelta(hours=2), "end": now - timedelta(hours=1)}
    await story.network.database("booking")["sessions"].update_one({"_id": session}, {"$set": past})
    await story.post(f"/booking/api/sessions/{session}/mark", {"held": True})
    return session


async def test_a_group_without_addresses_answers_by_codes_from_the_supervisor_s_phone(story: Story) -> None:
    session = await held_session(story)
    meetings = story.network.database("feedback")["meetings"]
    await until(lambda: meetings.count_documents({"_id": session}))
    past = datetime.now(UTC) - timedelta(hours=1)
    await meetings.update_one({"_id": session}, {"$set": {"start": past, "end": past}})
    async with story.network.browser(AINO) as phone:
        way = f"/feedback/codes/{session}"
        assert way in (await phone.get(f"/booking/sessions/{session}")).text
        await phone.post(way, data={"present": "6"})
        links = (await phone.get(way, headers={"Accept": "application/json"})).json()["links"]
    for link in map(path_of, links):
        done = await story.network.http.post(link, data={"heard": "5"}, headers={"Accept": "text/html"})
        assert "Kiitos" in done.text
    feedback = story.network.database("feedback")
    assert await feedback["ballots"].count_documents({}) == len(links) == 6
    assert await feedback["codes"].count_documents({"used": True}) == 6


async def test_a_session_s_guest_is_asked_by_mail_and_answers_without_a_name(story: Story) -> None:
    session = await held_session(story)
    mail = await story.network.inbox.mail(MAIJA, "Miltä tapaaminen tuntui?", count=2)
    link = next(path for path in LINK.findall(mail.text) if "/answers/" in path)
    page = await story.network.http.get(link)
    assert "Minua kuunneltiin." in page.text
    done = await story.network.http.post(link, data={"heard": "5"}, headers={"Accept": "text/html"})
    assert "Kiitos" in done.text
    feedback = story.network.database("feedback")

    async def round_() -> Round:
        found = await feedback["rounds"].find_one({"_id": f"pulse:{session}"})
        assert found is not None
        return Round.model_validate({"id": found["_id"], **found})

    assert (await until(round_, lambda found: found.state == "closed")).organisation == "Liedon koulu"
    assert await feedback["ballots"].count_documents({}) == 1
    assert await feedback["cells"].count_documents({}) == 0
    summary = await story.get("/feedback/api/reports")
    assert summary["questionnaires"] == []
    assert [each["because"] for each in summary["not_shown"]] == ["few"]
