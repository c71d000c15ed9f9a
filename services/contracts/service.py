"""Contracts at a glance: what it consumes and who answers, what it publishes, its pages."""

from pathlib import Path

from services.contracts.access import ACCESS
from services.contracts.api import debriefings, network
from services.contracts.handlers import network as network_handlers
from services.contracts.handlers import news, organisations, requests, supervisors
from services.contracts.handlers.retention import tidy, tidying
from services.contracts.handlers.tokens import grant
from services.contracts.model.debriefing import TidyingDue
from services.contracts.pages import asking, contacts, mine, reading, tokens, watching
from services.contracts.pages import organisations as organisation_pages
from services.contracts.personal_data import PERSONAL_DATA
from services.contracts.rights import rights
from services.contracts.store import prepare
from services.contracts.vault import check_key
from shared.app.service import Service
from shared.messages.booking import (
    ContactMade,
    CoordinatorNeeded,
    DebriefingCalledOff,
    DebriefingConfirmed,
    DebriefingOffered,
    LeaderFound,
    LeaderReleased,
    NetworkSet,
    OfferClosed,
    PersonErased,
    SessionHeld,
    SessionNotHeld,
    SignedOut,
    SupervisorAdmitted,
    SupervisorLeft,
)
from shared.messages.contracts import (
    DebriefingRequested,
    DebriefingWithdrawn,
    OrdererAdmitted,
    OrdererLeft,
    RequesterVerified,
    VerificationNeeded,
)
from shared.messages.notifications import MessagesDelivered, MessageUndelivered
from shared.people.handlers import end_session

SERVICE = Service(
    name="contracts",
    folder=Path(__file__).parent,
    prepare=prepare,
    consumes={
        SignedOut: end_session,
        SupervisorAdmitted: supervisors.admit_supervisor,
        SupervisorLeft: supervisors.dismiss_supervisor,
        NetworkSet: network_handlers.follow_network,
        PersonErased: organisations.forget,
        DebriefingOffered: news.show_asked,
        OfferClosed: news.show_closed,
        LeaderFound: news.show_found,
        LeaderReleased: news.show_released,
        DebriefingConfirmed: news.show_confirmed,
        CoordinatorNeeded: news.show_needed,
        ContactMade: news.show_contact,
        SessionHeld: news.show_held,
        SessionNotHeld: news.show_held,
        DebriefingCalledOff: requests.withdraw_called_off,
        MessagesDelivered: news.show_delivered,
        MessageUndelivered: news.show_undelivered,
    },
    timers={TidyingDue: tidy},
    publishes=(
        DebriefingRequested,
        VerificationNeeded,
        RequesterVerified,
        DebriefingWithdrawn,
        OrdererAdmitted,
        OrdererLeft,
    ),
    routers=(
        debriefings.router,
        network.router,
        asking.router,
        watching.router,
        reading.router,
        mine.router,
        organisation_pages.router,
        contacts.router,
        *tokens.ROUTERS,
    ),
    access=ACCESS,
    personal_data=PERSONAL_DATA,
    background=(tidying,),
    check=check_key,
    grants=grant,
    rights=rights,
)
