"""What is asked of the database, counted by the driver's own monitoring: a figure that no busy machine changes."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pymongo import monitoring

_PLACELESS = {"commitTransaction", "abortTransaction"}


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its database and collection ('' where it has none), and the transaction that it belongs to."""

    database: str
    name: str
    collection: str
    transaction: tuple[bytes, int] | None
    body: dict[str, Any] = field(repr=False)

    def __str__(self) -> str:
        return f"{self.name} {self.collection}".strip()


@dataclass
class Commands:
    """What was asked while somebody listened."""

    heard: list[Command] = field(default_factory=list)

    def of(self, service: str) -> list[Command]:
        """One service's, in their order."""
        return [each for each in self.heard if each.database.endswith(f"_{service}")]

    def transactions(self, service: str) -> list[list[Command]]:
        """Those of each of its transactions, the commit last."""
        found: dict[tuple[bytes, int], list[Command]] = {}
        for each in self.heard:
            if each.transaction is not None:
                found.setdefault(each.transaction, []).append(each)
        return [steps for steps in found.values() if steps[0].database.endswith(f"_{service}")]

    def transaction(self, service: str, *steps: str) -> list[str]:
        """The one transaction of the service that has all these steps, as words; AssertionError where it isn't one."""
        found = [[str(each) for each in found] for found in self.transactions(service)]
        chosen = [each for each in found if set(steps) <= set(each)]
        assert len(chosen) == 1, (steps, found)
        return chosen[0]


class _Listener(monitoring.CommandListener):
    def __init__(self) -> None:
        self.listening: list[Commands] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        for each in self.listening:
            each.heard.append(_command(event))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        pass

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        pass


LISTENER = _Listener()
# Clients made from now on are heard: whoever measures imports this module before it makes any.
monitoring.register(LISTENER)


@contextlib.contextmanager
def listening() -> Iterator[Commands]:
    """All that is asked until the end of the block."""
    heard = Commands()
    LISTENER.listening.append(heard)
    try:
        yield heard
    finally:
        LISTENER.listening.remove(heard)


def _command(event: monitoring.CommandStartedEvent) -> Command:
    body: Any = event.command
    in_one = "autocommit" in body
    transaction = (bytes(body["lsid"]["id"]), int(body["txnNumber"])) if in_one else None
    place = "" if event.command_name in _PLACELESS else str(body.get(event.command_name, ""))
    return Command(event.database_name, event.command_name, place, transaction, dict(body))
