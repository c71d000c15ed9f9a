"""The on-call roster: rotations, what is set by hand, and swaps between two supervisors."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field

from shared.messages.base import Instant, Message, Part, Text
from shared.messages.booking import Interval

LONGEST_DUTY = timedelta(days=31)


class Duty(Part):
    """On call [since, until); the backup is asked with, and ranked behind, the first in line.

    A duty set by hand stands beside the rotations; with a `rotation_id` it stands in that rotation's place while it
    lasts. A swap that was agreed before `set_at` doesn't touch it: whoever set it knew what they wanted.
    """

    supervisor_id: str
    since: Instant
    until: Instant
    backup: bool = False
    rotation_id: str | None = None
    set_at: Instant | None = None

    @property
    def slot(self) -> Interval:
        return Interval(start=self.since, end=self.until)

    @property
    def id(self) -> str:
        """Of a duty set by hand: the same supervisor's from the same time takes the earlier one's place."""
        place = f"@{self.rotation_id}" if self.rotation_id else ""
        return f"{self.supervisor_id}@{self.since.astimezone(UTC):%Y%m%dT%H%M%S}{place}"


class Rotation(Part):
    """Supervisors take turns of `days` days. The first turn begins on `starts`, and every turn is handed over at
    `hour`, the network's own time; the last one ends at that hour of `ends`, where it is given. A rotation of backups
    has `backup`.

    A changed rotation stands in the plan as several of one `id`, each of which holds in [since, until). What holds from
    a change on counts its turns from the day `anchor`, whose turn is that of the supervisor numbered `first`.
    """

    id: str
    name: Text
    supervisors: Annotated[tuple[str, ...], Field(min_length=1, max_length=200)]
    starts: date
    hour: time = time(8)
    days: Annotated[int, Field(ge=1, le=28)] = 7
    ends: date | None = None
    backup: bool = False
    since: Instant | None = None
    until: Instant | None = None
    anchor: date | None = None
    first: int = 0


class OnCall(NamedTuple):
    """Somebody who is on call at an instant."""

    supervisor_id: str
    backup: bool = False


class Substitution(Part):
    """Wherever `supervisor_id` would stand in [since, until), `by` stands."""

    supervisor_id: str
    by: str
    since: Instant
    until: Instant
    agreed_at: Instant


class NoticeSent(Part):
    """A notice that was given, remembered until its matter is past."""

    key: str
    until: Instant


class Plan(Part):
    """What the roster follows from, duties set by hand aside; `substitutions` in the order they were agreed in.
    `gaps` are those that were known, as far as `looked_until`, when it was last changed or looked at.
    """

    revision: int = 0
    rotations: tuple[Rotation, ...] = ()
    substitutions: tuple[Substitution, ...] = ()
    told: tuple[NoticeSent, ...] = ()
    gaps: tuple[Interval, ...] = ()
    looked_until: Instant | None = None


class SwapState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


SWAP_TRANSITIONS: dict[SwapState, set[SwapState]] = {
    SwapState.ASKED: {SwapState.AGREED, SwapState.DECLINED, SwapState.TAKEN_BACK},
    SwapState.AGREED: set(),
    SwapState.DECLINED: set(),
    SwapState.TAKEN_BACK: set(),
}


class Swap(Part):
    """`asker_id` asks `asked_id` to be on call for them in `given`, perhaps for `in_return`. `key`: the digest of the
    token in the link with which it is answered. `group`: those of one time that was asked of several at once, of whom
    the first who agrees takes it.
    """

    id: str
    revision: int = 1
    asker_id: str
    asked_id: str
    given: Interval
    in_return: Interval | None = None
    group: str | None = None
    state: SwapState = SwapState.ASKED
    key: str
    asked_at: Instant
    answered_at: Instant | None = None

    @property
    def begins(self) -> datetime:
        """When the first of the times begins: an answer after that comes too late."""
        return min(self.given.start, self.in_return.start) if self.in_return else self.given.start


class LookAheadDue(Message, owner="booking", to=("booking",)):
    """Something on the roster comes near, or a day has gone by since it was last looked at (a timer)."""


class PublishedShift(Part):
    """A duty as calendar programs know it: one id as long as it is the same duty; `sequence` rises at its changes."""

    id: str
    supervisor_id: str
    since: Instant
    until: Instant
    backup: bool = False
    sequence: int = 0
    changed_at: Instant
    cancelled: bool = False
