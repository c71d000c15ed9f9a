"""Booking at a glance: what it hears and who answers, its timers, its pages."""

from pathlib import Path

from services.booking import handlers, pages
from services.booking.api import cases, directory
from services.booking.model import ContactDue, WaveOver
from services.booking.store import Store
from shared.messages.booking import (
    ContactMade,
    CoordinatorNeeded,
    DebriefingConfirmed,
    DebriefingOffered,
    LeaderFound,
    OfferClosed,
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
        DebriefingRequested: handlers.find_debriefer,
        DebriefingWithdrawn: handlers.release,
        RequesterVerified: handlers.mark_verified,
        MessageUndelivered: handlers.count_as_no_answer,
    },
    timers={
        WaveOver: handlers.ask_next_wave,
        ContactDue: handlers.check_contact,
    },
    announces=(
        DebriefingOffered,
        OfferClosed,
        LeaderFound,
        DebriefingConfirmed,
        CoordinatorNeeded,
        ContactMade,
    ),
    routers=(pages.router, directory.router, cases.router),
)
