"""A debriefing as it was asked for, and the facts of its way to a leader.

What happened is in none of these: it is sealed before it is stored and opened only for who may read it.
"""

from typing import Annotated, Literal

from pydantic import Field

from shared.messages.base import Instant, Language, Message, Part, Text
from shared.messages.booking import CloseReason, CoordinatorReason
from shared.messages.contracts import Beside, Changes, Contact, IncidentKind, Place, Window
from shared.messages.notifications import About

State = Literal["searching", "confirmed", "needs_coordinator", "withdrawn"]
WindowReason = Literal["clinical", "older", "wished"]


class Requested(Part):
    """An organisation asked for a debriefing."""

    kind: Literal["requested"] = "requested"
    at: Instant


class LinkAwaited(Part):
    """The network wants the mailed link opened first."""

    kind: Literal["link_awaited"] = "link_awaited"
    at: Instant


class Telephoned(Part):
    """`caller` asked by telephone, and the coordinator wrote it down."""

    kind: Literal["telephoned"] = "telephoned"
    at: Instant
    caller: Text


class Verified(Part):
    """The contact opened the mailed link."""

    kind: Literal["verified"] = "verified"
    at: Instant


class Withdrawn(Part):
    """The requester no longer needs it."""

    kind: Literal["withdrawn"] = "withdrawn"
    at: Instant


class Changed(Part):
    """The order was changed: what of it, and by whom, the requester or the coordinator."""

    kind: Literal["changed"] = "changed"
    at: Instant
    what: Changes
    by_coordinator: bool = False


class Asked(Part):
    """A supervisor in a wave."""

    offer_id: str
    supervisor_id: str
    name: Text


class Offered(Part):
    """A wave of supervisors was asked, until `answer_by`."""

    kind: Literal["offered"] = "offered"
    revision: int
    at: Instant
    answer_by: Instant
    asked: tuple[Asked, ...]


class ClosedOne(Part):
    """A supervisor who needs not answer any more, and why."""

    offer_id: str
    name: Text
    reason: CloseReason


class Closed(Part):
    """Offers came to their end."""

    kind: Literal["closed"] = "closed"
    revision: int
    at: Instant
    closed: tuple[ClosedOne, ...]


class Supervisor(Part):
    """Who leads the debriefing, as its requester sees them."""

    id: str
    name: Text
    phone: str | None = None


class Found(Part):
    """One leader accepted, `missing` more are sought for the same time; `was`: when it was to begin before."""

    kind: Literal["found"] = "found"
    revision: int
    at: Instant
    supervisor: Supervisor
    starts_at: Instant
    missing: int
    was: Instant | None = None


class Confirmed(Part):
    """Every leader is found, and the time is fixed. `was`: when it was to begin before the move; `instead_of`: whose
    place another has taken; `caller`: which of them calls (id).
    """

    kind: Literal["confirmed"] = "confirmed"
    revision: int
    at: Instant
    supervisors: tuple[Supervisor, ...]
    starts_at: Instant
    ends_at: Instant
    place: Place
    session_id: str | None = None
    was: Instant | None = None
    instead_of: Text | None = None
    caller: str | None = None


class Needed(Part):
    """A person must help; `asked` supervisors had been asked by then."""

    kind: Literal["needed"] = "needed"
    revision: int
    at: Instant
    reason: CoordinatorReason
    asked: int


class Contacted(Part):
    """A leader has talked with the workplace."""

    kind: Literal["contacted"] = "contacted"
    revision: int
    at: Instant
    name: Text


class Released(Part):
    """A leader can't come after all: who leads still, at which time, and how many are sought."""

    kind: Literal["released"] = "released"
    revision: int
    at: Instant
    remaining: tuple[Supervisor, ...]
    starts_at: Instant | None
    missing: int
    contact_made: bool = False


class Marked(Part):
    """The debriefing was held, or was not; the highest `sequence` is true."""

    kind: Literal["marked"] = "marked"
    at: Instant
    sequence: int
    held: bool


class Reached(Part):
    """A letter about this debriefing was accepted by its reader's mail server."""

    kind: Literal["reached"] = "reached"
    at: Instant
    about: About
    reference: str


class Unreached(Part):
    """A letter about this debriefing was refused for good."""

    kind: Literal["unreached"] = "unreached"
    at: Instant
    about: About
    reference: str


Fact = Annotated[
    Requested
    | LinkAwaited
    | Telephoned
    | Verified
    | Withdrawn
    | Changed
    | Offered
    | Closed
    | Found
    | Confirmed
    | Needed
    | Released
    | Contacted
    | Marked
    | Reached
    | Unreached,
    Field(discriminator="kind"),
]


# What news of others changes a debriefing's state: `rules.live` goes by these.
TURNING = ("offered", "found", "confirmed", "needed", "contacted", "released")


class Debriefing(Part):
    """One urgent debriefing as ordered. `revision` counts our own changes of it; `facts` gather from everywhere, in any
    order. `routed`: booking has been asked to find its leaders. `organisation_id`: in whose name somebody asked who
    may, and it is known that it was they; None where just anybody named the organisation. `named_id`: the organisation
    known by the name that was typed, whoever typed it. `verified`: the address is theirs who asked; `vouched`: the
    coordinator asks for them. `beside`: who leads beside ours, from their own occupational health.
    """

    id: str
    revision: int = 1
    organisation: Text
    organisation_id: str | None = None
    named_id: str | None = None
    verified: bool
    vouched: bool = False
    routed: bool
    contact: Contact
    kind: IncidentKind
    occurred_at: Instant
    place: Place
    participants: int
    languages: tuple[Language, ...]
    leaders: Literal[1, 2]
    beside: Beside | None = None
    window: Window
    window_reason: WindowReason
    requested_at: Instant
    withdrawn_at: Instant | None = None
    facts: tuple[Fact, ...] = ()

    @property
    def withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def shows_names(self) -> bool:
        """Who comes, and how they are reached, is for a requester of whom somebody knows who it is."""
        return self.verified or self.vouched

    def next(self, fact: Fact, **changes: object) -> "Debriefing":
        """The debriefing after one more change of ours, which `fact` tells."""
        grown = {"revision": self.revision + 1, "facts": (*self.facts, fact)}
        return self.model_copy(update={**changes, **grown})


class TidyingDue(Message, owner="contracts", to=("contracts",)):
    """It is night: forget what is to be forgotten (a timer). `described` and `old` are how far the last batch came, ids
    of debriefings.
    """

    described: str = ""
    old: str = ""
