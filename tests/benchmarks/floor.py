"""The floor: the same hops, transactions and mails as a debriefing's, with bare aio-pika, the driver and aiosmtplib.

Four processes as the product has, one for each service. Each message heard is one transaction (inbox, state, outbox),
then published with confirms to durable quorum queues; mails go over four open connections. No rules, no models, no
templates, no version checks: what is left is what the parts themselves cost. `python -m tests.benchmarks.floor booking`
runs one.
"""

import asyncio
import contextlib
import json
import os
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aio_pika
import uvicorn
from aio_pika.abc import AbstractIncomingMessage
from aiosmtplib import SMTP
from motor.motor_asyncio import AsyncIOMotorClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

EXCHANGE = "floor.events"
SMTP_CONNECTIONS = 4
PREFETCH = 32
QUORUM: dict[str, Any] = {"x-queue-type": "quorum", "x-delivery-limit": 20}


@dataclass(frozen=True, slots=True)
class Hop:
    """What one service does with one message: what it says next, and how many mails of which sort it sends."""

    says: tuple[str, ...] = ()
    mails: int = 0
    sort: str = ""


# As the product: a request with five offers and a receipt, an accept with two confirmations and four told it is filled.
HEARS: dict[str, dict[str, Hop]] = {
    "contracts": {
        "offered": Hop(),
        "closed": Hop(),
        "found": Hop(),
        "confirmed": Hop(),
        "delivered": Hop(),
    },
    "booking": {"requested": Hop(says=("offered",))},
    "notifications": {
        "requested": Hop(mails=1, sort="receipt"),
        "offered": Hop(mails=5, sort="offer"),
        "closed": Hop(mails=4, sort="filled"),
        "confirmed": Hop(mails=2, sort="confirmed"),
    },
    "feedback": {"confirmed": Hop()},
}
# What a POST leads to.
ASKED: dict[str, Hop] = {
    "contracts": Hop(says=("requested",)),
    "booking": Hop(says=("found", "confirmed", "closed")),
}


class StandIn:
    """One service's part of the floor."""

    def __init__(self, role: str) -> None:
        self._role = role
        self._client: Any = AsyncIOMotorClient(os.environ["RINNALLA_MONGO_URL"])
        self._db = self._client[f"floor_{role}"]
        self._letters: asyncio.Queue[tuple[str, str, str, bytes]] = asyncio.Queue()
        self._sent: list[tuple[str, str]] = []
        self._some_sent = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._exchange: Any = None

    async def start(self) -> None:
        """Queues, consumers and SMTP connections; then whoever asks is answered."""
        for name in ("inbox", "state", "outbox", "letters"):
            await self._db.create_collection(name)
        talking = await aio_pika.connect(os.environ["RINNALLA_AMQP_URL"])
        hearing = await aio_pika.connect(os.environ["RINNALLA_AMQP_URL"])
        channel = await talking.channel(publisher_confirms=True)
        self._exchange = await channel.declare_exchange(EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True)
        for kind, hop in HEARS[self._role].items():
            own = await hearing.channel()
            await own.set_qos(PREFETCH)
            queue = await own.declare_queue(f"floor.{self._role}.{kind}", durable=True, arguments=QUORUM)
            await queue.bind(self._exchange, kind)
            await queue.consume(self._hear(hop))
        if self._role == "notifications":
            for _ in range(SMTP_CONNECTIONS):
                self._go(self._carry())
            self._go(self._mark())

    def _hear(self, hop: Hop) -> Callable[[AbstractIncomingMessage], Awaitable[None]]:
        async def hear(message: AbstractIncomingMessage) -> None:
            await self.work(hop, json.loads(message.body), message.message_id)
            await message.ack()

        return hear

    async def work(self, hop: Hop, body: dict[str, Any], cause: str | None) -> None:
        """One message's transaction, and what follows from it."""
        row = uuid.uuid4().hex
        async with await self._client.start_session() as session, session.start_transaction():
            if cause is not None:
                await self._db["inbox"].insert_one({"_id": cause}, session=session)
            letters = [{"_id": f"{row}{n}", "state": "pending", **body} for n in range(hop.mails)]
            if letters:
                await self._db["letters"].insert_many(letters, session=session)
            else:
                await self._db["state"].insert_one({"_id": row, **body}, session=session)
            if hop.says:
                await self._db["outbox"].insert_one({"_id": row, "says": hop.says, **body}, session=session)
        for n, letter in enumerate(letters):
            mail = body["mails"][hop.sort]
            self._letters.put_nowait((str(letter["_id"]), body["id"], f"{hop.sort}{n}-{body['id']}", mail.encode()))
        for kind in hop.says:
            await self._publish(kind, body)
        if hop.says:
            self._go(self._forget(row))

    async def _publish(self, kind: str, body: dict[str, Any]) -> None:
        message = aio_pika.Message(
            json.dumps(body).encode(),
            message_id=uuid.uuid4().hex,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        await self._exchange.publish(message, kind, mandatory=True)

    async def _forget(self, row: str) -> None:
        await self._db["outbox"].delete_one({"_id": row})

    async def _carry(self) -> None:
        host, port = os.environ["RINNALLA_SMTP_URL"].removeprefix("smtp://").split(":")
        line = SMTP(hostname=host, port=int(port))
        await line.connect()
        while True:
            letter_id, about, name, mail = await self._letters.get()
            head = f"Message-ID: <{letter_id}@floor.example>\r\n".encode()
            await line.sendmail("floor@floor.example", [f"{name}@floor.example"], head + mail)
            self._sent.append((letter_id, about))
            self._some_sent.set()

    async def _mark(self) -> None:
        while True:
            await self._some_sent.wait()
            self._some_sent.clear()
            batch, self._sent = self._sent, []
            row = uuid.uuid4().hex
            body = {"id": row, "about": [about for _, about in batch]}
            async with await self._client.start_session() as session, session.start_transaction():
                known = {"_id": {"$in": [letter_id for letter_id, _ in batch]}}
                await self._db["letters"].update_many(known, {"$set": {"state": "accepted"}}, session=session)
                await self._db["outbox"].insert_one({"_id": row, **body}, session=session)
            await self._publish("delivered", body)
            self._go(self._forget(row))

    def _go(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def posted(self, request: Request) -> JSONResponse:
        """A POST: one transaction, then the answer; publishing goes on behind it."""
        hop, body = ASKED[self._role], await request.json()
        row = uuid.uuid4().hex
        async with await self._client.start_session() as session, session.start_transaction():
            await self._db["state"].insert_one({"_id": row, **body}, session=session)
            await self._db["outbox"].insert_one({"_id": f"o{row}", "says": hop.says, **body}, session=session)

        async def say() -> None:
            for kind in hop.says:
                await self._publish(kind, body)
            await self._forget(f"o{row}")

        self._go(say())
        return JSONResponse({"id": body["id"]}, 202)


def main() -> None:
    """Run one stand-in until it is told to stop."""
    stand_in = StandIn(sys.argv[1])
    ready = asyncio.Event()

    async def health(_: Request) -> JSONResponse:
        return JSONResponse({}, 200 if ready.is_set() else 503)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await stand_in.start()
        ready.set()
        yield

    app = Starlette(routes=[Route("/", stand_in.posted, methods=["POST"]), Route("/health", health)], lifespan=lifespan)
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["RINNALLA_HTTP_PORT"]), log_level="warning")


if __name__ == "__main__":
    main()
