"""Ready means that a request asked now would be confirmed: it is tried out, and what fails is named."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.feedback.service import SERVICE
from shared.app import lifecycle as app_module
from shared.app import readiness
from shared.app.lifecycle import build
from shared.app.readiness import NotReady, SelfCheck
from shared.app.settings import Settings
from tests.parts import Inbox, browser, serving
from tests.patience import until

READY = f"/{SERVICE.name}/health/ready"
Running = tuple[FastAPI, httpx.AsyncClient]


@pytest.fixture
async def running(settings: Settings, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    monkeypatch.setattr(readiness, "LOOKED_AGAIN_AFTER", 0.05)
    app = build(SERVICE, settings)
    async with serving(app) as url, browser(url, settings) as http:
        await until(lambda: http.get(READY), lambda given: given.status_code == 200)
        yield app, http


async def named(http: httpx.AsyncClient, what: str) -> None:
    answer = await until(lambda: http.get(READY), lambda given: given.status_code == 503)
    assert what in answer.json()["waiting_for"]


async def well(http: httpx.AsyncClient) -> None:
    await until(lambda: http.get(READY), lambda given: given.status_code == 200)


async def test_a_consumer_that_is_gone_is_named(running: Running, settings: Settings) -> None:
    app, http = running
    consumer = app.state.health.check.checks["consuming"].__self__.consumer
    subscriber = consumer.broker.subscribers[-1]
    await subscriber._queue_obj.cancel(subscriber._consumer_tag)
    await named(http, "consuming")


async def test_a_publisher_that_can_not_publish_is_named_until_it_can(running: Running) -> None:
    app, http = running
    broker = app.state.runtime.publisher.broker
    publish, channel = broker.publish, NotReady("blocked")

    async def blocked(*_given: Any, **_options: Any) -> None:
        raise channel

    broker.publish = blocked
    await named(http, "broker")
    broker.publish = publish
    await well(http)


async def test_a_store_that_takes_no_writes_is_named_until_it_does(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, http = running

    async def full(*_: Any) -> int:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(readiness, "at_once", full)
        await named(http, "store")
    await well(http)


async def test_a_sweeper_that_has_fallen_asleep_is_named(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    _, http = running
    with monkeypatch.context() as patched:
        patched.setattr(app_module, "SWEPT_SECONDS", -1.0)
        await named(http, "sweeping")
    await well(http)


async def test_however_often_it_is_asked_it_looks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    async def look() -> None:
        looks.append(1)
        await asyncio.sleep(0.01)

    check = SelfCheck({"store": look})
    assert await asyncio.gather(*(check.failing() for _ in range(50))) == [[]] * 50
    assert len(looks) == 1


async def test_what_hangs_is_named_soon_and_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "PATIENCE", 0.02)
    monkeypatch.setattr(readiness, "LOOKED_AGAIN_AFTER", 0.0)
    over, looks = asyncio.Event(), []

    async def hang() -> None:
        looks.append(1)
        await over.wait()

    check = SelfCheck({"store": hang})
    assert [await check.failing() for _ in range(3)] == [["store"]] * 3
    assert len(looks) == 1
    over.set()
    assert await check.failing() == []
