"""Ports on this machine: which are free, and how to say that one is not."""

import random
import socket
from contextlib import ExitStack
from pathlib import Path

HOST = "127.0.0.1"
# Below what the kernel gives to outgoing connections: a service that tries again to reach a broker that is just away
# could otherwise be given the broker's own port, connect to itself, and keep the broker out.
LOWEST = 15_000


class CannotStart(Exception):
    """Why the local run can't start: one sentence with what to do."""


def is_free(port: int) -> bool:
    with socket.socket() as one:
        return _bound(one, port)


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on, all different."""
    candidates = range(LOWEST, _first_outgoing())
    found: list[int] = []
    with ExitStack() as held:
        for port in random.sample(candidates, len(candidates)):
            if _bound(held.enter_context(socket.socket()), port):
                found.append(port)
            if len(found) == count:
                return found
    raise CannotStart("No port is free on this machine: stop something that listens on many, and try again.")


def require(port: int, setting: str) -> None:
    """Raise CannotStart unless `port` is free; `setting` is the variable that chooses another."""
    if not 1024 <= port <= 65_535:
        raise CannotStart(f"{setting}={port} is no port for a program: choose one from 1024 to 65535.")
    if not is_free(port):
        raise CannotStart(f"Port {port} is taken: stop what uses it, or choose another with {setting}=<port>.")


def _bound(one: socket.socket, port: int) -> bool:
    # What a server just left behind in TIME_WAIT is no reason to refuse.
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        one.bind((HOST, port))
        one.listen(1)
    except OSError:
        return False
    return True


def _first_outgoing() -> int:
    try:
        return int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return 32_768
