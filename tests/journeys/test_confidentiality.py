"""What happened reaches nobody who needn't know: a marked description is looked for everywhere."""

import asyncio
import logging
from typing import Any

import aio_pika
import pytest
from bson import encode

from deploy.services import NAMES
from shared.routing import EVENTS
from tests.journeys.story import LINK, Asked, Story
from tests.parts import Network

MARK = "Salaisuus-7f3a-äö"


async def spied(network: Network) -> tuple[Any, Any]:
    """A queue that gets a copy of every event."""
    connection = await aio_pika.connect(network.settings.amqp_url)
    channel = await connection.channel()
    queue = await channel.declare_queue("spy", exclusive=True)
    await queue.bind(EVENTS.name, "#")
    return connection, queue


async def everything_said(queue: Any) -> list[bytes]:
    said = []
    while (message := await queue.get(fail=False)) is not None:
        said.append(message.body + repr(message.headers).encode())
    return said


async def everything_stored(network: Network) -> dict[str, bytes]:
    """Every document of every service, as its bytes."""
    stored: dict[str, bytes] = {}
    for name in NAMES:
        database = network.database(name)
        for collection in await database.list_collection_names():
            async for document in database[collection].find({}):
                stored[name] = stored.get(name, b"") + encode(dict(document))
    return stored


def holds(text: bytes) -> bool:
    """Whether the mark is in it, as it is or as JSON writes it."""
    return any(form in text for form in (MARK.encode(), MARK.encode("unicode_escape"), b"Salaisuus-7f3a"))


async def told(asked: Asked) -> list[bytes]:
    """All that the requester's own page says."""
    http = asked.story.network.http
    page = await http.get(asked.path, headers={"Accept": "text/html"})
    json = await http.get(asked.path, headers={"Accept": "application/json"})
    async with http.stream("GET", f"{asked.path}/live") as live:
        first = await anext(live.aiter_bytes())
    return [page.content, json.content, first]


async def test_the_description_is_found_only_on_the_accepted_supervisors_page(
    network: Network, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("pymongo").setLevel(logging.WARNING)  # it prints whole commands only when somebody asks for it
    story = Story(network)
    connection, spy = await spied(network)
    async with connection:
        await story.supervisors("aino", "mikael", on_duty=("aino", "mikael"))
        incident = {
            "kind": "death",
            "occurred_at": "2026-11-01T10:00:00+02:00",
            "description": f"Ensin. {MARK} Lopuksi.",
        }
        asked = await story.ask(leaders=1, incident=incident)
        await story.accept("aino")
        await asked.until_state("confirmed")
        await network.inbox.mail("mikael@verkosto.example", count=2)
        await asyncio.sleep(0.3)
        said = await everything_said(spy)
    assert len(said) >= 4
    assert not any(map(holds, said))
    assert not any(map(holds, await told(asked)))
    assert not any(holds(mail.raw) or holds((mail.text + mail.html).encode()) for mail in network.inbox.box.mails())
    stored = await everything_stored(network)
    assert set(stored) == set(NAMES)
    assert not any(map(holds, stored.values()))
    out, err = capfd.readouterr()
    assert not holds((out + err + caplog.text).encode())
    page = (await network.http.get(await story.offer("aino", count=2))).text
    reading = next(link for link in LINK.findall(page.replace('"', " ")) if "/incidents/" in link)
    assert holds((await network.http.get(reading)).content)


def test_the_search_finds_a_leak() -> None:
    assert holds(f"... {MARK} ...".encode())
    assert holds(b'{"description": "Salaisuus-7f3a-\\u00e4\\u00f6"}')
    assert not holds(b"Salaisuus")
