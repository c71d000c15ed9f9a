"""A process: all the sessions under a contract and what takes its place, from the first to the last. All frozen."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from shared.i18n import N_, Msgid
from shared.messages.base import Instant, Message, Part
from shared.messages.contracts import ContractSigned, Recipient
from shared.messages.unknown import Unknown

How = Literal["completed", "ended_early", "expired"]
SessionStatus = Literal["planned", "cancelled", "held", "not_held"]
MOST_GOALS = 10


class ProcessState(StrEnum):
    RUNNING = "running"
    INTERRUPTED = "interrupted"
    ENDED = "ended"


PROCESS_TRANSITIONS: dict[ProcessState, set[ProcessState]] = {
    ProcessState.RUNNING: {ProcessState.INTERRUPTED, ProcessState.ENDED},
    ProcessState.INTERRUPTED: {ProcessState.RUNNING, ProcessState.ENDED},
    ProcessState.ENDED: set(),
}
STATES: dict[str, Msgid] = {
    "running": N_("Under way"),
    "interrupted": N_("Interrupted"),
    "ended": N_("Ended"),
}


MARKS: dict[str, Msgid] = {
    "held": N_("held"),
    "planned": N_("agreed on"),
    "unmarked": N_("not marked yet"),
    "open": N_("not agreed on yet"),
}


class NotPossibleError(Exception):
    """In its state that can't be done with a process."""


class Known(Part):
    """What is known of one session: as it is by the latest word, of which `sequence` tells. `themes`: which of those
    agreed were handled, never what was said of them.
    """

    id: str
    process_id: str
    sequence: int
    start: Instant
    end: Instant
    status: SessionStatus = "planned"
    themes: tuple[str, ...] = ()


class SessionOutcome(Part):
    """One session in the row of all: held, to come, past and not marked, or only agreed. `weeks_before`: the pause
    before it, where that is longer than the contract allows.
    """

    n: int
    state: Literal["held", "planned", "unmarked", "open"]
    start: Instant | None = None
    weeks_before: int = 0


class Goals(Part):
    """What is hoped for, agreed with the participants. `shared`: they agreed that the orderer sees them."""

    points: tuple[str, ...] = ()
    shared: bool = False


class Process(Part):
    """One process. `revision` counts what is said of it; `terms` are the contract's in force, without signers' links;
    `contracts` all that it has had, by id. `leaders` are those of the contract in force. `why` an interruption or an
    end came about is shown on its page and told to nobody else; `gap_told` is the latest gap that was;
    `marks_asked` when the latest session ended of which somebody was asked whether it was held.
    """

    id: str
    revision: int = 1
    state: ProcessState = ProcessState.RUNNING
    terms: ContractSigned
    contracts: tuple[str, ...]
    leaders: tuple[Recipient, ...]
    goals: Goals = Goals()
    since: Instant | None = None
    until: Instant | None = None
    why: str = ""
    how: How | None = None
    ended_at: Instant | None = None
    unmarked: int = 0
    gap_told: str = ""
    marks_asked: Instant | None = None

    @property
    def is_first_contract(self) -> bool:
        return len(self.contracts) < 2

    def transition(self, state: ProcessState, **changes: object) -> "Process":
        """In its new state, one word later. NotPossibleError where the table has no such move."""
        if state not in PROCESS_TRANSITIONS[self.state]:
            raise NotPossibleError
        return self.model_copy(update={"state": state, "revision": self.revision + 1, **changes})


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks or acts: the coordinator at all, a supervisor at what they lead, an orderer at their organisations'."""

    name: str
    coordinator: bool = False
    supervisor: str | None = None
    organisations: tuple[str, ...] = ()

    def leads(self, process: Process) -> bool:
        return self.coordinator or (self.supervisor is not None and self.supervisor in process.terms.supervisors)

    def sees(self, process: Process) -> bool:
        return self.leads(process) or process.terms.organisation_id in self.organisations


class ProcessDue(Message, owner="contracts", to=("contracts",)):
    """Look whether a process has come to its end (a timer)."""

    process_id: str
    what: Annotated[Literal["end"], Unknown("end")] = "end"
