"""What a process remembers of addresses to which no mail goes, so that no letter asks the store."""

from shared.fields import address_key


class SuppressedMemory:
    """`addresses` as of the last look, some seconds ago."""

    def __init__(self) -> None:
        self.addresses: frozenset[str] = frozenset()

    def has(self, email: str) -> bool:
        return bool(self.addresses) and address_key(email) in self.addresses

    def add(self, email: str) -> None:
        self.addresses |= {address_key(email)}

    def remove(self, email: str) -> None:
        self.addresses -= {address_key(email)}
