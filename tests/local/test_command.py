"""The one command, as a user gives it: everything starts, the story ends well, data survive, nothing stays behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.ports import HOST, free_ports, is_free

pytestmark = pytest.mark.timeout(240)


def environment(home: Path, processes: int = 1) -> dict[str, str]:
    port, inbox_port = free_ports(2)
    chosen = {"RINNALLA_HOME": home, "RINNALLA_PORT": port, "RINNALLA_INBOX_PORT": inbox_port, "PROCESSES": processes}
    return {**os.environ, **{name: str(value) for name, value in chosen.items()}}


def started(*words: str, given: dict[str, str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "deploy.local", *words]
    return subprocess.Popen(command, env=given, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own


@contextmanager
def running(given: dict[str, str]) -> Iterator[dict[str, Any]]:
    """`up`, until it is told to stop; what run.json says."""
    process, told = started("up", given=given), Path(given["RINNALLA_HOME"], "run.json")
    try:
        end = time.monotonic() + 100
        while not told.exists():
            assert time.monotonic() < end, "it never answered"
            time.sleep(0.1)
        yield json.loads(told.read_text(encoding="utf-8"))
    finally:
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=20)
    assert process.returncode == 0, said
    assert not told.exists()


@pytest.mark.parametrize("processes", [1, 4])
def test_the_demo_ends_with_0_when_both_its_stories_end_well(tmp_path: Path, processes: int) -> None:
    given = environment(tmp_path, processes)
    process = started("demo", "--exit", given=given)
    said, _ = process.communicate()
    assert process.returncode == 0, said
    assert "State: confirmed" in said
    assert "8 sessions ahead; 9 people have all dates in one mail." in said
    assert not (tmp_path / "run.json").exists()
    assert is_free(int(given["RINNALLA_PORT"]))


def test_data_and_secrets_survive_a_restart_and_no_process_stays_behind(tmp_path: Path) -> None:
    given = environment(tmp_path)
    row = {"name": "Aino Lehtonen", "email": "aino@example.org", "competences": ["debriefing"], "regions": ["01"]}
    with running(given) as first:
        url, key = (
            f"{first['base_url']}/booking/api/supervisors",
            {"Authorization": f"Bearer {first['coordinator_token']}"},
        )
        assert httpx.post(url, json=row, headers=key, trust_env=False).status_code == 201
    assert not any(Path(f"/proc/{pid}").exists() for pid in first["pids"].values())
    with running(given) as second:
        assert second["coordinator_token"] == first["coordinator_token"]
        assert [each["name"] for each in httpx.get(url, headers=key, trust_env=False).json()] == [row["name"]]


def test_a_taken_port_is_one_sentence_and_status_1(tmp_path: Path) -> None:
    given = environment(tmp_path)
    with socket.create_server((HOST, int(given["RINNALLA_PORT"]))):
        process = started("up", given=given)
        said, _ = process.communicate()
    assert process.returncode == 1
    assert said.strip() == (
        f"Rinnalla can't start. Port {given['RINNALLA_PORT']} is taken: stop what uses it, "
        "or choose another with RINNALLA_PORT=<port>."
    )
