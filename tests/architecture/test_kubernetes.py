"""The Kubernetes files: they fit together, and give each service the settings that it needs."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from shared.app.settings import Settings
from shared.people import keys

FOLDER = Path(__file__).parents[2] / "deploy/kubernetes"
SERVICES = ("contracts", "booking", "feedback", "notifications")
# What the operators' secrets hold, and what a person fills into the template.
ELSEWHERE = {
    "RINNALLA_AMQP_URL": "amqp://default_user_x:y@rabbitmq.rinnalla.svc:5672/",
    "RINNALLA_MONGO_URL": "mongodb://rinnalla:y@mongodb-0.mongodb-svc.rinnalla.svc.cluster.local:27017/admin?replicaSet=mongodb",
}
Resource = dict[str, Any]


def resources() -> list[Resource]:
    files = sorted(FOLDER.glob("*.yaml"))
    return [one for file in files for one in yaml.safe_load_all(file.read_text(encoding="utf-8"))]


def of_kind(kind: str) -> dict[str, Resource]:
    return {one["metadata"]["name"]: one for one in resources() if one["kind"] == kind}


def container(service: str) -> Resource:
    found: Resource = of_kind("Deployment")[service]["spec"]["template"]["spec"]["containers"][0]
    return found


def made(name: str) -> str:
    """A secret as somebody would make it."""
    return keys.made() if "SESSION" in name else token_hex(32)


def environment(service: str) -> dict[str, str]:
    """Everything that a service's container is told, secrets made up."""
    sources = {("configMapRef", name): one["data"] for name, one in of_kind("ConfigMap").items()}
    sources |= {
        ("secretRef", name): {each: made(each) for each in one["stringData"]} for name, one in of_kind("Secret").items()
    }
    told: dict[str, str] = {}
    for source in container(service)["envFrom"]:
        ((kind, reference),) = source.items()
        told |= sources[kind, reference["name"]]
    return told | {one["name"]: one.get("value", ELSEWHERE.get(one["name"], "")) for one in container(service)["env"]}


def faults(service: str, told: dict[str, str]) -> Iterator[str]:
    """What is wrong with an environment; a misspelt name would otherwise pass unseen."""
    kind: type[Settings] = import_module(f"services.{service}.service").SERVICE.settings
    names = {f"RINNALLA_{name.upper()}" for name in kind.model_fields} | {"FORWARDED_ALLOW_IPS"}
    yield from (f"{name} is no setting" for name in told.keys() - names)
    try:
        kind.model_validate({name.removeprefix("RINNALLA_").lower(): value for name, value in told.items()})
    except ValidationError as wrong:
        yield from (f"{error['loc']}: {error['msg']}" for error in wrong.errors())


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_told_what_it_needs_and_nothing_that_it_does_not_know(service: str) -> None:
    told = environment(service)
    assert list(faults(service, told)) == []
    assert ("RINNALLA_INCIDENT_KEY" in told) == (service == "contracts")
    assert ("RINNALLA_SEAL_KEY" in told) == (service == "contracts")
    assert ("RINNALLA_SESSION_KEY" in told) == (service == "booking")
    assert ("RINNALLA_GATEWAYS" in told) == (service == "notifications")


@pytest.mark.parametrize("name", ["RINNALLA_SECRET", "RINNALLA_SMTP_URL", "RINNALLA_MONGO_URL"])
def test_a_setting_that_is_missing_is_found_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(name, raising=False)
    told = environment("notifications")
    del told[name]
    assert list(faults("notifications", told))


def test_a_misspelt_setting_is_found_out() -> None:
    assert list(faults("booking", environment("booking") | {"RINNALLA_TIME_ZONE": "Europe/Helsinki"}))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_runs_in_several_copies_and_is_asked_how_it_is(service: str) -> None:
    deployment = of_kind("Deployment")[service]
    assert deployment["spec"]["replicas"] >= 2
    assert container(service)["args"] == [f"services.{service}"]
    paths = {probe: container(service)[probe]["httpGet"]["path"] for probe in ("livenessProbe", "readinessProbe")}
    assert paths == {"livenessProbe": f"/{service}/health/live", "readinessProbe": f"/{service}/health/ready"}
    assert of_kind("PodDisruptionBudget")[service]["spec"]["minAvailable"] < deployment["spec"]["replicas"]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_runs_as_the_image_s_own_user_and_may_do_nothing_else(service: str) -> None:
    pod = of_kind("Deployment")[service]["spec"]["template"]["spec"]
    dockerfile = (FOLDER.parent / "Dockerfile").read_text(encoding="utf-8")
    assert str(pod["securityContext"]["runAsUser"]) == re.findall(r"^USER (\d+)$", dockerfile, re.MULTILINE)[-1]
    limits = container(service)["securityContext"]
    assert limits["readOnlyRootFilesystem"]
    assert not limits["allowPrivilegeEscalation"]
    assert limits["capabilities"] == {"drop": ["ALL"]}


def test_every_address_leads_to_a_service_whose_pods_are_there() -> None:
    deployments = of_kind("Deployment")
    for name, service in of_kind("Service").items():
        labels = deployments[name]["spec"]["template"]["metadata"]["labels"]
        assert service["spec"]["selector"].items() <= labels.items()
    paths = [
        path
        for ingress in of_kind("Ingress").values()
        for rule in ingress["spec"]["rules"]
        for path in rule["http"]["paths"]
    ]
    assert {path["path"].split("/")[1] for path in paths} == set(SERVICES)
    assert all(path["path"].split("/")[1] == path["backend"]["service"]["name"] for path in paths)


def test_everything_is_in_one_namespace_and_applied_but_for_the_secrets() -> None:
    placed = [one for one in resources() if one["kind"] not in {"Namespace", "Kustomization"}]
    assert {one["metadata"]["namespace"] for one in placed} == set(of_kind("Namespace"))
    (applied,) = (one["resources"] for one in resources() if one["kind"] == "Kustomization")
    assert {*applied, "kustomization.yaml", "secret.template.yaml"} == {file.name for file in FOLDER.glob("*.yaml")}
    assert not any(value for secret in of_kind("Secret").values() for value in secret["stringData"].values())


def test_broker_and_database_outlive_one_machine() -> None:
    assert of_kind("RabbitmqCluster")["rabbitmq"]["spec"]["replicas"] == 3
    database = of_kind("MongoDBCommunity")["mongodb"]["spec"]
    assert (database["type"], database["members"]) == ("ReplicaSet", 3)
    roles = {role["db"] for user in database["users"] for role in user["roles"]}
    prefix = Settings.model_fields["database_prefix"].default
    assert roles == {f"{prefix}_{service}" for service in SERVICES}
