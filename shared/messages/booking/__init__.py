"""What booking announces: its published language, a module for each subject."""

from shared.messages.booking.debriefing import (
    ClosedOffer,
    CloseReason,
    ContactMade,
    CoordinatorNeeded,
    CoordinatorReason,
    DebriefingCalledOff,
    DebriefingConfirmed,
    DebriefingOffered,
    Leader,
    LeaderFound,
    Offer,
    OfferClosed,
)
from shared.messages.booking.network import NetworkSet
from shared.messages.booking.parts import Colleague, Slot
from shared.messages.booking.people import PersonErased, SignedOut, SignInRequested, SupervisorInvited
from shared.messages.booking.roster import DutyDrewNear, DutyGapForeseen, SwapAgreed, SwapAsked, SwapDeclined
from shared.messages.booking.sessions import (
    Guest,
    Meeting,
    Occurrence,
    SessionCancelled,
    SessionFacts,
    SessionHeld,
    SessionMoved,
    SessionNotHeld,
    SessionsScheduled,
)

__all__ = [
    "CloseReason",
    "ClosedOffer",
    "Colleague",
    "ContactMade",
    "CoordinatorNeeded",
    "CoordinatorReason",
    "DebriefingCalledOff",
    "DebriefingConfirmed",
    "DebriefingOffered",
    "DutyDrewNear",
    "DutyGapForeseen",
    "Guest",
    "Leader",
    "LeaderFound",
    "Meeting",
    "NetworkSet",
    "Occurrence",
    "Offer",
    "OfferClosed",
    "PersonErased",
    "SessionCancelled",
    "SessionFacts",
    "SessionHeld",
    "SessionMoved",
    "SessionNotHeld",
    "SessionsScheduled",
    "SignInRequested",
    "SignedOut",
    "Slot",
    "SupervisorInvited",
    "SwapAgreed",
    "SwapAsked",
    "SwapDeclined",
]
