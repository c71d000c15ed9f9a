"""Contracts at a glance: what it hears and who answers, what it announces, its pages."""

from pathlib import Path

from services.contracts import api
from services.contracts.access import DOORS
from services.contracts.handlers import news
from services.contracts.kept import KEPT
from services.contracts.pages import asking, reading, watching
from services.contracts.store import Store
from services.contracts.vault import check_key
from shared.messages.booking import (
    ContactMade,
    CoordinatorNeeded,
    DebriefingConfirmed,
    DebriefingOffered,
    LeaderFound,
    OfferClosed,
    PersonErased,
    SignedOut,
)
from shared.messages.contracts import (
    DebriefingRequested,
    DebriefingWithdrawn,
    RequesterVerified,
    VerificationNeeded,
)
from shared.messages.notifications import MessagesDelivered, MessageUndelivered
from shared.people.handlers import end_session, erase_person
from shared.service import Service

SERVICE = Service(
    name="contracts",
    folder=Path(__file__).parent,
    store=Store,
    prepare=Store.prepare,
    hears={
        SignedOut: end_session,
        PersonErased: erase_person,
        DebriefingOffered: news.show_asked,
        OfferClosed: news.show_closed,
        LeaderFound: news.show_found,
        DebriefingConfirmed: news.show_confirmed,
        CoordinatorNeeded: news.show_needed,
        ContactMade: news.show_contact,
        MessagesDelivered: news.show_delivered,
        MessageUndelivered: news.show_undelivered,
    },
    announces=(DebriefingRequested, VerificationNeeded, RequesterVerified, DebriefingWithdrawn),
    routers=(api.router, asking.router, watching.router, reading.router),
    doors=DOORS,
    kept=KEPT,
    check=check_key,
)
