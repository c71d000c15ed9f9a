"""What the environment asks of a local run."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.ports import CannotStart, free_ports, is_free, require

# The inbox's page is this far above the pages, so that runs on 8080, 8081 ... stand side by side.
BESIDE = 1000


@dataclass(frozen=True, slots=True)
class Wish:
    """Where, on which ports, and whether in one process or in four."""

    home: Path
    port: int = 8080
    inbox_port: int = 9080
    processes: int = 1


def read(environment: Mapping[str, str] = os.environ) -> Wish:
    """RINNALLA_HOME, RINNALLA_PORT, RINNALLA_INBOX_PORT and PROCESSES, checked. Raises CannotStart."""
    port = _number(environment, "RINNALLA_PORT", 8080)
    require(port, "RINNALLA_PORT")
    processes = _number(environment, "PROCESSES", 1)
    if processes not in (1, 4):
        raise CannotStart(f"PROCESSES={processes} is not possible: the services run in 1 process, or in 4.")
    home = Path(environment.get("RINNALLA_HOME") or ".local").resolve()
    return Wish(home, port, _inbox_port(environment, port), processes)


def _inbox_port(environment: Mapping[str, str], port: int) -> int:
    if environment.get("RINNALLA_INBOX_PORT"):
        chosen = _number(environment, "RINNALLA_INBOX_PORT", 0)
        require(chosen, "RINNALLA_INBOX_PORT")
        return chosen
    beside = port + BESIDE
    # Nobody asked for this one: any other will do, and is told.
    return beside if beside <= 65_535 and is_free(beside) else free_ports(1)[0]


def _number(environment: Mapping[str, str], name: str, otherwise: int) -> int:
    text = environment.get(name) or str(otherwise)
    if not text.isascii() or not text.isdigit():
        raise CannotStart(f"{name}={text} is no number: leave it out, or give one such as {otherwise or 9080}.")
    return int(text)
