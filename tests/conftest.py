"""Real parts for tests: started once for a session, at first use; every module has queues of its own, every test
databases of its own.

RINNALLA_TEST_MONGO_URL and RINNALLA_TEST_AMQP_URL name another MongoDB or RabbitMQ to run on.
"""

import secrets
import time
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import hypothesis
import pytest

from shared.app.settings import Settings
from shared.store import mongo
from shared.web.security import limits
from tests import parts

# How long an example takes is no property: a busy machine is not a fault.
hypothesis.settings.register_profile("here", deadline=None)
# The same examples each time: what every change must pass fails for the change's sake.
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.load_profile("here")


@pytest.fixture
def no_refill(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits see one moment, so that how many requests pass doesn't hang on how fast a machine is."""
    moment = time.monotonic()
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: moment))


@pytest.fixture(scope="session")
def session_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("parts")


@pytest.fixture(scope="session")
async def mongo_url(session_folder: Path) -> AsyncIterator[str]:
    """A real store."""
    async with parts.store_url(session_folder) as url:
        yield url


@pytest.fixture(scope="session")
async def mongo_client(mongo_url: str) -> AsyncIterator[mongo.Client]:
    client = mongo.connect(mongo_url)
    yield client
    client.close()


@pytest.fixture
async def database(mongo_client: mongo.Client, mongo_url: str) -> AsyncIterator[mongo.Database]:
    """An empty database."""
    name = f"t{secrets.token_hex(6)}"
    yield mongo.database_of(mongo_client, name)
    await parts.drop(mongo_url, name)


@pytest.fixture(scope="session")
async def broker(session_folder: Path) -> AsyncIterator[parts.Broker]:
    """A real RabbitMQ node."""
    async with parts.broker(session_folder) as running:
        yield running


@pytest.fixture(scope="module")
async def amqp_url(broker: parts.Broker) -> str:
    """A virtual host that no other module uses."""
    return await broker.vhost()


@pytest.fixture(scope="session")
async def session_inbox() -> AsyncIterator[parts.Inbox]:
    async with parts.inbox() as running:
        yield running


@pytest.fixture
async def inbox(session_inbox: parts.Inbox) -> AsyncIterator[parts.Inbox]:
    """A real SMTP server, empty and open."""
    session_inbox.box.clear()
    session_inbox.door.resume()
    yield session_inbox
    session_inbox.door.resume()


@pytest.fixture
def settings(tmp_path: Path, amqp_url: str, mongo_url: str, inbox: parts.Inbox) -> Settings:
    """Settings for services on the real parts; change some with `settings.model_copy(update={...})`."""
    return parts.settings(tmp_path, amqp_url, mongo_url, inbox.smtp_url)


@pytest.fixture
async def network(settings: Settings, inbox: parts.Inbox) -> AsyncIterator[parts.Network]:
    """The four services in this process, over HTTP, with nothing known and nothing waiting."""
    await parts.empty(settings.amqp_url)
    async with parts.network(settings, inbox) as running:
        yield running
