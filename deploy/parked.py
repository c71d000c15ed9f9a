"""Messages that were put aside because nobody could handle them: look at them, and send them again.

`python -m deploy.parked` lists them (what, since when, why; never their content). `--replay` gives each back to the
queue it came from, once its cause is mended; `--service` and `--id` choose some of them.
The broker is RINNALLA_AMQP_URL, or that of the local run.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from deploy.services import NAMES
from shared.messaging.broker import ATTEMPT
from shared.messaging.parked import Parked, parked, waiting


@dataclass(frozen=True, slots=True)
class Found:
    """One message put aside, in hand."""

    service: str
    raw: AbstractIncomingMessage
    told: Parked

    def line(self) -> str:
        """As it is listed."""
        since = f"{self.told.since:%Y-%m-%d %H:%M:%S}" if self.told.since else "-"
        return f"{self.told.id or '-':34} {since}  {self.told.queue}\n    {self.told.reason}"


async def found_of(channel: AbstractChannel, services: list[str]) -> AsyncIterator[Found]:
    """Every parked message of these services, unacknowledged."""
    for service in services:
        async for raw in waiting(channel, service):
            yield Found(service, raw, parked(raw))


async def replay(channel: AbstractChannel, found: Found) -> None:
    """Give a message back to its queue with its tries counted anew, then take it off the parking queue."""
    headers = {name: value for name, value in found.raw.headers.items() if not name.startswith("x-")}
    headers.pop(ATTEMPT, None)
    again = aio_pika.Message(
        found.raw.body,
        headers=headers,
        content_type=found.raw.content_type,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=found.raw.message_id,
        correlation_id=found.raw.correlation_id,
        type=found.raw.type,
        timestamp=found.raw.timestamp,
    )
    await channel.default_exchange.publish(again, found.told.queue, mandatory=True)
    await found.raw.ack()


async def work(url: str, services: list[str], ids: set[str], *, again: bool) -> list[Found]:
    """List, and where asked for replay; the messages concerned."""
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel(on_return_raises=True)
        found = [each async for each in found_of(channel, services) if not ids or each.told.id in ids]
        if again:
            for each in found:
                await replay(channel, each)
    return found


def address() -> str:
    """The broker of this environment, or of the local run."""
    if url := os.environ.get("RINNALLA_AMQP_URL"):
        return url
    run = Path(os.environ.get("RINNALLA_HOME", ".local")) / "run.json"
    if not run.exists():
        sys.exit("Nothing runs here. Start it with 'make up', or name a broker in RINNALLA_AMQP_URL.")
    return str(json.loads(run.read_text(encoding="utf-8"))["amqp_url"])


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Messages put aside: list them, or send them again.")
    parser.add_argument("--replay", action="store_true", help="give them back to the queues they came from")
    parser.add_argument("--service", choices=NAMES, action="append", help="only this service's")
    parser.add_argument("--id", action="append", default=[], help="only the message with this id")
    chosen = parser.parse_args()
    found = asyncio.run(work(address(), chosen.service or list(NAMES), set(chosen.id), again=chosen.replay))
    for each in found:
        print(each.line())  # noqa: T201  # a command's answer
    done = "sent again" if chosen.replay else "parked"
    print(f"{len(found)} {'message' if len(found) == 1 else 'messages'} {done}")  # noqa: T201  # a command's answer


if __name__ == "__main__":
    main()
