"""What a process remembers of who can be woken, so that an urgent event asks the store of nobody else."""

import asyncio

from shared.fields import address_key


class WakeMemory:
    """`people`: the addresses of all who have channels, as of the last look; `nudged` once a step was written."""

    def __init__(self) -> None:
        self.people: frozenset[str] = frozenset()
        self.nudged = asyncio.Event()

    def has(self, email: str) -> bool:
        return address_key(email) in self.people

    def add(self, email: str) -> None:
        self.people |= {address_key(email)}
