"""What a process is entitled to by the contract in force, and how far its sessions have come."""

from enum import StrEnum

from shared.messages.base import Instant, Part
from shared.messages.contracts import ContractSigned


class EntitlementState(StrEnum):
    """`by_hand`: its sessions are agreed on one by one; `unplaced`: as agreed they did not fit, somebody chooses."""

    BY_HAND = "by_hand"
    PLACED = "placed"
    UNPLACED = "unplaced"
    INTERRUPTED = "interrupted"
    ENDED = "ended"


S = EntitlementState
_PLACING = {S.BY_HAND, S.PLACED, S.UNPLACED}
# A contract signed anew is placed anew; what has ended begins no more.
ENTITLEMENT_TRANSITIONS: dict[EntitlementState, set[EntitlementState]] = {
    S.BY_HAND: {*_PLACING, S.INTERRUPTED, S.ENDED},
    S.PLACED: {*_PLACING, S.INTERRUPTED, S.ENDED},
    S.UNPLACED: {*_PLACING, S.INTERRUPTED, S.ENDED},
    S.INTERRUPTED: {*_PLACING, S.ENDED},
    S.ENDED: set(),
}


class Entitlement(Part):
    """One process's. `terms` are the contract's in force, without its signers' links; None where the end came first;
    `before`: of the contract whose place it takes, which governs until its first day.

    `wanted` is how many sessions are to be placed, from `since` on; `told` the revision of the latest word on whether
    the process goes on, which only rises. `revision` counts this record's own changes.
    """

    id: str
    revision: int = 1
    state: EntitlementState
    terms: ContractSigned | None = None
    before: ContractSigned | None = None
    wanted: int = 0
    since: Instant | None = None
    told: int = 0

    def transition(self, state: EntitlementState) -> "Entitlement":
        """In its new state, one change later; ValueError where the table has no such move."""
        if state is not self.state and state not in ENTITLEMENT_TRANSITIONS[self.state]:
            raise ValueError(f"an entitlement can't go from {self.state} to {state}")
        return self.model_copy(update={"state": state, "revision": self.revision + 1})

    @property
    def open(self) -> ContractSigned | None:
        """The terms by which sessions may be booked now."""
        return self.terms if self.state in _PLACING else None
