"""One process that typesets, for all tests of documents."""

from collections.abc import AsyncIterator

import pytest

from services.contracts.agreements.document.render import Renderer
from tests.contracts.agreements.build import RENDERING


@pytest.fixture(scope="session")
async def renderer() -> AsyncIterator[Renderer]:
    found = Renderer.of(RENDERING)
    await found.start()
    yield found
    await found.close()
