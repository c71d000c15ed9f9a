"""Who leaves is out at once, everywhere: made inactive, or erased."""

import asyncio

import httpx
import pytest

from services.booking.directory.handlers import supervisors
from services.booking.sign_in import handlers
from shared.people.person import Person
from shared.tokens import digest
from tests.abuse.state import quiet
from tests.booking.conftest import Office
from tests.journeys.story import JSON, Story
from tests.parts import Network
from tests.patience import until

ULLA = Person(email="koordinaattori@example.org", name="Ulla", language="en", coordinator=True)
AINO = "aino@verkosto.example"


@pytest.fixture
async def story(network: Network) -> Story:
    told = Story(network)
    await told.supervisors("aino", "mikael", on_duty=("aino",))
    return told


async def leave(story: Story, how: str) -> None:
    async with story.network.browser(ULLA) as ulla:
        if how == "deactivate":
            answer = await ulla.post("/booking/directory/people/aino/deactivate")
        else:
            # Somebody who is on call is not erased: their duty comes first.
            await story.network.database("booking")["duties"].delete_many({})
            answer = await ulla.post("/booking/people/erase", data={"email": "Aino@Verkosto.example", "sure": "yes"})
        assert answer.status_code in (200, 303), answer.text


@pytest.mark.parametrize("how", ["deactivate", "erase"])
async def test_an_open_offer_lapses_and_the_next_wave_is_asked_at_once(story: Story, how: str) -> None:
    await story.waves(600, 600)
    asked = await story.ask(leaders=1)
    offer = await story.offer("aino")
    await leave(story, how)
    await story.offer("mikael")
    assert (await story.answer(offer, "accept", await slot(story, "mikael"))).status_code in (404, 409, 410)
    case = await story.get(f"/booking/api/cases/{asked.id}")
    assert [each["state"] for each in case["offers"]][:1] == ["lapsed"]


async def slot(story: Story, name: str) -> str:
    return str((await story.look(await story.offer(name)))["slots"][0]["start"])


@pytest.mark.parametrize("how", ["deactivate", "erase"])
async def test_their_feed_opens_nothing_and_says_nothing(story: Story, how: str) -> None:
    async with story.network.browser(Person(email=AINO, name="Aino", supervisor="aino")) as aino:
        await aino.post("/booking/calendars/mine", data={"answer": "open"})
        page = (await aino.get("/booking/calendars")).text
    feed = "/booking/feeds/" + page.split("/booking/feeds/")[1].split(".ics")[0] + ".ics"
    assert (await story.network.http.get(feed)).status_code == 200
    await leave(story, how)
    assert (await story.network.http.get(feed)).status_code == 404


async def test_what_happened_is_hidden_from_a_leader_who_has_left(story: Story) -> None:
    asked = await story.ask(leaders=1)
    await story.accept("aino")
    await asked.until_state("confirmed")
    page = await story.network.http.get(await story.offer("aino"))
    link = "/contracts/incidents/" + page.text.split("/contracts/incidents/")[1].split('"')[0]

    async def status() -> int:
        return (await story.network.http.get(link)).status_code

    assert await until(status, lambda found: found == 200) == 200
    await leave(story, "deactivate")
    assert await until(status, lambda found: found == 404) == 404
    async with story.network.browser(ULLA) as ulla:
        audit = (await ulla.get("/contracts/audit")).text
        assert AINO in audit
        assert asked.id in audit
        await ulla.post("/booking/directory/people/aino/activate")
    assert await until(status, lambda found: found == 200) == 200


@pytest.mark.parametrize("typed", [AINO, "Aino@Verkosto.example", "AINO@VERKOSTO.EXAMPLE"])
async def test_who_is_erased_is_signed_out_however_their_address_is_written(story: Story, typed: str) -> None:
    await story.network.database("booking")["duties"].delete_many({})
    async with story.sign_in(AINO) as aino, story.network.browser(ULLA) as ulla:
        assert (await aino.get("/booking/me")).status_code == 200
        await ulla.post("/booking/people/erase", data={"email": typed, "sure": "yes"})
        assert (await aino.get("/booking/me")).status_code == 303
        assert await story.network.database("booking")["devices"].count_documents({}) == 0

        async def out() -> bool:
            return (await aino.get("/contracts/me/data")).status_code == 303

        assert await until(out, bool)


async def test_a_removed_contact_s_tokens_open_nothing(story: Story) -> None:
    row = {"name": "Liedon koulu", "emails": ["maija@liedonkoulu.example", "olli@liedonkoulu.example"]}
    await story.post("/contracts/api/organisations", row)
    (school,) = await story.get("/contracts/api/organisations")
    await quiet(story.network)
    async with story.sign_in("maija@liedonkoulu.example") as maija:
        form = {"name": "HR", "scopes": "debriefings:read"}
        page = await maija.post(f"/contracts/mine/{school['id']}/tokens", data=form)
    token = "rinnalla_" + page.text.split(">rinnalla_")[1].split("<")[0]
    headers = JSON | {"Authorization": f"Bearer {token}"}
    assert (await story.network.http.get("/contracts/api/debriefings", headers=headers)).status_code == 200
    await story.post("/contracts/api/organisations", {"name": "Liedon koulu", "emails": ["olli@liedonkoulu.example"]})
    assert (await story.network.http.get("/contracts/api/debriefings", headers=headers)).status_code == 401


async def test_signing_in_at_the_moment_of_being_made_inactive_survives_it_never(office: Office) -> None:
    """Both write one document of the person: of two at the same moment one sees what the other did."""
    for n in range(12):
        name = f"aino{n}"
        await office.supervisors(name)
        email = f"{name}@verkosto.example"
        link = await a_link(office, email)
        results = await asyncio.gather(
            office.app.run(lambda unit, link=link: handlers.sign_in(unit, link, "s" * 40, "")),  # type: ignore[misc]
            office.app.run(lambda unit, name=name: supervisors.set_active(unit, name, "ulla", active=False)),  # type: ignore[misc]
            return_exceptions=True,
        )
        assert results[1] is None, results
        assert await office.database["devices"].count_documents({"person.email": email}) == 0


async def a_link(office: Office, email: str) -> str:
    await office.app.run(lambda unit: handlers.ask_to_sign_in(unit, email, "fi", None))

    async def sent() -> int:
        return int(await office.database["sign_in_links"].count_documents({"email": email}))

    await until(sent, bool)
    # The token itself is in the mail alone; a key that is known stands in its place.
    token = f"token-of-{email}"
    found = await office.database["sign_in_links"].find_one({"email": email})
    assert found is not None
    await office.database["sign_in_links"].insert_one({**found, "_id": digest(token)})
    return token


async def test_nobody_is_out_who_only_changed_their_name(story: Story) -> None:
    async with story.sign_in(AINO) as aino:
        details = {"name": "Aino Ek", "language": "fi", "languages": "fi", "working_hours": "", "urgent_hours": ""}
        answer: httpx.Response = await aino.post("/booking/profile", data=details)
        assert answer.status_code == 303
        assert (await aino.get("/booking/me")).status_code == 200
