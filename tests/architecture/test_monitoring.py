"""Rules and dashboards speak of figures that there are, and each alert has its entry in the runbook."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry

from deploy.services import NAMES, table
from shared.app.metrics import Metrics

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"\brinnalla_[a-z_]+")
ENDINGS = ("_bucket", "_count", "_sum", "_total")


def known() -> set[str]:
    """Every figure of every service, as Prometheus calls it without its endings."""
    found: set[str] = set()
    for name in NAMES:
        metrics = Metrics(name, tuple(table(name).figures), tuple(table(name).waits))
        found |= names_of(metrics.registry)
    return found


def names_of(registry: CollectorRegistry) -> set[str]:
    return {family.name for family in registry.collect()}


def bare(name: str) -> str:
    return next((name.removesuffix(each) for each in ENDINGS if name.endswith(each)), name)


def unknown(expressions: list[str]) -> set[str]:
    return {bare(name) for each in expressions for name in NAME.findall(each)} - known()


def rules() -> list[dict[str, Any]]:
    told = yaml.safe_load((ROOT / "deploy/prometheus/rules.yml").read_text(encoding="utf-8"))
    return [rule for group in told["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    told: dict[str, Any] = json.loads((ROOT / "deploy/grafana/rinnalla.json").read_text(encoding="utf-8"))
    return list(told["panels"])


def test_every_rule_speaks_of_figures_that_there_are() -> None:
    assert unknown([rule["expr"] for rule in rules()]) == set()


def test_every_panel_speaks_of_figures_that_there_are() -> None:
    assert unknown([target["expr"] for panel in panels() for target in panel["targets"]]) == set()


def test_a_figure_that_there_is_not_is_seen() -> None:
    assert unknown(["max(rinnalla_nothing_total) > rinnalla_ready"]) == {"rinnalla_nothing"}


def test_every_figure_is_on_the_dashboard() -> None:
    shown = {bare(name) for panel in panels() for target in panel["targets"] for name in NAME.findall(target["expr"])}
    assert known() - shown == set()


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_every_alert_has_its_entry_in_the_runbook(rule: dict[str, Any]) -> None:
    runbook = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
    assert f"**{rule['annotations']['runbook']}" in runbook
    assert rule["labels"]["severity"] in ("page", "ticket")


@pytest.mark.skipif(shutil.which("promtool") is None, reason="no promtool: it is in the package prometheus")
def test_the_rules_fire_when_they_should() -> None:
    done = subprocess.run(  # noqa: S603  # the distribution's own
        [str(shutil.which("promtool")), "test", "rules", "rules_test.yml"],
        cwd=ROOT / "deploy/prometheus",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
