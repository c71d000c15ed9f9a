"""The parts that other tests stand on do stand, and no test meets another's leavings."""

from email.message import EmailMessage

import aio_pika
import aiosmtplib
import pytest

from shared.app.settings import Settings
from shared.messages.contracts import DebriefingRequested
from shared.messaging.routing import queue_name
from shared.store import mongo
from tests import parts


@pytest.mark.parametrize("_", range(2))
async def test_every_test_has_an_empty_database(database: mongo.Database, _: int) -> None:
    await database["things"].insert_one({"_id": "one"})
    assert await database["things"].count_documents({}) == 1


@pytest.mark.parametrize("_", range(2))
async def test_every_test_has_an_empty_inbox(inbox: parts.Inbox, _: int) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "r@localhost", "aino@example.org", "hei"
    await aiosmtplib.send(letter, hostname="127.0.0.1", port=int(inbox.smtp_url.rsplit(":")[-1]))
    assert (await inbox.mail("aino@example.org", "hei")).copies == 1
    assert len(inbox.box.mails()) == 1


async def test_the_four_services_are_ready_under_one_address(network: parts.Network) -> None:
    home = await network.http.get("/")
    assert (home.status_code, home.headers["location"]) == (302, "/contracts/debriefings/new")
    assert (await network.http.get("/booking/api/supervisors")).status_code == 401
    assert (await network.http.get("/booking/api/supervisors", headers=network.coordinator)).json() == []
    assert (await network.http.get("/elsewhere/x")).status_code == 404


async def test_what_an_earlier_test_left_in_the_queues_is_gone(settings: Settings) -> None:
    async with await aio_pika.connect(settings.amqp_url) as connection:
        channel = await connection.channel()
        name = queue_name("booking", DebriefingRequested)
        await channel.default_exchange.publish(aio_pika.Message(b"junk"), routing_key=name)
        await parts.empty(settings.amqp_url)
        queue = await (await connection.channel()).get_queue(name)
        assert queue.declaration_result.message_count == 0
