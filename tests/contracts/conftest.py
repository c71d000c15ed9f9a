"""Contracts at work alone, on a real broker and a real store: what it says is read from the others' queues."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aio_pika
import httpx
import pytest

from services.contracts.debriefings.links import Links
from services.contracts.service import SERVICE
from shared.app.lifecycle import build
from shared.app.service import App
from shared.app.settings import Settings
from shared.clock import utc_now
from shared.messages.base import Message
from shared.messaging.routing import queue_name
from shared.people.person import Person
from shared.store import mongo
from tests import parts
from tests.contracts.build import request
from tests.patience import until


@dataclass
class Office:
    """The running service. `http` follows no redirects."""

    http: httpx.AsyncClient
    desk: App
    database: mongo.Database
    amqp: aio_pika.abc.AbstractConnection

    @property
    def coordinator(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.desk.settings.coordinator_token.get_secret_value()}"}

    def browser(self, person: Person | None = None) -> httpx.AsyncClient:
        """Somebody's browser, signed in already."""
        return parts.browser(str(self.http.base_url), self.desk.settings, person)

    def browser_of_coordinator(self) -> httpx.AsyncClient:
        return self.browser(Person(email=self.desk.settings.coordinator_email, name="", coordinator=True))

    async def ask(self, headers: dict[str, str] | None = None, **changes: Any) -> httpx.Response:
        body = request(utc_now(), **changes)
        return await self.http.post("/contracts/api/debriefings", json=body, headers=headers)

    async def asked(self, **changes: Any) -> tuple[str, str]:
        """The id of a request that was taken, and the path of its status page."""
        answer = await self.ask(**changes)
        assert answer.status_code == 202, answer.text
        told = answer.json()
        return told["id"], httpx.URL(told["status_url"]).path

    async def confirmed(self, **changes: Any) -> tuple[str, str]:
        """The same of a request whose mailed link was opened."""
        debriefing_id, path = await self.asked(**changes)
        token = Links.of(self.desk.settings).verify_token(debriefing_id)
        answer = await self.http.post(f"/contracts/verifications/{token}")
        assert answer.status_code == 303, answer.text
        return debriefing_id, path

    async def state(self, path: str) -> dict[str, Any]:
        answer = await self.http.get(path, headers={"Accept": "application/json"})
        assert answer.status_code == 200
        told: dict[str, Any] = answer.json()
        return told

    async def said(self, message: type[Message], to: str) -> dict[str, Any]:
        """The next message of this class to a service."""
        channel = await self.amqp.channel()
        queue = await channel.get_queue(queue_name(to, message))
        found = await until(lambda: queue.get(no_ack=True, fail=False))
        assert found is not None
        await channel.close()
        told: dict[str, Any] = json.loads(found.body)
        return told

    async def silent(self, message: type[Message], to: str) -> bool:
        """Whether nothing of this class waits for a service."""
        channel = await self.amqp.channel()
        queue = await channel.get_queue(queue_name(to, message))
        found = await queue.get(no_ack=True, fail=False)
        await channel.close()
        return found is None


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[Office]:
    app = build(SERVICE, settings)
    desk: App = app.state.runtime
    await parts.empty(settings.amqp_url)
    client = mongo.connect(settings.mongo_url)
    database = mongo.database_of(client, f"{settings.database_prefix}_contracts")
    async with (
        parts.serving(app) as url,
        httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as http,
        await aio_pika.connect(settings.amqp_url) as amqp,
    ):
        await parts.ready(http, "contracts")
        yield Office(http, desk, database, amqp)
    await parts.drop(settings.mongo_url, database.name)
    client.close()
