"""Whose report it is: the network's, a supervisor's, an organisation's, or one process of it. Pure."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about. `value`: a supervisor's id, or an organisation's name."""

    kind: Literal["network", "supervisor", "organisation"]
    value: str = ""
    organisation_id: str | None = None
    process: str | None = None

    @property
    def key(self) -> str:
        """Under which name its tallies are kept (`answers.tally.scopes_of`)."""
        whose = f"{self.kind}:{self.value}" if self.value else self.kind
        return f"{whose}|process:{self.process}" if self.process else whose

    def cells(self) -> dict[str, object]:
        """Which cells belong to it, as the store is asked."""
        found: dict[str, object] = {}
        if self.kind == "supervisor":
            found["supervisors"] = self.value
        elif self.kind == "organisation":
            found["organisation"] = self.value
        return found | ({"process": self.process} if self.process else {})

    def processes(self) -> dict[str, object]:
        """Which processes and sessions belong to it: `process` where one alone is asked for."""
        if self.kind == "supervisor":
            return {"supervisors": self.value}
        return {"organisation": self.value} if self.kind == "organisation" else {}

    def pools(self) -> dict[str, object]:
        """Which pools wait for it."""
        if self.kind == "supervisor":
            return {"shares.supervisors": self.value}
        return self.cells()

    def rounds(self) -> dict[str, object]:
        """Which rounds may still bring something."""
        return self.cells()
