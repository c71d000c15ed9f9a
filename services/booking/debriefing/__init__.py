"""Urgent debriefings: whom to ask, who leads, and the coordinator's board."""

from services.booking.access import SUPERVISOR, TEAM
from services.booking.calendar.model import DebriefingSessionChanged
from services.booking.debriefing import api
from services.booking.debriefing.handlers import cases
from services.booking.debriefing.handlers.figures import FIGURES, WAITS
from services.booking.debriefing.model import ContactDue, MorningCame, WaveOver
from services.booking.debriefing.pages import asked as asked_pages
from services.booking.debriefing.pages import board as board_pages
from services.booking.debriefing.pages import offers as offers_pages
from services.booking.debriefing.personal_data import PERSONAL_DATA
from services.booking.debriefing.store import Cases
from services.booking.directory.model import SupervisorMadeInactive
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import (
    AnswersAwaited,
    BesideInvited,
    BesideReleased,
    ContactMade,
    CoordinatorNeeded,
    DebriefingCalledOff,
    DebriefingConfirmed,
    DebriefingOffered,
    LeaderFound,
    LeaderReleased,
    OfferClosed,
)
from shared.messages.contracts import DebriefingChanged, DebriefingRequested, DebriefingWithdrawn, RequesterVerified
from shared.messages.notifications import MessageUndelivered
from shared.people.handlers import show_awaited
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR, LINK

PART = Part(
    consumes={
        AnswersAwaited: show_awaited,
        DebriefingRequested: cases.find_debriefer,
        DebriefingChanged: cases.change_need,
        DebriefingWithdrawn: cases.release,
        RequesterVerified: cases.mark_verified,
        MessageUndelivered: cases.count_as_no_answer,
    },
    timers={
        WaveOver: cases.ask_next_wave,
        ContactDue: cases.check_contact,
        MorningCame: cases.ask_in_the_morning,
    },
    follows={
        SupervisorMadeInactive: cases.lapse_offers,
        DebriefingSessionChanged: cases.publish_of_case,
    },
    publishes=(
        AnswersAwaited,
        DebriefingOffered,
        OfferClosed,
        LeaderFound,
        LeaderReleased,
        DebriefingConfirmed,
        BesideInvited,
        BesideReleased,
        CoordinatorNeeded,
        ContactMade,
        DebriefingCalledOff,
    ),
    routers=(api.router, offers_pages.router, asked_pages.router, board_pages.router),
    pages=(NavigationEntry("/booking/desk", N_("Debriefings"), "supervision", ("coordinator",), 30),),
    access={
        "GET /asked": SUPERVISOR,
        "GET /debriefings/{case_id}": TEAM,
        "GET /offers/{token}": LINK,
        "POST /offers/{token}": LINK,
        "POST /offers/{token}/contact": LINK,
        "POST /offers/{token}/meeting-link": LINK,
        "POST /offers/{token}/step-down": LINK,
        "GET /api/cases": COORDINATOR,
        "GET /api/cases/{case_id}": COORDINATOR,
        "GET /api/cases/{case_id}/why": COORDINATOR,
        "POST /api/cases/{case_id}/assign": COORDINATOR,
        "POST /api/cases/{case_id}/ask-again": COORDINATOR,
        "POST /api/cases/{case_id}/release": COORDINATOR,
        "POST /api/cases/{case_id}/replace": COORDINATOR,
        "POST /api/cases/{case_id}/move": COORDINATOR,
        "POST /api/cases/{case_id}/let-through": COORDINATOR,
        "POST /api/cases/{case_id}/withdraw": COORDINATOR,
        "GET /desk": COORDINATOR,
        "GET /desk/live": COORDINATOR,
        "GET /desk/cases/{case_id}": COORDINATOR,
        "GET /desk/cases/{case_id}/live": COORDINATOR,
        "POST /desk/cases/{case_id}/assign": COORDINATOR,
        "POST /desk/cases/{case_id}/ask-again": COORDINATOR,
        "POST /desk/cases/{case_id}/release": COORDINATOR,
        "POST /desk/cases/{case_id}/replace": COORDINATOR,
        "POST /desk/cases/{case_id}/move": COORDINATOR,
        "GET /desk/cases/{case_id}/withdraw": COORDINATOR,
        "POST /desk/cases/{case_id}/let-through": COORDINATOR,
        "POST /desk/cases/{case_id}/withdraw": COORDINATOR,
    },
    personal_data=PERSONAL_DATA,
    figures=FIGURES,
    waits=WAITS,
    prepare=(Cases.prepare,),
)
