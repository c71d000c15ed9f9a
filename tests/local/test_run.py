"""What the local run is asked, what it keeps, and the one sentence when it can't."""

import json
import socket
import stat
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from deploy.local import ports, rabbit, wish
from deploy.local.home import Home
from deploy.local.ports import HOST, CannotStart, free_ports
from deploy.local.rabbit import Rabbit
from deploy.local.run import Local


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


def test_without_a_wish_the_pages_are_on_8080_and_the_inbox_a_thousand_above(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "is_free", lambda _: True)
    monkeypatch.setattr(wish, "is_free", lambda _: True)
    found = wish.read({})
    assert (found.port, found.inbox_port, found.processes) == (8080, 9080, 1)
    assert found.home == Path(".local").resolve()


def test_a_taken_port_is_told_with_the_setting_that_chooses_another(taken: int) -> None:
    with pytest.raises(CannotStart, match=f"Port {taken} is taken: .* RINNALLA_PORT=<port>"):
        wish.read({"RINNALLA_PORT": str(taken)})
    with pytest.raises(CannotStart, match=f"Port {taken} is taken: .* RINNALLA_INBOX_PORT=<port>"):
        wish.read({"RINNALLA_PORT": str(free_ports(1)[0]), "RINNALLA_INBOX_PORT": str(taken)})


def test_the_inbox_moves_aside_when_nobody_asked_for_its_port(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_ports(1)[0]
    monkeypatch.setattr(wish, "is_free", lambda _: False)
    found = wish.read({"RINNALLA_PORT": str(port)})
    assert found.inbox_port not in (port, port + wish.BESIDE)


@pytest.mark.parametrize(
    ("name", "value"),
    [("RINNALLA_PORT", "eighty"), ("RINNALLA_PORT", "80"), ("RINNALLA_PORT", "70000"), ("PROCESSES", "3")],
)
def test_a_wish_that_makes_no_sense_is_told_by_name(name: str, value: str) -> None:
    free = {"RINNALLA_PORT": str(free_ports(1)[0])}
    with pytest.raises(CannotStart, match=f"^{name}={value} "):
        wish.read(free | {name: value})


def test_free_ports_are_free_different_and_out_of_the_way_of_outgoing_connections(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = free_ports(20)
    assert len(set(found)) == 20
    assert all(ports.LOWEST <= port < ports._first_outgoing() and ports.is_free(port) for port in found)


def test_a_folder_is_used_by_one_run_at_a_time(tmp_path: Path) -> None:
    with (
        Home(tmp_path).held(),
        pytest.raises(CannotStart, match=r"Another run uses .*RINNALLA_HOME"),
        Home(tmp_path).held(),
    ):
        pytest.fail("two runs in one folder")
    with Home(tmp_path).held():
        pass


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match=r"can't be written .*RINNALLA_HOME"), Home(tmp_path / "file" / "home").held():
        pytest.fail("a folder in a file")


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = Home(tmp_path).secrets()
    assert Home(tmp_path).secrets() == first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_a_folder_of_a_run_is_its_owner_s_alone_and_one_of_others_is_left_as_it_is(tmp_path: Path) -> None:
    ours, shared = tmp_path / "ours", tmp_path / "shared"
    shared.mkdir(mode=0o755)
    for folder in (ours, shared):
        with Home(folder).held():
            pass
    assert (stat.S_IMODE(ours.stat().st_mode), stat.S_IMODE(shared.stat().st_mode)) == (0o700, 0o755)
    (shared / "secrets.json").write_text("{}", encoding="utf-8")
    with Home(shared).held():
        assert stat.S_IMODE(shared.stat().st_mode) == 0o700


def test_the_inbox_is_told_none_of_the_network_s_secrets(tmp_path: Path) -> None:
    port, inbox_port = free_ports(2)
    local = Local(wish.Wish(home=tmp_path, port=port, inbox_port=inbox_port, processes=1))
    told = " ".join(f"{name}={value}" for name, value in local._inbox().environment.items())
    for secret in asdict(local.secrets).values():
        assert secret not in told
    assert "RINNALLA_" not in told.replace("RINNALLA_TEST_", "")


def test_run_json_is_readable_by_its_owner_and_goes_when_the_run_ends(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.tell({"base_url": "http://127.0.0.1:8080"})
    assert json.loads(home.run_json.read_text(encoding="utf-8")) == {"base_url": "http://127.0.0.1:8080"}
    assert stat.S_IMODE(home.run_json.stat().st_mode) == 0o600
    home.untell()
    assert not home.run_json.exists()


def test_a_missing_rabbitmq_is_told_with_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rabbit, "SCRIPTS", tmp_path / "nowhere")
    with pytest.raises(CannotStart, match=r"apt-get install rabbitmq-server"):
        Rabbit.in_folder(tmp_path).programs()


def test_two_folders_have_two_nodes_and_one_folder_always_the_same(tmp_path: Path) -> None:
    one, other, again = (Rabbit.in_folder(tmp_path / name) for name in ("one", "other", "one"))
    assert one.node == again.node != other.node
    assert one.port != again.port
