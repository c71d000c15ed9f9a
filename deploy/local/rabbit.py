"""A RabbitMQ node of our own, from the distribution's package: own data, ports, cookie and name, on 127.0.0.1 only.

The package's real script runs as any user; the system's own service is neither used nor touched. Erlang's port mapper
(epmd) is a program of ours too, on its own port, so that several nodes stand side by side and nothing stays behind.
"""

import asyncio
import hashlib
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote

import aio_pika
import aiormq

from deploy.local.ports import HOST, CannotStart, free_ports
from deploy.local.processes import KeptProcess, Program, connects

ERLANGS_HOST = HOST.replace(".", ",")
SCRIPTS = Path("/usr/lib/rabbitmq/bin")
MISSING = (
    "RabbitMQ is not installed: run `make demo` (or `make up`), which installs it, or "
    "`apt-get install rabbitmq-server` yourself, and try again."
)
CONFIGURATION = """\
# Written anew at every start.
listeners.tcp.1 = {host}:{port}
loopback_users.guest = true
vm_memory_high_watermark.relative = 0.3
disk_free_limit.absolute = 200MB
log.file.level = warning
log.console = false
heartbeat = 20
"""


@dataclass(frozen=True, slots=True)
class Rabbit:
    """A node in `folder`. Its data belong to its name, which belongs to the folder: ports may differ at every start."""

    folder: Path
    port: int
    dist_port: int
    epmd_port: int

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        return cls(folder.resolve(), *free_ports(3))

    @property
    def node(self) -> str:
        return f"rinnalla-{hashlib.sha256(str(self.folder).encode()).hexdigest()[:10]}@localhost"

    def url(self, vhost: str = "/") -> str:
        path = "" if vhost == "/" else quote(vhost, safe="")
        return f"amqp://guest:guest@{HOST}:{self.port}/{path}"

    def environment(self) -> dict[str, str]:
        """For the node and for its tools."""
        inherited = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        return inherited | {
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "RABBITMQ_NODENAME": self.node,
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "none"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(self.folder / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "logs"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_DIST_PORT": str(self.dist_port),
            "ERL_EPMD_PORT": str(self.epmd_port),
            "ERL_EPMD_ADDRESS": HOST,
            # Two schedulers are plenty for one machine's demo and leave the cores to the services.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"+S 2:2 -kernel inet_dist_use_interface {{{ERLANGS_HOST}}}",
            # The script then becomes the node instead of watching over it: its number is the node's.
            "RUNNING_UNDER_SYSTEMD": "true",
        }

    def programs(self) -> tuple[Program, Program]:
        """The port mapper and the node, started in this order. Raises CannotStart where the package is missing."""
        script, epmd = SCRIPTS / "rabbitmq-server", shutil.which("epmd")
        if not script.exists() or epmd is None:
            raise CannotStart(MISSING)
        self._write()
        environment = self.environment()
        mapper = [epmd, "-port", str(self.epmd_port), "-address", HOST]
        return (
            Program("epmd", mapper, environment, lambda: connects(HOST, self.epmd_port), grace=1),
            Program("rabbitmq", [str(script)], environment, self.answers, patience=90, grace=15),
        )

    async def answers(self) -> bool:
        """Whether a client can really connect: the port listens a while before that."""
        if not await connects(HOST, self.port):
            return False
        try:
            connection = await aio_pika.connect(self.url(), timeout=3)
            await connection.close()
        except (OSError, TimeoutError, aiormq.exceptions.AMQPError):
            return False
        return True

    async def control(self, *words: str) -> str:
        """`rabbitmqctl` for this node. Raises CannotStart with what it said."""
        process = await asyncio.create_subprocess_exec(
            str(SCRIPTS / "rabbitmqctl"),
            *words,
            env=self.environment(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        if process.returncode:
            raise CannotStart(f"rabbitmqctl {words[0]} failed: {said.decode(errors='replace').strip()[-300:]}")
        return said.decode(errors="replace")

    def _write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "rabbitmq.conf").write_text(CONFIGURATION.format(host=HOST, port=self.port), encoding="ascii")
        (self.folder / "plugins").write_text("[].\n", encoding="ascii")
        cookie = self.folder / ".erlang.cookie"
        if not cookie.exists():
            cookie.touch(mode=0o600)
            cookie.write_text(secrets.token_hex(20), encoding="ascii")
            cookie.chmod(0o400)


async def start(rabbit: Rabbit, logs: Path) -> tuple[KeptProcess, KeptProcess]:
    """The port mapper and the node, running."""
    mapper, node = (KeptProcess(program, logs) for program in rabbit.programs())
    await mapper.start()
    try:
        await node.start()
    except BaseException:
        await mapper.stop()
        raise
    return mapper, node
