"""The proxy, run for real on this machine from the same template that the container uses."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from deploy import proxy
from deploy.local.ports import free_ports

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
# Root's workers would run as nobody, who may not write to a folder of the tests.
AS_SELF = "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"


class Upstream(BaseHTTPRequestHandler):
    """Says what reached it; a path that ends in /live streams two events, a second apart."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.partition("?")[0].endswith("/live"):
            self._stream()
        else:
            self._answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer()

    def _answer(self) -> None:
        body = json.dumps({"path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}}).encode()
        self.send_response(200)
        if "X-Say-Nosniff" in self.headers:
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Content-Security-Policy", "the service's own")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for event in (b"data: first\n\n", b"data: second\n\n"):
            self.wfile.write(event)
            self.wfile.flush()
            time.sleep(5 if self.path.endswith("?long") else 1)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Quiet."""


@dataclass(frozen=True)
class Running:
    client: httpx.Client
    said: Path


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _values(folder: Path, port: int, upstream: int) -> dict[str, str]:
    addresses = dict.fromkeys(("CONTRACTS", "BOOKING", "NOTIFICATIONS"), f"127.0.0.1:{upstream}")
    # Nobody listens there: feedback is away.
    addresses["FEEDBACK"] = f"127.0.0.1:{_free_port()}"
    return {"LISTEN": f"127.0.0.1:{port}", "RUN_DIR": str(folder), "RESOLVER": "127.0.0.1", **addresses}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder, port = tmp_path_factory.mktemp("nginx"), _free_port()
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    (folder / "nginx.conf").write_text(proxy.render(_values(folder, port, upstream.server_port)), encoding="utf-8")
    with (folder / "said").open("wb") as said:
        command = [NGINX, "-c", str(folder / "nginx.conf"), "-g", AS_SELF]
        process = subprocess.Popen(command, stdout=said, stderr=said)  # noqa: S603  # our own nginx
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
                _wait_for(client)
                yield Running(client, folder / "said")
        finally:
            process.terminate()
            process.wait(10)
            upstream.shutdown()


def _wait_for(client: httpx.Client) -> None:
    for _ in range(100):
        with contextlib.suppress(httpx.ConnectError):
            client.get("/")
            return
        time.sleep(0.05)
    pytest.fail("the proxy didn't start")


def _checks(folder: Path, configuration: str) -> bool:
    (folder / "nginx.conf").write_text(configuration, encoding="utf-8")
    command = [NGINX, "-t", "-c", str(folder / "nginx.conf"), "-g", AS_SELF]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603  # our own nginx


def test_nginx_accepts_the_rendered_template(tmp_path: Path) -> None:
    assert _checks(tmp_path, proxy.render(_values(tmp_path, *free_ports(2))))


def test_nginx_refuses_a_broken_template(tmp_path: Path) -> None:
    rendered = proxy.render(_values(tmp_path, *free_ports(2)))
    assert not _checks(tmp_path, rendered.replace("proxy_buffering off;", "proxy_bufering off;"))
    assert not _checks(tmp_path, rendered.rstrip().removesuffix("}"))


def test_a_value_that_is_missing_is_named(tmp_path: Path) -> None:
    values = _values(tmp_path, *free_ports(2))
    del values["BOOKING"]
    with pytest.raises(KeyError, match="BOOKING"):
        proxy.render(values)


def test_the_bare_address_leads_to_the_page_that_asks(running: Running) -> None:
    answer = running.client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/contracts/debriefings/new")


@pytest.mark.parametrize(
    "path", ["/contracts/debriefings/new?lang=sv", "/booking/a%2Fb", "/notifications/health/ready"]
)
def test_a_service_gets_the_path_as_it_was_sent(running: Running, path: str) -> None:
    assert running.client.get(path).json()["path"] == path


def test_a_service_learns_the_true_address_whatever_the_client_claims(running: Running) -> None:
    answer = running.client.get(
        "/contracts/x", headers={"X-Forwarded-For": "203.0.113.9", "Host": "rinnalla.example:81"}
    )
    told = answer.json()["headers"]
    assert told["x-forwarded-for"] == "127.0.0.1"
    assert told["x-forwarded-proto"] == "http"
    assert told["host"] == told["x-forwarded-host"] == "rinnalla.example:81"


def test_a_live_page_s_event_comes_at_once(running: Running) -> None:
    began = time.monotonic()
    with running.client.stream("GET", "/contracts/debriefings/token/live") as stream:
        assert next(stream.iter_raw()) == b"data: first\n\n"
        assert time.monotonic() - began < 0.8


def test_a_body_over_a_megabyte_is_refused_but_for_the_upload_of_supervisors(running: Running) -> None:
    body = b"x" * 1_100_000
    assert running.client.post("/contracts/api/debriefings", content=body).status_code == 413
    assert running.client.post("/booking/api/supervisors", content=body).status_code == 200


def test_a_service_that_is_away_is_said_so_in_three_languages(running: Running) -> None:
    answer = running.client.get("/feedback/answers/token")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert [word in answer.text for word in ("Yritä", "Försök", "Try")] == [True] * 3


OURS = (
    "x-content-type-options",
    "content-security-policy",
    "referrer-policy",
    "x-robots-tag",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "cache-control",
)


def test_the_proxy_s_own_answers_are_as_safe_as_the_services(running: Running) -> None:
    own = {
        302: running.client.get("/"),
        404: running.client.get("/metrics"),
        413: running.client.post("/contracts/api/debriefings", content=b"x" * 1_100_000),
        503: running.client.get("/feedback/answers/token"),
    }
    for status, answer in own.items():
        assert answer.status_code == status
        assert [name for name in OURS if name not in answer.headers] == [], status
    from_service = running.client.get("/contracts/said", headers={"X-Say-Nosniff": "yes"})
    assert from_service.headers.get_list("x-content-type-options") == ["nosniff"]
    assert from_service.headers["content-security-policy"] == "the service's own"


def test_one_address_holds_so_many_live_pages_open_and_no_more(running: Running) -> None:
    with contextlib.ExitStack() as held:
        limits = httpx.Limits(max_connections=200)
        client = held.enter_context(httpx.Client(base_url=running.client.base_url, trust_env=False, limits=limits))
        answers = [
            held.enter_context(client.stream("GET", f"/contracts/debriefings/{n}/live?long")) for n in range(101)
        ]
        assert [answer.status_code for answer in answers] == [200] * 100 + [429]
        assert answers[-1].headers["retry-after"] == "15"
        assert client.get("/contracts/x").status_code == 200


def test_an_unknown_path_reaches_no_service(running: Running) -> None:
    assert running.client.get("/metrics").status_code == 404


def test_the_proxy_s_log_tells_no_link(running: Running) -> None:
    for path in ("/contracts/debriefings/hush-hush", "/feedback/answers/hush-hush", "/hush-hush?hush-hush"):
        running.client.get(path, headers={"Referer": "http://x/hush-hush"})
    time.sleep(0.1)
    said = running.said.read_text(encoding="utf-8")
    assert '"area":"contracts"' in said
    assert "hush-hush" not in said
