"""One process that typesets, for all tests of documents."""

from collections.abc import AsyncIterator

import pytest

from services.contracts.agreements.document.documents import Documents
from tests.contracts.agreements.build import SETTINGS


@pytest.fixture(scope="session")
async def documents() -> AsyncIterator[Documents]:
    found = Documents.of(SETTINGS)
    await found.start()
    yield found
    await found.close()
