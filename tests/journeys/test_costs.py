"""What the two waits of an urgent debriefing ask of the database: counted, so that no change makes them slower unseen.

A figure that has to rise is raised here, with the reason.
"""

import asyncio
from collections import Counter

import pytest

from tests.commands import Commands, listening
from tests.journeys.story import Story
from tests.parts import Network

LEADERS = ("aino", "mikael", "sari")
# The commit is one of each.
REQUEST = {
    "contracts": ["find organisations", "find network", "insert debriefings", "insert outbox", "commitTransaction"],
    "booking": [
        "insert inbox",
        "find revisions",
        "find sessions",
        "insert cases",
        "update timers",
        "insert outbox",
        "commitTransaction",
    ],
    # What people were told of the debriefing is remembered, so that no letter is ever stale; and, beside it, how many
    # letters an address of a stranger has had.
    "notifications": ["insert inbox", "find things", "update things", "insert letters", "commitTransaction"],
}
ACCEPT = {
    "booking": [
        "find cases",
        "find revisions",
        "update cases",
        "insert sessions",
        "update timers",
        "insert outbox",
        "commitTransaction",
    ],
    # Letters that the confirmation makes stale, and that wait still, are superseded in the same transaction. What this
    # process has written of the debriefing it knows.
    "notifications": [
        "insert inbox",
        "find things",
        "update things",
        "update letters",
        "insert letters",
        "commitTransaction",
    ],
}
# Before the transaction: whether the offer is still open.
LOOKS = 1


@pytest.fixture
async def story(network: Network) -> Story:
    """A network that has seen a request before: what rarely changes is known."""
    told = Story(network)
    await told.supervisors(*LEADERS, on_duty=LEADERS)
    await told.ask(leaders=1)
    for name in LEADERS:
        await told.offer(name)
    return told


async def committed(told: Commands, service: str, *steps: str) -> list[str]:
    """The steps of the one transaction of this service in which these are, once it is committed."""
    while True:
        found = [[str(each) for each in each] for each in told.transactions(service)]
        found = [each for each in found if set(steps) <= set(each) and each[-1] == "commitTransaction"]
        if found:
            return found[0]
        await asyncio.sleep(0.02)


async def test_a_request_costs_so_many_commands_until_its_offers_are_out(story: Story) -> None:
    with listening() as told:
        await story.ask(leaders=1)
        for name in LEADERS:
            await story.offer(name, count=2)
    assert await committed(told, "contracts", "insert debriefings") == REQUEST["contracts"]
    assert await committed(told, "booking", "insert cases") == REQUEST["booking"]
    assert await committed(told, "notifications", "insert letters") == REQUEST["notifications"]


async def test_an_accept_costs_so_many_commands_until_its_confirmation_is_out(story: Story) -> None:
    path = await story.offer("aino")
    slot = (await story.look(path))["slots"][0]["start"]
    with listening() as told:
        assert (await story.answer(path, "accept", slot)).status_code == 200
        await story.network.inbox.mail("aino@verkosto.example", count=2)
    assert await committed(told, "booking", "insert sessions") == ACCEPT["booking"]
    # Which letters are stale by then depends on which of the events comes first.
    await committed(told, "notifications", "insert letters")
    for seen in (list(map(str, each)) for each in told.transactions("notifications")):
        assert "insert letters" not in seen or not Counter(seen) - Counter(ACCEPT["notifications"])
    began = next(n for n, each in enumerate(told.heard) if str(each) == "update cases")
    looks = [each for each in told.heard[:began] if each.transaction is None and each.collection == "cases"]
    assert len(looks) == LOOKS


async def test_what_has_changed_is_read_anew_and_then_known_again(story: Story) -> None:
    await story.waves(10, 10, 10)
    with listening() as told:
        await story.ask(leaders=1)
        await story.offer("aino", count=2)
        changed = await committed(told, "booking", "insert cases")
    assert "find network" in changed
    with listening() as told:
        await story.ask(leaders=1)
        await story.offer("aino", count=3)
        assert await committed(told, "booking", "insert cases") == REQUEST["booking"]
