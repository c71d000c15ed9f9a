"""What a run left to be judged: what people did and were answered, every mail as it came, and the stores' end state.

Plain values, so that a judge (`tests.chaos.checks`) is a function of them and its own tests can make them up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tests.settled import Queue

Did = Literal["ask", "accept", "decline", "withdraw", "plan", "move", "cancel"]
Method = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that somebody did. `about`: the organisation, which no two requests or plans share. `status`: the last
    try's answer, None where there never was one; with several `tries` an earlier one may have had its effect unseen.
    `count` and `start` are what was wished for; `ids` what was answered.
    """

    what: Did
    about: str
    who: str = ""
    status: int | None = 200
    tries: int = 1
    count: int = 1
    start: datetime | None = None
    ids: tuple[str, ...] = ()
    began: float = 0.0
    ended: float = 0.0

    @property
    def acknowledged(self) -> bool:
        return self.status is not None and self.status < 400


@dataclass(frozen=True, slots=True)
class Entry:
    """What a mail does to its reader's calendar."""

    method: Method
    session: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """One delivery, in the order of arrival. `kind`, `debriefing` and `reference` are of the letter that it was."""

    id: str
    to: str
    kind: str
    debriefing: str = ""
    reference: str = ""
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A debriefing as booking has it; `offers` are (offer, supervisor, state)."""

    id: str
    organisation: str
    contact: str
    state: str
    wanted: int
    offers: tuple[tuple[str, str, str], ...] = ()
    session: str | None = None

    @property
    def leaders(self) -> tuple[str, ...]:
        return tuple(who for _, who, state in self.offers if state == "accepted")


@dataclass(frozen=True, slots=True)
class Session:
    """A session on the calendar."""

    id: str
    organisation: str
    start: datetime
    end: datetime
    supervisors: tuple[str, ...]
    debriefing: str | None = None
    series: str | None = None
    state: str = "planned"
    room: str | None = None
    guest: str | None = None

    @property
    def stands(self) -> bool:
        return self.state != "cancelled"


@dataclass(frozen=True, slots=True)
class Order:
    """A debriefing as contracts has it."""

    id: str
    organisation: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """A run. `people`: addresses by supervisors' ids; `left`: what never came to rest; `unanswered`: inbox rows without
    their effect.
    """

    done: tuple[Done, ...] = ()
    mails: tuple[Mail, ...] = ()
    orders: tuple[Order, ...] = ()
    cases: tuple[Case, ...] = ()
    sessions: tuple[Session, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    queues: tuple[Queue, ...] = ()
    replicas: Mapping[str, int] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
