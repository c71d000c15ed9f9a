"""What one process remembers of what it has read, each under the revision that it had then."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

# Longer ago than that it is read again whatever its revision: a program from before revisions writes none.
LASTS_SECONDS = 60.0
LIMIT = 512


class Remembered:
    """At most so many values; the least recently used goes first. `hints` change what something costs, never what it
    gives.
    """

    def __init__(self) -> None:
        self.hints: dict[str, int] = {}
        self._values: OrderedDict[Hashable, tuple[Hashable, float, Any]] = OrderedDict()

    def get(self, key: Hashable, revision: Hashable, now: float) -> tuple[Any] | None:
        """The value kept under exactly this revision, in a tuple of one."""
        found = self._values.get(key)
        if found is None or found[0] != revision or now - found[1] > LASTS_SECONDS:
            return None
        self._values.move_to_end(key)
        return (found[2],)

    def put(self, key: Hashable, revision: Hashable, now: float, value: Any) -> None:
        self._values[key] = (revision, now, value)
        self._values.move_to_end(key)
        if len(self._values) > LIMIT:
            self._values.popitem(last=False)


@dataclass(slots=True)
class View:
    """What one transaction has seen of the revisions, and which it has changed itself."""

    seen: dict[str, str] | None = None
    changed: set[str] = field(default_factory=set)
