"""Whoever has still to answer a request sees so on every page of every service, until it is answered; nobody else."""

import re

from shared.people.person import Person
from tests.journeys.story import Story
from tests.parts import Network
from tests.patience import until

WAITS = re.compile(r'class="waiting" href="([^"]+)"')


def person(name: str) -> Person:
    return Person(email=f"{name}@verkosto.example", name=name.capitalize(), supervisor=name)


PAGES = ("/booking/today", "/contracts/more", "/feedback/more", "/notifications/me/data", "/booking/nowhere")


async def test_an_open_request_is_a_line_on_every_page_until_it_is_answered(network: Network) -> None:
    story = Story(network)
    await story.supervisors("aino", "mikael", on_duty=("aino", "mikael"))
    await story.supervisors("sari", competences=[])
    async with network.browser(person("aino")) as aino, network.browser(person("sari")) as sari:

        async def shown() -> set[str]:
            return {path for path in PAGES if WAITS.search((await aino.get(path)).text)}

        assert await shown() == set()
        await story.ask(leaders=2)
        offer = await story.offer("aino")
        await until(shown, lambda found: found == set(PAGES))
        found = WAITS.search((await aino.get("/contracts/more")).text)
        assert found is not None
        there = await aino.get(found[1])
        assert (there.status_code, there.headers["location"].endswith(offer)) == (303, True)
        assert WAITS.search((await sari.get("/booking/today")).text) is None
        await story.answer(offer, "decline")
        await until(shown, lambda found: found == set())
        assert "Mikään ei odota" in (await aino.get("/booking/asked")).text


async def test_a_leader_comes_from_the_week_to_the_debriefing_s_own_page(network: Network) -> None:
    story = Story(network)
    await story.supervisors("aino", "mikael", on_duty=("aino", "mikael"))
    asked = await story.ask(leaders=1)
    offer = await story.offer("aino")
    assert (await story.accept("aino")).status_code == 200
    await asked.until_state("confirmed")
    async with network.browser(person("aino")) as aino, network.browser(person("mikael")) as mikael:
        there = await aino.get(f"/booking/debriefings/{asked.id}")
        assert there.headers["location"].endswith(offer)
        assert (await mikael.get(f"/booking/debriefings/{asked.id}")).status_code == 404
