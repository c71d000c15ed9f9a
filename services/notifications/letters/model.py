"""What is remembered of each thing that people are told of, and what an event says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, model_validator

from services.notifications.writing.model import Kind
from shared.messages.base import Instant, Language, Message, Part
from shared.messages.booking import Meeting, SessionFacts
from shared.messages.contracts import Appointment


class SessionDrewNear(Message, owner="notifications"):
    """A session begins soon, and is still as it was when its reminder was set (no message: it is told here alone)."""

    facts: SessionFacts
    session: Meeting


class AddressDead(Message, owner="notifications"):
    """No mail is sent to an address any more (no message: it is told here alone). `said`: the server's words."""

    email: str
    said: str
    link: str


class Rehearsing(Part):
    """Somebody who is to be reached in a rehearsal; their link says that they were."""

    name: str
    email: str
    language: Language
    link: str


class DrillBegan(Message, owner="notifications", urgent=True):
    """A rehearsal (no message: it is told here alone)."""

    drill_id: str
    people: tuple[Rehearsing, ...]
    answer_by: Instant


class Noted(Part):
    """A letter that was written, or (without an id) what its reader knows without one. `needed`: it has something that
    no later letter has (a link that shows that the address is the reader's).
    """

    kind: Kind
    revision: int
    id: str = ""
    method: str | None = None
    session: str = ""
    needed: bool = False


def _several(value: Any) -> Any:
    """Earlier versions knew of one session."""
    return tuple(filter(None, [value])) if isinstance(value, str) else value


class Appointed(Part):
    """A time that was made by a revision; after a release there may be another."""

    revision: int
    appointment: Appointment


class Reader(Part):
    """What one person was told of one thing. `who` is their address, hidden; `stale` are letters that were superseded:
    they may have been on their way just then; `invited`: the sessions that are in their calendar.
    """

    who: str
    noted: tuple[Noted, ...] = ()
    stale: tuple[str, ...] = ()
    invited: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()


class Thing(Part):
    """What people were told of one thing: a debriefing, a session. `version` counts what was written here; `over`:
    nothing more will become of it; `verified`: its requester's address is theirs; `settled`: letters of a kind that are
    stale before a revision, whoever reads them; `appointments`: its times, the latest last; `sequence` is that of its
    last invitation.
    """

    id: str
    version: int = 0
    over: bool = False
    verified: bool = False
    settled: Mapping[Kind, int] = {}
    appointments: tuple[Appointed, ...] = ()
    sequence: int | None = None
    readers: tuple[Reader, ...] = ()
    forget_after: Instant | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_one(cls, value: Any) -> Any:
        """Earlier versions knew of one time."""
        if not isinstance(value, Mapping) or not value.get("appointment"):
            return value
        one = {"revision": value.get("appointed", 0), "appointment": value["appointment"]}
        return {"appointments": [one], **value}


@dataclass(frozen=True, slots=True)
class News:
    """What an event says of a thing. `knowing` are (address, kind) of those who know without a letter; `settles` are
    kinds of letters that no reader needs any more.
    """

    thing: str
    revision: int = 0
    over: bool = False
    verified: bool | None = None
    appointment: Appointment | None = None
    knowing: tuple[tuple[str, Kind], ...] = ()
    settles: frozenset[Kind] = frozenset()
