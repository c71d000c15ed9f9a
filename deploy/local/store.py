"""The embedded store: SecantusDB, which speaks MongoDB's protocol; a process of its own (it is GPL-2.0)."""

import importlib.util
import sys
from dataclasses import dataclass
from os import environ
from pathlib import Path

from deploy.local.ports import HOST, CannotStart, free_ports
from deploy.local.processes import Program, connects
from shared.store import mongo

SERVER = Path(__file__).with_name("store_server.py")


@dataclass(frozen=True, slots=True)
class Store:
    """A store in `folder`. A transaction that nobody has touched for `idle_seconds` is undone, so that what a killed
    process held is free again.
    """

    folder: Path
    port: int
    idle_seconds: float = 10.0

    @classmethod
    def in_folder(cls, folder: Path) -> "Store":
        return cls(folder.resolve(), *free_ports(1))

    @property
    def url(self) -> str:
        # Retried writes cost this store six times the time, and it takes no part in elections.
        return f"mongodb://{HOST}:{self.port}/?retryWrites=false"

    def program(self) -> Program:
        """Raises CannotStart where the package is missing."""
        if importlib.util.find_spec("secantus") is None:
            raise CannotStart("SecantusDB is not installed: run `make setup`, and try again.")
        self.folder.mkdir(parents=True, exist_ok=True)
        where = ["--host", HOST, "--port", str(self.port), "--folder", str(self.folder)]
        idle = ["--transaction-seconds", str(self.idle_seconds)]
        # By its path, and with nothing of ours within its reach (-P): it stays a stranger, spoken to over TCP.
        words = [sys.executable, "-P", str(SERVER), *where, *idle]
        return Program("store", words, dict(environ), self.answers)

    async def answers(self) -> bool:
        if not await connects(HOST, self.port):
            return False
        client = mongo.connect(self.url)
        try:
            await client.admin.command("ping")
        except mongo.DatabaseError:
            return False
        finally:
            client.close()
        return True
