"""What a client's generator would make of each service's description: names that say what they are."""

from importlib import import_module
from pathlib import Path

import pytest
from fastapi import FastAPI
from pydantic import create_model

from deploy.services import NAMES
from shared.app.lifecycle import build
from shared.clock import utc_now
from tests.parts import settings

NOWHERE = ("amqp://guest:guest@127.0.0.1:1/", "mongodb://127.0.0.1:1/", "smtp://127.0.0.1:1")


def crooked(app: FastAPI) -> list[str]:
    """Schemas that bear a module's name, because two of one service are called alike."""
    schemas = app.openapi().get("components", {}).get("schemas", {})
    return [name for name in schemas if not name.isidentifier() or "__" in name]


@pytest.mark.parametrize("name", NAMES)
def test_no_two_schemas_of_a_service_are_called_alike(name: str, tmp_path: Path) -> None:
    service = import_module(f"services.{name}.service").SERVICE
    assert crooked(build(service, settings(tmp_path, *NOWHERE), utc_now)) == []


def test_two_that_are_would_be_found_out() -> None:
    app = FastAPI()
    one = create_model("Move", __module__="services.a", to=(str, ...))
    other = create_model("Move", __module__="services.b", until=(int, ...))
    app.add_api_route("/a", lambda: None, response_model=one)
    app.add_api_route("/b", lambda: None, response_model=other)
    assert len(crooked(app)) == 2
