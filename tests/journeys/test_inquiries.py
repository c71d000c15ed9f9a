"""Somebody asks about supervision by the page: supervisors are mailed, one says yes, a draft is made."""

import pytest

from tests.journeys.story import LINK, Story
from tests.parts import Network
from tests.patience import until

MAIJA = "maija@liedonkoulu.example"
NEED = "Ryhmä on uupunut muutoksiin."
FORM = {
    "key": "a" * 32,
    "need": NEED,
    "form": "group",
    "municipality": "Lieto",
    "language": "fi",
    "organisation": "Liedon koulu",
    "contact.name": "Maija Salo",
    "contact.email": MAIJA,
}


@pytest.fixture
async def story(network: Network) -> Story:
    told = Story(network)
    await told.supervisors("aino", "mikael")
    known = network.database("contracts")["supervisors"]
    await until(lambda: known.count_documents({"name": {"$exists": True}}), lambda count: count == 2)
    return told


async def test_an_inquiry_is_mailed_round_and_becomes_a_draft(story: Story) -> None:
    network = story.network
    followed = (await network.http.post("/contracts/inquiries/new", data=FORM)).headers["location"]
    assert followed in (await network.inbox.mail(MAIJA)).text
    arrived = await network.inbox.mail(network.settings.coordinator_email)
    page = next(str(path) for path in LINK.findall(arrived.text) if "/inquiries/" in path)
    async with story.sign_in(network.settings.coordinator_email) as coordinator:
        await coordinator.post(f"{page}/offer", data={"supervisors": ["aino", "mikael"]})
        asked = await network.inbox.mail("aino@verkosto.example")
        offer = next(str(path) for path in LINK.findall(asked.text) if "/offers/" in path)
        assert (await network.http.post(offer, data={"answer": "yes"})).status_code == 303
        assert (await coordinator.post(f"{page}/choose", data={"supervisor": "aino"})).status_code == 303
        await network.inbox.mail(MAIJA, count=2)
        await network.inbox.mail("aino@verkosto.example", count=2)
        made = await coordinator.post(f"{page}/draft", data={"organisation": ""})
        assert "Maija Salo" in (await coordinator.get(made.headers["location"])).text
    for who in (MAIJA, "aino@verkosto.example", network.settings.coordinator_email):
        assert not any(NEED in mail.text for mail in network.inbox.box.mails(who))
