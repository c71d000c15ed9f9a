"""Booking at work alone, on a real broker and a real store, on a clock of the tests' own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import pytest

from services.booking.directory.store.supervisors import Directory
from services.booking.service import SERVICE
from shared.app.lifecycle import build
from shared.app.service import App
from shared.app.settings import Settings
from shared.people.person import Person
from shared.store import mongo
from tests import parts
from tests.booking.build import supervisor
from tests.booking.calendar.diary import BEFORE


@dataclass
class Office:
    """The running service. `get` and `post` are the coordinator's; `now` is what its clock says."""

    http: httpx.AsyncClient
    app: App
    database: mongo.Database
    now: datetime = BEFORE

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.http.get(f"/booking/api{path}", params=query, headers=self.coordinator)

    async def post(self, path: str, body: Any) -> httpx.Response:
        return await self.http.post(f"/booking/api{path}", json=body, headers=self.coordinator)

    async def put(self, path: str, body: Any) -> httpx.Response:
        return await self.http.put(f"/booking/api{path}", json=body, headers=self.coordinator)

    async def delete(self, path: str) -> httpx.Response:
        return await self.http.delete(f"/booking/api{path}", headers=self.coordinator)

    def browser(self, supervisor: str | None = None, **known: Any) -> httpx.AsyncClient:
        """The browser of a supervisor, or of the coordinator, who is signed in."""
        name = supervisor or "ulla"
        person = Person(
            email=f"{name}@verkosto.example" if supervisor else self.app.settings.coordinator_email,
            name=name.capitalize(),
            supervisor=supervisor,
            **{"coordinator": supervisor is None, **known},
        )
        found = httpx.AsyncClient(base_url=self.http.base_url, timeout=60, trust_env=False)
        found.cookies.set(*parts.signed_in(self.app.settings, person))
        return found

    async def supervisors(self, *names: str, **changes: Any) -> None:
        await Directory(self.app.tx).save([supervisor(name, **changes) for name in names])

    @property
    def coordinator(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.app.settings.coordinator_token.get_secret_value()}"}


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[Office]:
    """Booking, with nobody in it."""
    told: list[Office] = []
    app = build(SERVICE, settings, lambda: told[0].now if told else BEFORE)
    await parts.empty(settings.amqp_url)
    client = mongo.connect(settings.mongo_url)
    database = mongo.database_of(client, f"{settings.database_prefix}_booking")
    async with parts.serving(app) as url, httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as http:
        await parts.ready(http, "booking")
        told.append(Office(http, app.state.runtime, database))
        yield told[0]
    await parts.drop(settings.mongo_url, database.name)
    client.close()
