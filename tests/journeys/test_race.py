"""First accept wins, whatever the crowd."""

import asyncio
from collections import Counter

import pytest

from tests.journeys.story import Story
from tests.parts import Network

CROWD = 200


@pytest.fixture
def story(network: Network) -> Story:
    return Story(network)


@pytest.mark.timeout(400)  # a crowd of 200 ends slowly on two busy cores
async def test_of_two_hundred_who_accept_at_once_each_twice_exactly_one_has_it(story: Story) -> None:
    names = [f"s{n:03}" for n in range(CROWD)]
    await story.supervisors(*names)
    await story.waves(10, 30, 30)
    asked = await story.ask(leaders=1)
    paths = await asyncio.gather(*(story.offer(name) for name in names))
    slots = [look["slots"][0]["start"] for look in await asyncio.gather(*map(story.look, paths))]
    answers = await asyncio.gather(
        *(story.answer(path, "accept", slot) for path, slot in zip(paths, slots, strict=True) for _ in range(2))
    )
    statuses = [answer.status_code for answer in answers]
    winners = [n for n in range(CROWD) if statuses[2 * n] == 200 or statuses[2 * n + 1] == 200]
    assert Counter(statuses) == {200: 2, 409: 2 * CROWD - 2}
    assert len(winners) == 1
    done = await asked.until_state("confirmed")
    assert len(done["confirmed"]["supervisors"]) == 1
    assert len(await story.network.database("booking")["sessions"].find({}).to_list(None)) == 1


async def test_one_supervisor_offered_two_cases_at_the_same_hour_gets_one(story: Story) -> None:
    await story.supervisors("aino", on_duty=("aino",))
    await asyncio.gather(story.ask(leaders=1), story.ask(leaders=1, organisation="Lehmusvaaran päiväkoti"))
    await story.network.inbox.mail("aino@verkosto.example", count=2)
    mails = story.network.inbox.box.mails("aino@verkosto.example")
    paths = ["/" + mail.text.split("/booking/", 1)[1].split()[0] for mail in mails]
    paths = [f"/booking{path}" for path in paths]
    slot = (await story.look(paths[0]))["slots"][0]["start"]
    answers = await asyncio.gather(*(story.answer(path, "accept", slot) for path in paths))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
