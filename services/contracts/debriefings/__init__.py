"""Urgent debriefings as they were asked for: taken in, sealed, and watched by who asked until they are led."""

from services.contracts.debriefings import api
from services.contracts.debriefings.handlers import news, requests
from services.contracts.debriefings.handlers.tidying import tidy, tidying
from services.contracts.debriefings.model import TidyingDue
from services.contracts.debriefings.pages import asking, mine, reading, watching
from services.contracts.debriefings.pages import changing as changing_pages
from services.contracts.debriefings.store.debriefings import Debriefings
from services.contracts.debriefings.store.keys import Keys
from services.contracts.debriefings.store.unconfirmed import Unconfirmed
from services.contracts.scopes import ASK, READ
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import (
    ContactMade,
    CoordinatorNeeded,
    DebriefingCalledOff,
    DebriefingConfirmed,
    DebriefingOffered,
    LeaderFound,
    LeaderReleased,
    OfferClosed,
    SessionHeld,
    SessionNotHeld,
)
from shared.messages.contracts import (
    DebriefingChanged,
    DebriefingRequested,
    DebriefingWithdrawn,
    RequesterVerified,
    VerificationNeeded,
)
from shared.messages.notifications import MessagesDelivered, MessageUndelivered
from shared.people.personal_data import PersonalData
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import EVERYBODY, LINK, only

ORDERER = only("orderer")

PART = Part(
    consumes={
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
    publishes=(DebriefingRequested, DebriefingChanged, VerificationNeeded, RequesterVerified, DebriefingWithdrawn),
    routers=(api.router, asking.router, changing_pages.router, watching.router, reading.router, mine.router),
    pages=(NavigationEntry("/contracts/mine", N_("Our debriefings"), "debriefings", ("orderer",), 10),),
    access={
        "GET /debriefings/new": EVERYBODY,
        "POST /debriefings/new": EVERYBODY,
        "POST /api/debriefings": EVERYBODY.or_scope(ASK),
        "GET /api/debriefings": ORDERER.or_scope(READ),
        "GET /debriefings/{token}": LINK,
        "GET /debriefings/{token}/live": LINK,
        "GET /debriefings/{token}/change": LINK,
        "POST /debriefings/{token}/change": LINK,
        "GET /debriefings/{token}/withdraw": LINK,
        "POST /debriefings/{token}/withdraw": LINK,
        "GET /verifications/{token}": LINK,
        "POST /verifications/{token}": LINK,
        "GET /incidents/{token}": LINK,
        "GET /mine": ORDERER,
    },
    personal_data=(
        PersonalData(
            collection="debriefings",
            label=N_("Debriefings you asked for"),
            shown={
                "organisation": N_("Workplace"),
                "requested_at": N_("When"),
                "contact.name": N_("Name"),
                "contact.email": N_("E-mail"),
                "contact.phone": N_("Phone"),
                "place.municipality": N_("Municipality"),
                "place.address": N_("Address"),
                "participants": N_("Participants"),
            },
            by=("contact.email", "beside.email"),
            scanned=("beside.email",),
            drops=("sealed",),
        ),
        PersonalData(
            collection="news",
            label=N_("Your part in debriefings"),
            shown={"fact.at": N_("When"), "fact.starts_at": N_("The debriefing begins")},
            by_id=("fact.asked.supervisor_id", "fact.supervisor.id", "fact.supervisors.id"),
            by_name=("fact.closed.name", "fact.name", "fact.instead_of"),
        ),
    ),
    prepare=(Debriefings.prepare, Keys.prepare, Unconfirmed.prepare),
    background=(tidying,),
)
