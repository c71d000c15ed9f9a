"""People who order for organisations: admitted by the coordinator, they sign in by mail until they are removed."""

from datetime import UTC, datetime

import httpx
import pytest

from tests.abuse.state import quiet
from tests.access.test_privacy import everything
from tests.journeys.story import Asked, Story, request
from tests.parts import Network
from tests.patience import until

MAIJA = "maija@liedonkoulu.example"
CONTACT = request()["contact"]


@pytest.fixture
async def story(network: Network) -> Story:
    return Story(network)


async def added(coordinator: httpx.AsyncClient, name: str, *emails: str) -> str:
    """The path of an organisation whose contacts, with these addresses, may order."""
    path = str((await coordinator.post("/contracts/organisations/new", data={"name": name})).headers["location"])
    for email in emails:
        form = {"name": email.split("@")[0].title(), "email": email, "language": "fi", "orders": "yes"}
        assert (await coordinator.post(f"{path}/contacts/new", data=form)).status_code == 303
    return path


async def known_at_booking(story: Story, count: int) -> None:
    """Until booking knows this many orderers."""
    orderers = story.network.database("booking")["orderers"]
    await until(lambda: orderers.count_documents({"email": {"$exists": True}}), lambda known: known == count)


async def contact_path(coordinator: httpx.AsyncClient, path: str) -> str:
    page = (await coordinator.get(path)).text
    return f"{path}/contacts/" + page.split(f"{path}/contacts/")[1].split('"')[0]


async def test_a_contact_who_may_order_signs_in_by_mail(story: Story) -> None:
    async with story.sign_in(story.network.settings.coordinator_email) as coordinator:
        await added(coordinator, "Liedon koulu", MAIJA)
        await known_at_booking(story, 1)
    async with story.sign_in(MAIJA) as maija:
        page = (await maija.get("/booking/me")).text
        assert "Maija" in page
        assert "tilaaja" in page
        assert (await maija.get("/contracts/organisations")).status_code == 403


async def test_an_orderer_asks_and_follows_their_own_organisation_s_and_no_other_s(story: Story) -> None:
    await story.supervisors("aino", on_duty=("aino",))
    async with story.sign_in(story.network.settings.coordinator_email) as coordinator:
        await added(coordinator, "Liedon koulu", MAIJA)
        await added(coordinator, "Loimaan koulu", "olli@loimaa.example")
        await known_at_booking(story, 2)
    others = await story.ask(
        organisation="Loimaan koulu", languages=["en"], contact={**CONTACT, "email": "olli@loimaa.example"}
    )
    async with story.sign_in(MAIJA) as maija:
        page = (await maija.get("/contracts/debriefings/new")).text
        filled = {
            "key": page.split('name="key" value="')[1].split('"')[0],
            "organisation": page.split('name="organisation"')[1].split('value="')[1].split('"')[0],
            "contact.name": "Maija Salo",
            "contact.email": "sijainen@liedonkoulu.example",
            "contact.phone": "+358 40 123 4567",
            "incident.kind": "accident",
            "incident.occurred_at": datetime.now(UTC).strftime("%Y-%m-%dT00:00"),
            "place.municipality": "Lieto",
            "participants": "5",
            "languages": "fi",
            "leaders": "1",
        }
        status = str((await maija.post("/contracts/debriefings/new", data=filled)).headers["location"])
        assert (await story.accept("aino")).status_code == 200
        await Asked(story, "", status).until_state("confirmed")
        mine = (await maija.get("/contracts/mine")).text
    assert status in mine
    assert "Vahvistettu" in mine
    assert others.path not in mine
    (case,) = [each for each in await story.get("/booking/api/cases") if each["organisation"] == "Liedon koulu"]
    assert case["verified"]


async def test_who_may_order_no_more_is_signed_out_everywhere_and_gets_no_link(story: Story) -> None:
    async with story.sign_in(story.network.settings.coordinator_email) as coordinator:
        path = await added(coordinator, "Liedon koulu", MAIJA)
        await known_at_booking(story, 1)
        async with story.sign_in(MAIJA) as maija:
            await coordinator.post(f"{await contact_path(coordinator, path)}/remove")
            await known_at_booking(story, 0)
            assert (await maija.get("/booking/me")).status_code == 303
            await until(lambda: maija.get("/contracts/organisations"), lambda page: page.status_code != 403)
    mails = len(story.network.inbox.box.mails(MAIJA))
    async with story.network.browser() as browser:
        await browser.post("/booking/sign-in", data={"email": MAIJA})
        await browser.post("/booking/sign-in", data={"email": story.network.settings.coordinator_email})
    await story.network.inbox.mail(story.network.settings.coordinator_email, count=2)
    assert len(story.network.inbox.box.mails(MAIJA)) == mails


async def test_one_more_organisation_ends_the_session_so_that_the_next_one_knows_it(story: Story) -> None:
    async with story.sign_in(story.network.settings.coordinator_email) as coordinator:
        await added(coordinator, "Liedon koulu", MAIJA)
        await known_at_booking(story, 1)
        async with story.sign_in(MAIJA) as maija:
            await added(coordinator, "Loimaan koulu", MAIJA)
            await known_at_booking(story, 2)
            assert (await maija.get("/booking/me")).status_code == 303
        async with story.sign_in(MAIJA) as maija:
            assert (await maija.get("/booking/me")).status_code == 200


async def test_an_erased_contact_is_nowhere_and_signs_in_no_more(story: Story) -> None:
    async with story.sign_in(story.network.settings.coordinator_email) as coordinator:
        path = await added(coordinator, "Liedon koulu", MAIJA)
        await known_at_booking(story, 1)
        async with story.sign_in(MAIJA) as maija:
            assert "Liedon koulu" in (await maija.get("/contracts/me/data")).text
            assert "Liedon koulu" in (await maija.get("/booking/me/data")).text
            assert (await maija.post("/booking/me/erase")).status_code == 200
        await known_at_booking(story, 0)
        await until(lambda: coordinator.get(path), lambda page: "Maija" not in page.text)
    await quiet(story.network)
    kept = await everything(story.network)
    assert {name for name, rows in kept.items() if any("liedonkoulu" in row or "Maija" in row for row in rows)} == set()
