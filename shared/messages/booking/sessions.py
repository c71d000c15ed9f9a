"""Sessions on the shared calendar, and how they went."""

from typing import Annotated, Literal

from shared.messages.base import Address, Instant, Language, Message, Part, Text
from shared.messages.booking.parts import Colleague, Interval
from shared.messages.unknown import Unknown


class Guest(Part):
    """The participants' contact for the practical matters of their sessions."""

    name: Text
    email: Address
    language: Language


class Meeting(Part):
    """One session's time. `sequence` only rises, so that what is heard late changes nothing."""

    session_id: str
    sequence: int
    start: Instant
    end: Instant


class SessionFacts(Part):
    """What is the same for all sessions of one message: who meets whom, and where (a room or address, or a link).

    Of a contract's session: which process it belongs to, what that is called, and the participants with an address.
    """

    organisation: Text
    contract_id: str | None
    series_id: str | None
    hosts: tuple[Colleague, ...]
    guest: Guest | None
    address: str | None
    link: str | None
    process_id: str | None = None
    title: str = ""
    participants: tuple[Guest, ...] = ()


class SessionsScheduled(Message, owner="booking", to=("contracts", "notifications", "feedback")):
    """A session, or all of a series, is on everybody's calendar. Each has its id for life."""

    facts: SessionFacts
    sessions: tuple[Meeting, ...]
    scheduled_at: Instant


class SessionMoved(Message, owner="booking", to=("contracts", "notifications", "feedback")):
    """A session has another time; `was` is free again."""

    facts: SessionFacts
    session: Meeting
    was: Interval
    moved_at: Instant


class SessionCancelled(Message, owner="booking", to=("contracts", "notifications", "feedback")):
    """A session will not be; its time is free again. `together`: it is one of several of a contract's, of which people
    are told at once by `SessionsCancelled`.
    """

    facts: SessionFacts
    session: Meeting
    cancelled_at: Instant
    together: bool = False


class SessionsCancelled(Message, owner="booking", to=("notifications",)):
    """Several sessions of a contract will not be, each of which a `SessionCancelled` tells to programs."""

    facts: SessionFacts
    sessions: tuple[Meeting, ...]
    cancelled_at: Instant


class SeriesUnplaced(Message, owner="booking", to=("notifications",)):
    """A contract's sessions could not be placed as they were agreed, and none was: its supervisors choose on `page`
    what is to be done with the `misfits` of its `dates`. `revision` counts what is said of the process's sessions.
    """

    process_id: str
    contract_id: str
    revision: int
    organisation: Text
    title: Text
    supervisors: tuple[Colleague, ...]
    dates: int
    misfits: int
    page: str
    unplaced_at: Instant


class Occurrence(Part):
    """A session as it was to be, and who led it. `sequence` only rises: a marking can be put right later."""

    session_id: str
    sequence: int
    debriefing_id: str | None
    contract_id: str | None
    series_id: str | None
    organisation: Text
    slot: Interval
    supervisors: tuple[str, ...]
    process_id: str | None = None


class SessionHeld(Message, owner="booking", to=("contracts", "feedback")):
    """A session was held. `themes`: which of those agreed were handled, never what was said."""

    occurrence: Occurrence
    themes: tuple[Text, ...]
    marked_at: Instant


class SessionNotHeld(Message, owner="booking", to=("contracts", "feedback")):
    """A session was not held, and through whom: what it costs depends on it."""

    occurrence: Occurrence
    because: Annotated[Literal["client_in_time", "client_late", "supervisor"], Unknown("supervisor")]
    marked_at: Instant
