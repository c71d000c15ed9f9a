"""The feedback service alone, with a clock that the test sets."""

from collections.abc import AsyncIterator

import httpx
import pytest

from services.feedback.service import SERVICE
from shared.app.lifecycle import build as build_app
from shared.app.settings import Settings
from tests import parts
from tests.feedback.asked import Running, Weeks

HTML = {"Accept": "text/html"}


@pytest.fixture
async def feedback(settings: Settings) -> AsyncIterator[Running]:
    weeks = Weeks()
    app = build_app(SERVICE, settings, weeks)
    await parts.empty(settings.amqp_url)  # a round of the same name in another test may have had its day
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=settings.public_url, headers=HTML) as http,
    ):
        await app.state.runtime.prepared.wait()
        yield app.state.runtime, http, weeks
