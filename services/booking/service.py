"""Booking at a glance: what it hears and who answers, its timers, its pages."""

from pathlib import Path

from services.booking.access import DOORS
from services.booking.api import cases, directory
from services.booking.handlers import debriefing, people
from services.booking.model.debriefing import ContactDue, WaveOver
from services.booking.model.people import SignInAsked
from services.booking.pages import offers
from services.booking.pages import people as people_pages
from services.booking.store import Store
from shared.messages.booking import (
    ContactMade,
    CoordinatorNeeded,
    DebriefingConfirmed,
    DebriefingOffered,
    LeaderFound,
    OfferClosed,
    SignedOut,
    SignInRequested,
)
from shared.messages.contracts import DebriefingRequested, DebriefingWithdrawn, RequesterVerified
from shared.messages.notifications import MessageUndelivered
from shared.service import Service

SERVICE = Service(
    name="booking",
    folder=Path(__file__).parent,
    store=Store,
    prepare=Store.prepare,
    hears={
        DebriefingRequested: debriefing.find_debriefer,
        DebriefingWithdrawn: debriefing.release,
        RequesterVerified: debriefing.mark_verified,
        MessageUndelivered: debriefing.count_as_no_answer,
    },
    timers={
        WaveOver: debriefing.ask_next_wave,
        ContactDue: debriefing.check_contact,
        SignInAsked: people.send_link,
    },
    announces=(
        DebriefingOffered,
        OfferClosed,
        LeaderFound,
        DebriefingConfirmed,
        CoordinatorNeeded,
        ContactMade,
        SignInRequested,
        SignedOut,
    ),
    routers=(offers.router, people_pages.router, directory.router, cases.router),
    doors=DOORS,
)
