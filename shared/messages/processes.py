"""What contracts publishes of a process: all the sessions under a contract, from the first to the last."""

from typing import Annotated, Literal

from shared.messages.base import Instant, Language, Message, Part, Text
from shared.messages.booking import Interval
from shared.messages.contracts import Recipient, SupervisionForm
from shared.messages.unknown import Unknown


class ProcessFacts(Part):
    """What is said of a process each time. `contract_id` is of the contract in force; `supervisors` are ids in
    booking's directory; `participants` those with an address, `participants_number` counts all.
    """

    process_id: str
    contract_id: str
    title: Text
    organisation_id: str | None
    organisation: Text
    form: SupervisionForm
    orderer: Recipient
    supervisors: tuple[str, ...]
    participants: tuple[Recipient, ...]
    participants_number: int
    language: Language


class GapForeseen(Message, owner="contracts", to=("notifications",)):
    """Between two sessions, `gap_from` to `gap_until`, a process pauses longer than its contract allows."""

    process: ProcessFacts
    revision: int
    leaders: tuple[Recipient, ...]
    gap_from: Instant
    gap_until: Instant
    longest_gap_weeks: int
    page: str
    foreseen_at: Instant


class MarksAwaited(Message, owner="contracts", to=("notifications",)):
    """These sessions are past, and nobody has said whether they were held."""

    process: ProcessFacts
    revision: int
    leaders: tuple[Recipient, ...]
    sessions: tuple[Interval, ...]
    page: str
    asked_at: Instant


class ProcessInterrupted(Message, owner="contracts", to=("booking", "feedback", "notifications")):
    """Sessions from `since` on are freed; `until` is when it is to go on, None where that isn't known."""

    process: ProcessFacts
    revision: int
    leaders: tuple[Recipient, ...]
    since: Instant
    until: Instant | None
    interrupted_at: Instant


class ProcessResumed(Message, owner="contracts", to=("booking", "feedback", "notifications")):
    """The process goes on from `since`: the sessions that were freed are put back from then on."""

    process: ProcessFacts
    revision: int
    leaders: tuple[Recipient, ...]
    since: Instant
    resumed_at: Instant


class ProcessEnded(Message, owner="contracts", to=("booking", "feedback", "notifications")):
    """The process is over, and ends once: all sessions were held, either side ended it, or its term is over. Sessions
    ahead are cancelled. `unmarked` counts past sessions of which nobody said whether they were held.
    """

    process: ProcessFacts
    revision: int
    leaders: tuple[Recipient, ...]
    how: Annotated[Literal["completed", "ended_early", "expired"], Unknown("completed")]
    planned: int
    held: int
    unmarked: int
    ended_at: Instant
