"""The mail server is away for a while: everything is delivered once it is back, what is urgent first."""

import asyncio

import aio_pika

from shared.clock import utc_now
from shared.messaging.routing import EVENTS
from shared.messaging.wire import headers, outgoing
from tests.journeys.story import Story
from tests.notifications import build
from tests.parts import Network
from tests.patience import PATIENCE, until

REMINDERS = 5
REQUESTS = 3
AWAY_SECONDS = 3  # long enough for several tries
URGENT = 2 * REQUESTS


async def remind(network: Network) -> None:
    """Letters that may wait."""
    connection = await aio_pika.connect(network.settings.amqp_url)
    async with connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange(EVENTS.name)
        for n in range(REMINDERS):
            event = build.feedback().model_copy(update={"invitation_id": f"later-{n}"})
            said = outgoing(event, message_id=f"later-{n}", time=utc_now(), cause=None)
            message = aio_pika.Message(
                said.body, message_id=said.envelope.id, type=said.envelope.type, headers=headers(said)
            )
            await exchange.publish(message, said.envelope.type)


async def waiting(network: Network, count: int) -> None:
    """Until so many letters are written and none of them could be sent."""
    letters = network.database("notifications")["letters"]
    await until(lambda: letters.count_documents({"state": "pending"}), lambda written: written >= count)


async def test_all_is_delivered_once_and_the_urgent_first(network: Network) -> None:
    story = Story(network)
    await story.waves(600)
    await story.supervisors("aino", on_duty=("aino",))
    network.inbox.door.pause(600)
    await remind(network)
    await waiting(network, REMINDERS)
    for n in range(REQUESTS):
        await story.ask(leaders=1, organisation=f"Koulu {n}")
    await waiting(network, REMINDERS + URGENT)
    assert network.inbox.box.mails() == []
    await asyncio.sleep(AWAY_SECONDS)
    network.inbox.door.resume()
    mails = await network.inbox.box.wait(REMINDERS + URGENT, seconds=PATIENCE)
    assert all("Yksi kysymys" not in mail.subject for mail in mails[:URGENT])
    assert all(mail.copies == 1 for mail in mails)
