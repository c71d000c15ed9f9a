"""Booking at a glance: what it consumes and who answers, its timers, its pages."""

from pathlib import Path

from services.booking.access import ACCESS
from services.booking.api import availability, cases, directory, sessions
from services.booking.api import roster as roster_api
from services.booking.api import swaps as swaps_api
from services.booking.handlers import debriefing, people, roster
from services.booking.handlers import directory as supervisors
from services.booking.handlers.retention import tidy, tidying
from services.booking.model.debriefing import ContactDue, MorningCame, WaveOver
from services.booking.model.imports import ImportBegun
from services.booking.model.network import TidyingDue
from services.booking.model.people import SignInAsked
from services.booking.model.roster import LookAheadDue
from services.booking.pages import (
    absences,
    calendars,
    capacity,
    desk,
    feeds,
    finding,
    importing,
    offers,
    other_hours,
    plan,
    privacy,
    profile,
    rooms,
    roster_edit,
    week,
)
from services.booking.pages import directory as directory_pages
from services.booking.pages import people as people_pages
from services.booking.pages import roster as roster_pages
from services.booking.pages import sessions as session_pages
from services.booking.pages import settings as settings_pages
from services.booking.pages import swaps as swap_pages
from services.booking.personal_data import PERSONAL_DATA
from services.booking.refreshing import refreshing
from services.booking.store import prepare
from shared.app.service import Service
from shared.messages.booking import (
    ContactMade,
    CoordinatorNeeded,
    DebriefingCalledOff,
    DebriefingConfirmed,
    DebriefingOffered,
    DutiesChanged,
    DutyDrewNear,
    DutyGapForeseen,
    LeaderFound,
    LeaderReleased,
    NetworkSet,
    OfferClosed,
    PersonErased,
    SessionCancelled,
    SessionHeld,
    SessionMoved,
    SessionNotHeld,
    SessionsScheduled,
    SignedOut,
    SignInRequested,
    SupervisorAdmitted,
    SupervisorInvited,
    SupervisorLeft,
    SwapAgreed,
    SwapAsked,
    SwapDeclined,
)
from shared.messages.contracts import (
    DebriefingRequested,
    DebriefingWithdrawn,
    OrdererAdmitted,
    OrdererLeft,
    RequesterVerified,
)
from shared.messages.notifications import MessageUndelivered

SERVICE = Service(
    name="booking",
    folder=Path(__file__).parent,
    prepare=prepare,
    consumes={
        DebriefingRequested: debriefing.find_debriefer,
        DebriefingWithdrawn: debriefing.release,
        RequesterVerified: debriefing.mark_verified,
        OrdererAdmitted: people.admit_orderer,
        OrdererLeft: people.dismiss_orderer,
        MessageUndelivered: debriefing.count_as_no_answer,
    },
    timers={
        WaveOver: debriefing.ask_next_wave,
        ContactDue: debriefing.check_contact,
        MorningCame: debriefing.ask_in_the_morning,
        SignInAsked: people.send_link,
        ImportBegun: supervisors.take_in,
        LookAheadDue: roster.look_ahead,
        TidyingDue: tidy,
    },
    publishes=(
        DebriefingOffered,
        OfferClosed,
        LeaderFound,
        LeaderReleased,
        DebriefingConfirmed,
        CoordinatorNeeded,
        ContactMade,
        SignInRequested,
        SignedOut,
        PersonErased,
        DutiesChanged,
        DutyDrewNear,
        DutyGapForeseen,
        SwapAsked,
        SwapAgreed,
        SwapDeclined,
        SessionsScheduled,
        SessionMoved,
        SessionCancelled,
        SessionHeld,
        SessionNotHeld,
        DebriefingCalledOff,
        SupervisorAdmitted,
        SupervisorInvited,
        SupervisorLeft,
        NetworkSet,
    ),
    routers=(
        offers.router,
        people_pages.router,
        privacy.router,
        directory.router,
        cases.router,
        roster_api.router,
        swaps_api.router,
        feeds.router,
        calendars.router,
        week.router,
        plan.router,
        absences.router,
        other_hours.router,
        rooms.router,
        capacity.router,
        finding.router,
        session_pages.router,
        sessions.router,
        availability.router,
        desk.router,
        importing.router,
        directory_pages.router,
        profile.router,
        roster_pages.router,
        roster_edit.router,
        swap_pages.router,
        settings_pages.router,
    ),
    access=ACCESS,
    personal_data=PERSONAL_DATA,
    rights=people.rights,
    background=(
        refreshing,
        tidying,
    ),
)
