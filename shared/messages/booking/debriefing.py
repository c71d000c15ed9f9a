"""An urgent debriefing: who is asked, who takes it, and when nobody does.

`revision` is the case's own count of changes: consumers hear events of one case in any order and put them right by it.
"""

from typing import Annotated, Literal

from shared.messages.base import Address, Instant, Language, Message, Part, Text
from shared.messages.booking.parts import Colleague, Interval
from shared.messages.contracts import Appointment, Beside, Changes, Contact, Place
from shared.messages.unknown import Unknown


class Offer(Part):
    """One supervisor asked. `answer_link` is for their eyes only: it is never shown or logged."""

    offer_id: str
    supervisor_id: str
    name: Text
    email: Address
    language: Language
    answer_link: str


CloseReason = Annotated[
    Literal["declined", "filled", "lapsed", "withdrawn", "undelivered", "released"], Unknown("filled")
]


class ClosedOffer(Part):
    """An offer that needs no answer any more, and why. `led`: they had accepted, and were to lead."""

    offer_id: str
    supervisor_id: str
    name: Text
    email: Address
    language: Language
    reason: CloseReason
    led: bool = False


class Leader(Part):
    """A supervisor who took the case. `reading_key` is the digest of the token with which they, and nobody else, read
    at contracts what happened.
    """

    supervisor_id: str
    name: Text
    email: Address
    language: Language
    phone: str | None
    answer_link: str
    reading_key: str


class DebriefingOffered(Message, owner="booking", to=("notifications", "contracts"), urgent=True):
    """A wave: these supervisors are asked now, all at once, until `answer_by`. Whose request it is: see
    `DebriefingRequested`.
    """

    debriefing_id: str
    revision: int
    wave: int
    organisation: Text
    verified: bool
    place: Place
    participants: int
    first_slot: Interval
    offers: tuple[Offer, ...]
    offered_at: Instant
    answer_by: Instant
    speaks_for_organisation: bool = False
    requested_at: Instant | None = None


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


class LeaderFound(Message, owner="booking", to=("contracts", "notifications"), urgent=True):
    """One supervisor accepted, or was given it (`by_hand`); `missing` more are still sought for the same time. `was`:
    the time that they had been told before, where the coordinator has moved it; `changed`: what of the request is
    another than they had been told.
    """

    debriefing_id: str
    revision: int
    leader: Leader
    slot: Interval
    missing: int
    found_at: Instant
    organisation: Text | None = None
    contact: Contact | None = None
    place: Place | None = None
    participants: int | None = None
    by_hand: bool = False
    was: Interval | None = None
    changed: Changes = ()


class LeaderReleased(Message, owner="booking", to=("contracts", "notifications"), urgent=True):
    """A leader who had accepted can't after all, and may read what happened no more (`reading_key`); `missing` are
    sought. `remaining` lead still, at `slot`; where nobody does there is no time any more. `appointment`: what people
    have in their calendars, where it had been confirmed. `contact_made`: the workplace was talked with, which counts.
    `successor`: who leads in their place from the same moment on, where the coordinator replaced them: what follows is
    told by `DebriefingConfirmed` or `LeaderFound`.
    """

    debriefing_id: str
    revision: int
    organisation: Text
    contact: Contact
    status_link: str
    supervisor_id: str
    name: Text
    reading_key: str
    remaining: tuple[Colleague, ...]
    slot: Interval | None
    missing: int
    contact_made: bool
    released_at: Instant
    appointment: Appointment | None = None
    successor: Text | None = None
    beside: Beside | None = None


class DebriefingConfirmed(Message, owner="booking", to=("contracts", "notifications", "feedback"), urgent=True):
    """Who leads and when: the time is taken on every leader's calendar. `session_id` is one for the session's life.

    Said again where it was mended: `was` is the time that held before, `instead_of` whose place another has taken,
    `changed` what of the request is another. `caller`: which of the leaders calls the workplace (the supervisor's id).
    `beside`: who leads beside them from the workplace's own occupational health, once it is known whose request it is.
    """

    debriefing_id: str
    revision: int
    session_id: str
    organisation: Text
    contact: Contact
    place: Place
    participants: int
    leaders: tuple[Leader, ...]
    slot: Interval
    status_link: str
    confirmed_at: Instant
    was: Interval | None = None
    changed: Changes = ()
    instead_of: Text | None = None
    caller: str | None = None
    beside: Beside | None = None
    requested_at: Instant | None = None


class BesideInvited(Message, owner="booking", to=("notifications",), urgent=True):
    """It is known by now whose confirmed request it is, so who leads beside ours, from the workplace's own occupational
    health, is told.
    """

    debriefing_id: str
    revision: int
    session_id: str
    organisation: Text
    contact: Contact
    place: Place
    participants: int
    leaders: tuple[Leader, ...]
    slot: Interval
    beside: Beside


class BesideReleased(Message, owner="booking", to=("notifications",), urgent=True):
    """Who was to lead beside ours does not any more: the order names another, or nobody."""

    debriefing_id: str
    revision: int
    organisation: Text
    beside: Beside


CoordinatorReason = Annotated[
    Literal["nobody_accepted", "second_leader_missing", "contact_not_made", "not_confirmed", "too_few"],
    Unknown("nobody_accepted"),
]


class CoordinatorNeeded(Message, owner="booking", to=("notifications", "contracts"), urgent=True):
    """The roster could not answer; a person must. `case_link` opens the case to who is signed in as coordinator.
    `not_confirmed`: nobody knows whose request it is, and only the first wave was asked; `too_few`: fewer supervisors
    fit and are free than are wanted, which is said at once, while those who do are asked.
    """

    debriefing_id: str
    revision: int
    reason: CoordinatorReason
    organisation: Text
    contact: Contact
    place: Place
    participants: int
    asked: int
    needed_at: Instant
    case_link: str | None = None


class DebriefingCalledOff(Message, owner="booking", to=("contracts",), urgent=True):
    """The coordinator has withdrawn a debriefing for its requester: who was asked is told already, the order stands.
    `blocked`: it was a prank, and no unconfirmed request with that address is to be taken any more.
    """

    debriefing_id: str
    called_off_at: Instant
    blocked: bool = False


class ContactMade(Message, owner="booking", to=("contracts",), urgent=True):
    """A leader has talked with the workplace."""

    debriefing_id: str
    revision: int
    supervisor_id: str
    name: Text
    made_at: Instant
