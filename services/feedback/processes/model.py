"""A process as far as it is asked about, and the facts of its life that rounds follow from. All frozen."""

from dataclasses import dataclass
from typing import Literal

from shared.messages.base import Instant, Message, Part, Text
from shared.messages.contracts import Recipient


class Process(Part):
    """`people` take part and have an address; `begins`: its first day's noon; `evaluation_months`: how often it is
    evaluated, 0 only at its end, and `evaluations` how often it has been. `signed_at` is when the contract in force was
    signed, None where the end was heard of first; `told` the revision of the latest word on whether it goes on;
    `orderer` hears when the supervisor has looked back on it; `agreed`: how many sessions the contract has, None where
    it has a term alone, and `themes` those that it names.
    """

    id: str
    state: Literal["running", "interrupted", "ended"] = "running"
    title: str = ""
    organisation: Text
    organisation_id: str | None = None
    supervisors: tuple[str, ...] = ()
    orderer: Recipient | None = None
    agreed: int | None = None
    themes: tuple[Text, ...] = ()
    people: tuple[Recipient, ...] = ()
    evaluation_months: int = 0
    evaluations: int = 0
    begins: Instant | None = None
    signed_at: Instant | None = None
    told: int = 0
    ended_at: Instant | None = None

    @property
    def reachable(self) -> tuple[Recipient, ...]:
        """Whom can be written to: not who has been erased."""
        return tuple(each for each in self.people if "@" in each.email)


@dataclass(frozen=True, slots=True)
class EvaluationCame:
    """A fact: it is time to evaluate a process for the nth time."""

    process: Process
    nth: int


@dataclass(frozen=True, slots=True)
class ProcessOver:
    """A fact: a process has come to its end."""

    process: Process


class EvaluationDue(Message, owner="feedback", to=("feedback",)):
    """Time to evaluate a process for the nth time (a timer)."""

    process_id: str
    nth: int
