"""A client is asked by mail, consents, is read by everybody, withdraws, and is gone; the coordinator hears of it."""

from datetime import timedelta

import pytest

from shared.clock import utc_now
from tests.journeys.story import LINK, Story
from tests.parts import Network

MARIA = "maria@raisio.example"
QUOTE = "Löysimme yhteisen suunnan."


@pytest.fixture
async def story(network: Network) -> Story:
    return Story(network)


async def test_words_are_public_from_the_consent_until_its_end(story: Story) -> None:
    http = story.network.http
    made = await story.post(
        "/feedback/api/references",
        {
            "quote": QUOTE,
            "said_by": "Esihenkilö, Raisio",
            "where": ["web", "talks"],
            "until": (utc_now() + timedelta(days=300)).date().isoformat(),
            "name": "Maria Koskela",
            "email": MARIA,
            "language": "fi",
        },
    )
    mail = await story.network.inbox.mail(MARIA, "Saammeko näyttää sanasi?")
    assert QUOTE not in mail.text
    link = next(str(path) for path in LINK.findall(mail.text) if "/consent/" in path)
    html = {"Accept": "text/html"}
    assert QUOTE in (await http.get(link, headers=html)).text
    await http.post(link, data={"answer": "consent", "name": "Maria Koskela"}, headers=html)
    assert QUOTE in (await http.get("/feedback/references", headers=html)).text
    await http.post(link, data={"answer": "withdraw"}, headers=html)
    assert QUOTE not in (await http.get("/feedback/references", headers=html)).text
    assert (await http.get(f"/feedback/references/{made['id']}", headers=html)).status_code == 410
    told = await story.network.inbox.mail(story.network.settings.coordinator_email, "Referenssi on peruttu")
    assert "esityksissä" in told.text
