"""At rest nothing waits anywhere, and the look at the broker sees what the stores can't."""

from urllib.parse import unquote, urlsplit

import aio_pika
import pytest
from aio_pika.abc import AbstractIncomingMessage

from deploy.services import NAMES
from shared.messages.contracts import DebriefingRequested
from shared.messaging.routing import queue_name
from tests import parts
from tests.journeys.story import Story
from tests.patience import until
from tests.settled import Queue, queues, unsettled, until_settled

ALONE = dict.fromkeys(NAMES, 1)


@pytest.fixture
async def look(network: parts.Network, broker: parts.Broker) -> "Look":
    if broker.rabbit is None:
        pytest.skip("another's broker can't be asked what it holds")
    return Look(network, broker)


class Look:
    """The broker's own word on the network's queues."""

    def __init__(self, network: parts.Network, broker: parts.Broker) -> None:
        self.network = network
        self._broker = broker

    async def queues(self) -> list[Queue]:
        assert self._broker.rabbit is not None
        return await queues(self._broker.rabbit, unquote(urlsplit(self.network.settings.amqp_url).path[1:]))

    async def settled(self) -> None:
        databases = {name: self.network.database(name) for name in NAMES}
        await until_settled(databases, self.queues, ALONE)


async def test_after_a_debriefing_everything_comes_to_rest(look: Look) -> None:
    story = Story(look.network)
    await story.supervisors("aino", on_duty=("aino",))
    asked = await story.ask(leaders=1)
    await story.accept("aino")
    await asked.until_state("confirmed")
    await look.settled()


async def test_a_second_consumer_and_an_unacknowledged_message_are_seen(look: Look) -> None:
    await look.settled()
    name = queue_name("booking", DebriefingRequested)

    async def wrong() -> list[str]:
        return unsettled(await look.queues(), ALONE)

    async def never_acknowledged(_: AbstractIncomingMessage) -> None:
        """As a handler that hangs."""

    async with await aio_pika.connect(look.network.settings.amqp_url) as connection:
        channel = await connection.channel()
        await channel.default_exchange.publish(aio_pika.Message(b"?"), routing_key="booking.parked")
        assert await wrong() == ["booking.parked: 1 wait"]
        await (await channel.get_queue(name)).consume(never_acknowledged)
        await (await channel.get_queue("booking.parked")).get()
        seen = {f"{name}: 2 consumers instead of 1", "booking.parked: 1 unacknowledged"}
        await until(wrong, lambda found: seen <= set(found))
    await parts.empty(look.network.settings.amqp_url)
