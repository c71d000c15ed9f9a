"""Junk on every queue of every service: put aside with a reason, and the services go on."""

import json

import aio_pika
import pytest

from deploy.parked import work
from deploy.services import NAMES, table
from shared.messages.base import Message
from shared.messaging.routing import queue_name, type_name
from tests.journeys.story import Story
from tests.parts import Network

QUEUES = [(name, message) for name in NAMES for message in (*table(name).consumes, *table(name).timers)]


def poisons(message: type[Message]) -> list[tuple[str, bytes]]:
    """Junk bytes, JSON of another shape, and an unknown type."""
    return [(type_name(message), b"\x00\xffjunk"), (type_name(message), b"[1]"), ("nobody.knows", b"{}")]


@pytest.fixture
def story(network: Network) -> Story:
    return Story(network)


async def test_poison_on_every_queue_is_parked_with_a_reason_and_the_services_stay_well(story: Story) -> None:
    network = story.network
    sent = set()
    connection = await aio_pika.connect(network.settings.amqp_url)
    async with connection:
        channel = await connection.channel()
        for name, message in QUEUES:
            for n, (kind, body) in enumerate(poisons(message)):
                key = f"{queue_name(name, message)}-{n}"
                poison = aio_pika.Message(body, message_id=key, type=kind, content_type="application/json")
                await channel.default_exchange.publish(poison, queue_name(name, message))
                sent.add(key)
    # The services still do their work ...
    await story.supervisors("aino", on_duty=("aino",))
    asked = await story.ask(leaders=1)
    assert (await story.accept("aino")).status_code == 200
    await asked.until_state("confirmed")
    # ... and everything is on the parking queues, named and with its reason.
    found = await work(network.settings.amqp_url, list(NAMES), set(), again=False)
    assert {each.told.id for each in found} == sent
    assert all(each.told.reason != "unknown" for each in found)
    assert {each.told.queue for each in found} == {queue_name(name, message) for name, message in QUEUES}


async def test_a_parked_message_whose_cause_is_mended_takes_effect_when_replayed(story: Story) -> None:
    """A withdrawal that was put aside is replayed: the case is withdrawn."""
    await story.supervisors("aino", on_duty=("aino",))
    asked = await story.ask(leaders=1)
    await story.offer("aino")
    network = story.network
    body = {
        "debriefing_id": asked.id,
        "organisation": "Liedon koulu",
        "contact": {"name": "Maija", "email": "maija@liedonkoulu.example", "phone": "+358401234567", "language": "fi"},
        "withdrawn_at": "2026-12-01T10:00:00Z",
    }
    connection = await aio_pika.connect(network.settings.amqp_url)
    async with connection:
        channel = await connection.channel()
        parked = aio_pika.Message(
            json.dumps(body).encode(),
            message_id="mended",
            type="contracts.debriefing_withdrawn",
            content_type="application/json",
            headers={"x-reason": "NotYetKnownError", "x-parked-from": "booking.debriefing_withdrawn"},
        )
        await channel.default_exchange.publish(parked, "booking.parked")
    assert len(await work(network.settings.amqp_url, ["booking"], {"mended"}, again=True)) == 1
    cases = f"/booking/api/cases/{asked.id}"
    for _ in range(200):
        if (await story.get(cases))["state"] == "withdrawn":
            break
    else:
        pytest.fail("the replayed withdrawal took no effect")
    assert await work(network.settings.amqp_url, ["booking"], set(), again=False) == []
