"""docker-compose.yml and the image: what they say fits the services' settings, and leaves no door open."""

import copy
import json
import re
import secrets
import threading
import tomllib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy import health, proxy
from services.contracts.agreements.document import key
from shared.app.settings import Settings, read_settings
from shared.messaging.broker import GRACE_SECONDS
from shared.people import keys
from shared.people.keys import Signer

ROOT = Path(__file__).parents[2]
SERVICES = ("contracts", "booking", "feedback", "notifications")
PLACE = re.compile(r"\$\{([A-Z_]+)(?::(-|\?)([^}]*))?\}")
UVICORNS = {"FORWARDED_ALLOW_IPS"}
Compose = dict[str, Any]


def example() -> dict[str, str]:
    """deploy/env.example, its empty secrets made."""
    lines = (ROOT / "deploy/env.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    made = {"RINNALLA_INCIDENT_KEY": urlsafe_b64encode(secrets.token_bytes(32)).decode()}
    made["RINNALLA_SEAL_KEY"], made["RINNALLA_SEAL_CERTIFICATE"] = key.made("Verkosto", key.DEVELOPMENT)
    made["RINNALLA_SEAL_TRUSTED"] = made["RINNALLA_SEAL_CERTIFICATE"]
    made["RINNALLA_SESSION_KEY"] = keys.made()
    made["RINNALLA_SESSION_PUBLIC_KEYS"] = Signer.of(made["RINNALLA_SESSION_KEY"]).public
    return {name: value or made.get(name) or secrets.token_hex(32) for name, value in given.items()}


def compose() -> Compose:
    loaded: Compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


def filled(environment: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, str]:
    return {name: PLACE.sub(lambda place: values[place[1]], str(value)) for name, value in environment.items()}


def told(service: str) -> type[Settings]:
    """What a service reads from its environment."""
    kind: type[Settings] = import_module(f"services.{service}.service").SERVICE.settings
    return kind


def required(service: str) -> set[str]:
    return {f"RINNALLA_{name.upper()}" for name, field in told(service).model_fields.items() if field.is_required()}


def known(service: str) -> set[str]:
    return {f"RINNALLA_{name.upper()}" for name in told(service).model_fields} | UVICORNS


def faults(found: Compose) -> Iterator[str]:
    """What is wrong with a compose file, one sentence each."""
    for name, container in found["services"].items():
        yield from (
            f"{name} lacks {part}"
            for part in ("healthcheck", "restart", "stop_grace_period", "networks")
            if part not in container
        )
        yield from _loose_ends(found, name, container)
        if "/" in container["image"] or container["image"].endswith(":latest") or ":" not in container["image"]:
            yield f"{name}: {container['image']} is not a plain name with a version"
        for port in container.get("ports", ()):
            if name not in {"proxy", "inbox"} or (name == "inbox" and not port.startswith("127.0.0.1:")):
                yield f"{name} is open to the world: {port}"
    for name in SERVICES:
        yield from _of_service(name, found["services"][name])
    if not found["networks"]["inside"].get("internal"):
        yield "the network of broker and database has a way out"
    for name in ("rabbitmq", "mongo"):
        if found["services"][name]["networks"] != ["inside"]:
            yield f"{name} is on a network with a way out"
    if missing := proxy.settings() - found["services"]["proxy"]["environment"].keys():
        yield f"the proxy isn't told {missing}"


def _loose_ends(found: Compose, name: str, container: Compose) -> Iterator[str]:
    volumes = {volume.split(":")[0] for volume in container.get("volumes", ())}
    named = {volume for volume in volumes if not volume.startswith(".")}
    files = {volume for volume in volumes if volume.startswith(".") and not (ROOT / volume).exists()}
    ends = [
        *(set(container.get("depends_on", ())) - found["services"].keys()),
        *(set(container["networks"]) - found["networks"].keys()),
        *(named - found["volumes"].keys()),
        *files,
    ]
    yield from (f"{name} names {end}, which isn't there" for end in ends)


def _of_service(name: str, container: Compose) -> Iterator[str]:
    environment = container["environment"]
    yield from (f"{name}: {given} is no setting" for given in environment.keys() - known(name))
    yield from (f"{name} isn't told {missing}" for missing in required(name) - environment.keys())
    if ("RINNALLA_SESSION_KEY" in environment) != (name == "booking"):
        yield f"{name}: the key that signs cookies is booking's, and nobody else's"
    if ("RINNALLA_INCIDENT_KEY" in environment) != (name == "contracts"):
        yield f"{name}: only contracts has the key of what happened"
    if ("RINNALLA_SEAL_KEY" in environment) != (name == "contracts"):
        yield f"{name}: only contracts has the key of the seal"
    if ("RINNALLA_GATEWAYS" in environment) != (name == "notifications"):
        yield f"{name}: only notifications has the gateways"
    if container["command"] != [f"services.{name}"]:
        yield f"{name} runs {container['command']}"
    if int(container["stop_grace_period"].removesuffix("s")) <= GRACE_SECONDS + 3:
        yield f"{name} is killed before it has let go"
    if not container["read_only"] or container["cap_drop"] != ["ALL"]:
        yield f"{name} may do more than it needs"


def test_the_compose_file_has_no_fault() -> None:
    assert list(faults(compose())) == []


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_starts_with_the_environment_that_compose_gives_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in filled(compose()["services"][name]["environment"], example()).items():
        monkeypatch.setenv(variable, value)
    settings = read_settings(told(name))
    assert settings.http_host == "0.0.0.0"  # noqa: S104  # within its container
    assert settings.amqp_url.endswith("@rabbitmq:5672/")


def test_the_example_environment_names_what_compose_asks_for_and_nothing_else() -> None:
    asked = {place[1] for place in PLACE.finditer((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))}
    assert asked == example().keys()


def test_a_secret_has_no_default_and_stands_in_no_file() -> None:
    text = (ROOT / "deploy/env.example").read_text(encoding="utf-8")
    optional = {
        f"RINNALLA_{name}" for name in ("SEAL_TRUSTED", "PUSH_KEY", "GATEWAYS", "BOUNCE_ADDRESS", "BOUNCE_IMAP")
    }
    empty = set(re.findall(r"^([A-Z_]+)=$", text, re.MULTILINE)) - optional
    ours = {"SECRET", "COORDINATOR_TOKEN", "INCIDENT_KEY", "SESSION_KEY", "SESSION_PUBLIC_KEYS"}
    ours |= {"SEAL_KEY", "SEAL_CERTIFICATE"}
    assert empty == {f"RINNALLA_{name}" for name in ours} | {"RABBITMQ_PASSWORD"}
    places = PLACE.findall((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert {kind for name, kind, _ in places if name in empty} == {"?"}


def test_the_image_runs_as_nobody_in_particular_and_only_what_was_hashed() -> None:
    lines = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"^USER (\S+)$", lines, re.MULTILINE)[-1] == "10001"
    assert "--require-hashes" in lines
    for instruction in ("ENTRYPOINT", "CMD"):
        form = re.findall(rf"^{instruction} (.+)$", lines, re.MULTILINE)[-1]
        assert isinstance(json.loads(form), list)  # exec form: signals reach the service itself
    assert "HEALTHCHECK" in lines
    assert all("/" not in image for image in re.findall(r"^FROM (\S+)", lines, re.MULTILINE))


@pytest.mark.parametrize(("path", "healthy"), [("/booking/health/ready", True), ("/booking/health/live", False)])
def test_a_container_is_healthy_when_its_service_is_ready(path: str, healthy: bool) -> None:  # noqa: FBT001
    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == path else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert health.ready(str(server.server_port)) is healthy
        server.shutdown()
    assert not health.ready(str(server.server_port))


def _pins(lock: str) -> dict[str, set[str]]:
    """Package==version -> its hashes."""
    blocks = re.findall(r"^(\S+==\S+)[^\n]*((?:\n    --hash=\S+(?: \\)?)+)", lock, re.MULTILINE)
    return {name: set(re.findall(r"sha256:[0-9a-f]{64}", hashes)) for name, hashes in blocks}


def test_the_image_has_the_packages_that_were_tested() -> None:
    image = _pins((ROOT / "deploy/requirements.lock").read_text(encoding="utf-8"))
    tested = _pins((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert len(image) > 40
    assert {name for name, hashes in image.items() if hashes != tested.get(name)} == set()
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    named = {re.split(r"[\[<>=]", each)[0].lower().replace("_", "-") for each in needed}
    assert named | {"aiosmtpd"} <= {pin.partition("==")[0].lower() for pin in image}
    assert not any(name.startswith(("pytest", "playwright", "secantus")) for name in image)


def _misspell(found: Compose) -> None:
    found["services"]["booking"]["environment"]["RINNALLA_MONGO_URI"] = "mongodb://mongo"


def _forget(found: Compose) -> None:
    del found["services"]["feedback"]["environment"]["RINNALLA_SECRET"]


def _spread_the_key(found: Compose) -> None:
    found["services"]["notifications"]["environment"]["RINNALLA_INCIDENT_KEY"] = "x"


def _let_another_seal(found: Compose) -> None:
    found["services"]["booking"]["environment"]["RINNALLA_SEAL_KEY"] = "x"


def _open_the_database(found: Compose) -> None:
    found["services"]["mongo"]["ports"] = ["27017:27017"]


def _show_the_mails_to_the_world(found: Compose) -> None:
    found["services"]["inbox"]["ports"] = ["8025:8025"]


def _leave_a_loose_end(found: Compose) -> None:
    found["services"]["contracts"]["depends_on"] = {"postgres": {"condition": "service_healthy"}}


def _name_a_registry(found: Compose) -> None:
    found["services"]["mongo"]["image"] = "registry.invalid/mongo:8"


def _hurry(found: Compose) -> None:
    found["services"]["contracts"]["stop_grace_period"] = "5s"


def _drop_a_check(found: Compose) -> None:
    del found["services"]["rabbitmq"]["healthcheck"]


@pytest.mark.parametrize(
    "harm",
    [
        _misspell,
        _forget,
        _spread_the_key,
        _let_another_seal,
        _open_the_database,
        _show_the_mails_to_the_world,
        _leave_a_loose_end,
        _name_a_registry,
        _hurry,
        _drop_a_check,
    ],
)
def test_a_harmed_compose_file_is_found_out(harm: Callable[[Compose], None]) -> None:
    harmed = copy.deepcopy(compose())
    harm(harmed)
    assert list(faults(harmed))
