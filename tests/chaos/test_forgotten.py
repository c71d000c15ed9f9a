"""A connection that has died without a word is noticed, and another one opened."""

from dataclasses import replace

import pytest

from shared.clock import utc_now
from shared.messages.base import Message
from shared.messaging.broker import HEARTBEAT_SECONDS, Publisher, declare, lively
from shared.messaging.wire import outgoing
from tests import parts
from tests.chaos.proxy import Proxy
from tests.patience import until


class Said(Message, owner="speaker", to=("listener",)):
    """Something."""


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("amqp://g:g@h:1/", f"amqp://g:g@h:1/?heartbeat={HEARTBEAT_SECONDS}"),
        ("amqps://g:p%2F%40@h/%2Fv?timeout=3", f"amqps://g:p%2F%40@h/%2Fv?timeout=3&heartbeat={HEARTBEAT_SECONDS}"),
        ("amqp://g:g@h:1/v?heartbeat=10", "amqp://g:g@h:1/v?heartbeat=10"),
    ],
)
def test_the_broker_is_asked_for_signs_of_life_unless_the_setting_says_how_often(url: str, found: str) -> None:
    assert lively(url) == found


async def test_who_publishes_over_a_forgotten_connection_soon_has_another(broker: parts.Broker) -> None:
    assert broker.rabbit is not None
    between = Proxy(broker.rabbit.port)
    await between.start()
    publisher = Publisher(replace(broker.rabbit, port=between.port).url((await broker.vhost()).rpartition("/")[2]))
    await publisher.start()
    await declare(publisher.broker, "speaker", [Said])
    between.forget()
    between.restore()

    async def published() -> bool:
        try:
            await publisher.publish(outgoing(Said(), message_id="m", time=utc_now(), cause=None))
        except Exception:  # noqa: BLE001  # whatever a dead connection says
            return False
        return True

    await until(published)
    await publisher.broker.stop()
    await between.stop()
