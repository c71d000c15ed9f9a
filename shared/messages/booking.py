"""What booking announces: who is asked, who takes it, and when nobody does.

`revision` is the case's own count of changes: consumers hear events of one case in any order and put them right by it.
"""

from typing import Literal

from shared.messages.base import Instant, Language, Message, Part, Text
from shared.messages.contracts import Appointment, Contact, Place


class Slot(Part):
    """A time on the supervisors' calendar, [start, end)."""

    start: Instant
    end: Instant


class Offer(Part):
    """One supervisor asked. `answer_link` is for their eyes only: it is never shown or logged."""

    offer_id: str
    supervisor_id: str
    name: Text
    email: Text
    language: Language
    answer_link: str


CloseReason = Literal["declined", "filled", "lapsed", "withdrawn", "undelivered"]


class ClosedOffer(Part):
    """An offer that needs no answer any more, and why. `led`: they had accepted, and were to lead."""

    offer_id: str
    supervisor_id: str
    name: Text
    email: Text
    language: Language
    reason: CloseReason
    led: bool = False


class Leader(Part):
    """A supervisor who took the case. `reading_key` is the digest of the token with which they, and nobody else, read
    at contracts what happened.
    """

    supervisor_id: str
    name: Text
    email: Text
    language: Language
    phone: str | None
    answer_link: str
    reading_key: str


class DebriefingOffered(Message, owner="booking", to=("notifications", "contracts"), urgent=True):
    """A wave: these supervisors are asked now, all at once, until `answer_by`."""

    debriefing_id: str
    revision: int
    wave: int
    organisation: Text
    verified: bool
    place: Place
    participants: int
    first_slot: Slot
    offers: tuple[Offer, ...]
    offered_at: Instant
    answer_by: Instant


class OfferClosed(Message, owner="booking", to=("notifications", "contracts"), urgent=True):
    """These offers are no longer open. Those who did not close theirs themselves are told so; `appointment` is what
    those who led have in their calendars, where it had been confirmed.
    """

    debriefing_id: str
    revision: int
    organisation: Text
    closed: tuple[ClosedOffer, ...]
    closed_at: Instant
    appointment: Appointment | None = None


class LeaderFound(Message, owner="booking", to=("contracts",), urgent=True):
    """One supervisor accepted; `missing` more are still sought for the same time."""

    debriefing_id: str
    revision: int
    leader: Leader
    slot: Slot
    missing: int
    found_at: Instant


class DebriefingConfirmed(Message, owner="booking", to=("contracts", "notifications", "feedback"), urgent=True):
    """Who leads and when: the time is taken on every leader's calendar. `session_id` is one for the session's life."""

    debriefing_id: str
    revision: int
    session_id: str
    organisation: Text
    contact: Contact
    place: Place
    participants: int
    leaders: tuple[Leader, ...]
    slot: Slot
    status_link: str
    confirmed_at: Instant


CoordinatorReason = Literal["nobody_accepted", "second_leader_missing", "contact_not_made"]


class CoordinatorNeeded(Message, owner="booking", to=("notifications", "contracts"), urgent=True):
    """The roster could not answer; a person must."""

    debriefing_id: str
    revision: int
    reason: CoordinatorReason
    organisation: Text
    contact: Contact
    place: Place
    participants: int
    asked: int
    needed_at: Instant


class SignInRequested(Message, owner="booking", to=("notifications",), urgent=True):
    """Somebody whom we know wants to sign in: `link` opens once, until `expires_at`, and is for their eyes only.
    `name` is empty where we know none.
    """

    email: Text
    name: str
    language: Language
    link: str
    expires_at: Instant


class SignedOut(Message, owner="booking", to=("contracts", "feedback", "notifications"), urgent=True):
    """A session is over before its time; `key` is its digest, `until` when its cookie runs out by itself."""

    key: str
    until: Instant


class PersonErased(Message, owner="booking", to=("contracts", "feedback", "notifications")):
    """Somebody is to be forgotten: whoever has this address, and where a supervisor is kept by id or name alone, too.
    `supervisor` and `name` are empty where they were none, or had none.
    """

    email: Text
    name: str
    supervisor: str | None
    erased_at: Instant


class DebriefingCalledOff(Message, owner="booking", to=("contracts",), urgent=True):
    """The coordinator has withdrawn a debriefing for its requester: who was asked is told already, the order stands."""

    debriefing_id: str
    called_off_at: Instant


class NetworkSet(Message, owner="booking", to=("contracts", "feedback", "notifications")):
    """The coordinator has set the network: how it shows itself, and what other services go by. `revision` counts the
    changes; `fewest_answers`: figures about people are shown for as many and more, never for fewer than five.
    """

    revision: int
    name: str | None
    colour: str | None
    languages: tuple[Language, ...]
    default_leaders: Literal[1, 2]
    length_minutes: int
    fewest_answers: int
    set_at: Instant


class SupervisorInvited(Message, owner="booking", to=("notifications",)):
    """Somebody is asked to join the network and fill in their own details. `welcome_link` is for their eyes only."""

    invitation_id: str
    email: Text
    name: Text
    language: Language
    welcome_link: str
    expires_at: Instant


class ContactMade(Message, owner="booking", to=("contracts",), urgent=True):
    """A leader has talked with the workplace."""

    debriefing_id: str
    revision: int
    supervisor_id: str
    name: Text
    made_at: Instant


class Colleague(Part):
    """A supervisor, as another one is told of them."""

    supervisor_id: str
    name: Text
    email: Text
    language: Language


class DutyDrewNear(Message, owner="booking", to=("notifications",)):
    """A supervisor is on call from tomorrow."""

    supervisor: Colleague
    slot: Slot
    backup: bool
    roster_link: str
    noticed_at: Instant


class DutyGapForeseen(Message, owner="booking", to=("notifications",)):
    """Nobody will be first in line at these times: a week ahead, a day ahead, and when the first of them opens."""

    gaps: tuple[Slot, ...]
    roster_link: str
    foreseen_at: Instant


class SwapAsked(Message, owner="booking", to=("notifications",)):
    """One supervisor asks another to be on call for them, perhaps for a duty in return."""

    swap_id: str
    asker: Colleague
    asked: Colleague
    given: Slot
    in_return: Slot | None
    answer_link: str
    asked_at: Instant


class SwapAgreed(Message, owner="booking", to=("notifications",)):
    """The swap is made: the roster is as they agreed."""

    swap_id: str
    asker: Colleague
    asked: Colleague
    given: Slot
    in_return: Slot | None
    roster_link: str
    agreed_at: Instant


class SwapDeclined(Message, owner="booking", to=("notifications",)):
    """The other can't; the roster is as it was."""

    swap_id: str
    asker: Colleague
    asked: Colleague
    given: Slot
    in_return: Slot | None
    roster_link: str
    declined_at: Instant


class Guest(Part):
    """The participants' contact for the practical matters of their sessions."""

    name: Text
    email: Text
    language: Language


class Meeting(Part):
    """One session's time. `sequence` only rises, so that what is heard late changes nothing."""

    session_id: str
    sequence: int
    start: Instant
    end: Instant


class SessionFacts(Part):
    """What is the same for all sessions of one message: who meets whom, and where (a room or address, or a link)."""

    organisation: Text
    contract_id: str | None
    series_id: str | None
    hosts: tuple[Colleague, ...]
    guest: Guest | None
    address: str | None
    link: str | None


class SessionsScheduled(Message, owner="booking", to=("notifications",)):
    """A session, or all of a series, is on everybody's calendar. Each has its id for life."""

    facts: SessionFacts
    sessions: tuple[Meeting, ...]
    scheduled_at: Instant


class SessionMoved(Message, owner="booking", to=("notifications",)):
    """A session has another time; `was` is free again."""

    facts: SessionFacts
    session: Meeting
    was: Slot
    moved_at: Instant


class SessionCancelled(Message, owner="booking", to=("notifications",)):
    """A session will not be; its time is free again."""

    facts: SessionFacts
    session: Meeting
    cancelled_at: Instant


class Occurrence(Part):
    """A session as it was to be, and who led it. `sequence` only rises: a marking can be put right later."""

    session_id: str
    sequence: int
    debriefing_id: str | None
    contract_id: str | None
    series_id: str | None
    organisation: Text
    slot: Slot
    supervisors: tuple[str, ...]


class SessionHeld(Message, owner="booking", to=("contracts",)):
    """A session was held. `themes`: which of those agreed were handled, never what was said."""

    occurrence: Occurrence
    themes: tuple[Text, ...]
    marked_at: Instant


class SessionNotHeld(Message, owner="booking", to=("contracts",)):
    """A session was not held, and through whom: what it costs depends on it."""

    occurrence: Occurrence
    because: Literal["client_in_time", "client_late", "supervisor"]
    marked_at: Instant
