"""Whatever the OpenAPI of each service allows, and what it doesn't, is answered and is never our fault."""

import asyncio
import contextlib
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from deploy.services import NAMES
from tests.parts import Network

# The services, in this same process, draw random numbers of their own meanwhile.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
EXAMPLES = 12
SETTINGS = hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    verbosity=Verbosity.quiet,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def fuzz(schema: Any, base_url: str, headers: dict[str, str], mode: GenerationMode) -> tuple[int, list[str]]:
    """Call every operation; how many calls there were, and what came out as our fault."""
    answers: list[tuple[str, int]] = []
    for result in schema.get_all_operations():

        def called(case: Any) -> None:
            answer = case.call(base_url=base_url, headers=headers)
            answers.append((f"{case.method} {case.path}", answer.status_code))

        with contextlib.suppress(Unsatisfiable):  # any text is a token: such an address can't be called wrongly
            hypothesis.given(case=result.ok().as_strategy(generation_mode=mode))(SETTINGS(called))()
    return len(answers), [f"{where}: {status}" for where, status in answers if status >= 500]


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("name", NAMES)
async def test_no_service_fails_whatever_it_is_sent(standing: Network, name: str, mode: GenerationMode) -> None:
    described = (await standing.http.get(f"/{name}/openapi.json")).json()
    schema = schemathesis.openapi.from_dict(described)
    calls, faults = await asyncio.to_thread(fuzz, schema, standing.base_url, standing.coordinator, mode)
    assert faults == []
    assert calls >= EXAMPLES or not described["paths"]
