"""A network that stands for a whole module: what is refused changes nothing, so one is enough."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import parts
from tests.abuse.state import quiet
from tests.journeys.story import Story


@pytest.fixture(scope="module")
async def standing(
    tmp_path_factory: pytest.TempPathFactory, amqp_url: str, mongo_url: str, session_inbox: parts.Inbox
) -> AsyncIterator[parts.Network]:
    """The four services with two supervisors on call and one open offer."""
    session_inbox.box.clear()
    folder: Path = tmp_path_factory.mktemp("standing")
    settings = parts.settings(folder, amqp_url, mongo_url, session_inbox.smtp_url)
    async with parts.network(settings, session_inbox) as running:
        story = Story(running)
        await story.waves(600)
        await story.supervisors("aino", "mikael", on_duty=("aino", "mikael"))
        await story.ask(leaders=1)
        await story.offer("aino")
        await running.inbox.mail("maija@liedonkoulu.example")
        await quiet(running)
        yield running


@pytest.fixture(scope="module")
async def offer(standing: parts.Network) -> str:
    """The page of an offer that nobody has answered."""
    return await Story(standing).offer("aino")
