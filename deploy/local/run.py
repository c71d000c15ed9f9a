"""Everything together: starts the parts in their order, tells where they are, and ends them."""

import asyncio
import os
import shutil
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import httpx

from deploy import proxy
from deploy.local.home import Home
from deploy.local.ports import HOST, CannotStart, free_ports
from deploy.local.processes import KeptProcess, Program
from deploy.local.rabbit import Rabbit
from deploy.local.store import Store
from deploy.local.wish import Wish
from deploy.services import NAMES
from shared.app.supervision import side_by_side
from shared.people.keys import Signer

ROOT = Path(__file__).parents[2]
Say = Callable[[str], None]
# What contracts is told and no other service.
CONTRACTS_ALONE = ("RINNALLA_INCIDENT_KEY", "RINNALLA_SEAL_KEY", "RINNALLA_SEAL_CERTIFICATE")


class Local:
    """One local run. `parts` are its programs by name, `where` is what run.json says."""

    def __init__(self, wish: Wish, say: Say = lambda _: None) -> None:
        self.wish = wish
        self.home = Home(wish.home)
        self.secrets = self.home.secrets()
        self.rabbit = Rabbit.in_folder(wish.home / "rabbit")
        self.store = Store.in_folder(wish.home / "store")
        self.smtp_port, *self.service_ports = free_ports(1 + len(NAMES))
        self.parts: dict[str, KeptProcess] = {}
        self._say = say
        self._answering = False

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self.wish.port}"

    @property
    def inbox_url(self) -> str:
        return f"http://{HOST}:{self.wish.inbox_port}"

    @property
    def where(self) -> dict[str, Any]:
        return {
            "base_url": self.base_url,
            "inbox_url": self.inbox_url,
            "amqp_url": self.rabbit.url(),
            "mongo_url": self.store.url,
            "smtp_url": f"smtp://{HOST}:{self.smtp_port}",
            "coordinator_token": self.secrets.coordinator_token,
            "processes": self.wish.processes,
            "pids": {name: part.pid for name, part in self.parts.items()},
        }

    async def start(self) -> None:
        """Start everything; run.json stands when all of it answers. Raises CannotStart and leaves nothing behind."""
        self.home.untell()
        try:
            self._say("Starting RabbitMQ, the store, the inbox and the services ...")
            # All at once: the services wait for what they need.
            others = (self.store.program(), self._inbox(), *self._services())
            await side_by_side(self._start_rabbit(), *(self._start(program) for program in others))
        except BaseException:
            await self.stop()
            raise
        self._answering = True
        self.home.tell(self.where)

    async def stop(self) -> None:
        """End everything: whoever talks before whom they talk to."""
        self._answering = False
        self.home.untell()
        beneath = {"epmd", "rabbitmq", "store", "inbox"}
        await asyncio.gather(*(part.stop() for name, part in self.parts.items() if name not in beneath))
        await asyncio.gather(*(self.parts[name].stop() for name in beneath - {"epmd"} if name in self.parts))
        if "epmd" in self.parts:
            await self.parts["epmd"].stop()

    def environment(self) -> dict[str, str]:
        """A service's settings; the network's own (its name, its coordinator) may come from outside."""
        ours = {
            "amqp_url": self.rabbit.url(),
            "mongo_url": self.store.url,
            "smtp_url": f"smtp://{HOST}:{self.smtp_port}",
            "public_url": self.base_url,
            "secret": self.secrets.secret,
            "incident_key": self.secrets.incident_key,
            "coordinator_token": self.secrets.coordinator_token,
            "session_key": self.secrets.session_key,
            "seal_key": self.secrets.seal_key,
            "seal_certificate": self.secrets.seal_certificate,
            "push_key": self.secrets.push_key,
            "session_public_keys": Signer.of(self.secrets.session_key).public,
            "journal_dir": str(self.wish.home / "journal"),
        }
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        outside = dict(os.environ) | {"PYTHONPATH": path}
        return outside | {f"RINNALLA_{name.upper()}": value for name, value in ours.items()}

    async def _start(self, program: Program) -> None:
        part = self.parts[program.name] = KeptProcess(program, self.home.logs, self._tell_again)
        await part.start()

    async def _start_rabbit(self) -> None:
        for program in self.rabbit.programs():
            await self._start(program)

    def _tell_again(self) -> None:
        """A part has been started anew: its number is another."""
        if self._answering:
            self.home.tell(self.where)

    def _inbox(self) -> Program:
        ports = ["--smtp-port", str(self.smtp_port), "--http-port", str(self.wish.inbox_port)]
        command = [sys.executable, "-m", "deploy.local.inbox", *ports, "--folder", str(self.wish.home / "inbox")]
        return Program("inbox", command, self._plain(), answering(f"{self.inbox_url}/api/messages?to=nobody"))

    def _plain(self) -> dict[str, str]:
        """An environment with no secret in it, for what needs none."""
        return {name: value for name, value in self.environment().items() if not name.startswith("RINNALLA_")}

    def _services(self) -> list[Program]:
        if self.wish.processes == 1:
            return [self._service("services", "deploy.local.together", self.wish.port, NAMES)]
        served = zip(NAMES, self.service_ports, strict=True)
        return [*(self._service(name, f"services.{name}", port, (name,)) for name, port in served), self._proxy()]

    def _service(self, name: str, module: str, port: int, served: tuple[str, ...]) -> Program:
        environment = self.environment() | {"RINNALLA_HTTP_HOST": HOST, "RINNALLA_HTTP_PORT": str(port)}
        if "contracts" not in served:
            for alone in CONTRACTS_ALONE:
                del environment[alone]
        if "booking" not in served:
            del environment["RINNALLA_SESSION_KEY"]
        ready = answering(*(f"http://{HOST}:{port}/{each}/health/ready" for each in served))
        return Program(name, [sys.executable, "-m", module], environment, ready, patience=120)

    def _proxy(self) -> Program:
        nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if nginx is None:
            raise CannotStart("nginx is not installed: `apt-get install nginx-light`, or leave PROCESSES=4 out.")
        folder = self.wish.home / "proxy"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "nginx.conf"
        file.write_text(proxy.render(self._proxy_values(folder)), encoding="utf-8")
        as_self = "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"
        ready = answering(*(f"{self.base_url}/{name}/health/ready" for name in NAMES))
        return Program(
            "proxy", [nginx, "-e", "stderr", "-c", str(file), "-g", as_self], dict(os.environ), ready, patience=120
        )

    def _proxy_values(self, folder: Path) -> Mapping[str, str]:
        upstreams = {name.upper(): f"{HOST}:{port}" for name, port in zip(NAMES, self.service_ports, strict=True)}
        # No name is ever asked for here: the addresses are numbers.
        return {"LISTEN": f"{HOST}:{self.wish.port}", "RUN_DIR": str(folder), "RESOLVER": HOST, **upstreams}


def answering(*urls: str) -> Callable[[], Awaitable[bool]]:
    """Whether all of these answer with 200."""

    async def answers() -> bool:
        async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
            try:
                return all([(await client.get(url)).status_code == 200 for url in urls])
            except httpx.HTTPError:
                return False

    return answers
