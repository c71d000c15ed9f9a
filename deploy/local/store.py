"""The embedded store: SecantusDB, which speaks MongoDB's protocol; a process of its own (it is GPL-2.0)."""

import importlib.util
import sys
from dataclasses import dataclass
from os import environ
from pathlib import Path

from deploy.local.ports import HOST, CannotStart, free_ports
from deploy.local.processes import Program, connects
from shared import mongo


@dataclass(frozen=True, slots=True)
class Store:
    """A store in `folder`."""

    folder: Path
    port: int

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
        where = ["--host", HOST, "--port", str(self.port), "--storage-path", str(self.folder)]
        # Without the last one, a kill -9 loses the writes it has just acknowledged.
        words = [
            sys.executable,
            "-m",
            "secantus",
            *where,
            "--log-level",
            "WARNING",
            "--cache-size",
            "256M",
            "--sync-on-commit",
        ]
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
