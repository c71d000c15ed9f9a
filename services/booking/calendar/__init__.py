"""The shared calendar: sessions, absences, other hours, rooms; nobody is booked twice."""

from services.booking.access import TEAM
from services.booking.calendar.api import absences as absences_api
from services.booking.calendar.api import sessions as sessions_api
from services.booking.calendar.pages import absences as absences_pages
from services.booking.calendar.pages import capacity as capacity_pages
from services.booking.calendar.pages import find_time as find_time_pages
from services.booking.calendar.pages import other_hours as other_hours_pages
from services.booking.calendar.pages import plan as plan_pages
from services.booking.calendar.pages import rooms as rooms_pages
from services.booking.calendar.pages import sessions as sessions_pages
from services.booking.calendar.personal_data import PERSONAL_DATA
from services.booking.calendar.store.absences import Availability
from services.booking.calendar.store.sessions import Calendar
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import (
    SessionCancelled,
    SessionHeld,
    SessionMoved,
    SessionNotHeld,
    SessionsCancelled,
    SessionsScheduled,
)
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR

PART = Part(
    publishes=(SessionsScheduled, SessionMoved, SessionCancelled, SessionsCancelled, SessionHeld, SessionNotHeld),
    routers=(
        absences_api.router,
        sessions_api.router,
        absences_pages.router,
        other_hours_pages.router,
        rooms_pages.router,
        capacity_pages.router,
        find_time_pages.router,
        plan_pages.router,
        sessions_pages.router,
    ),
    pages=(
        NavigationEntry(
            "/booking/plan",
            N_("Plan"),
            "calendar",
            ("coordinator", "supervisor"),
            40,
            around=("/booking/find", "/booking/sessions"),
        ),
        NavigationEntry("/booking/absences", N_("Absences"), "calendar", ("coordinator", "supervisor"), 50),
        NavigationEntry("/booking/rooms", N_("Rooms"), "calendar", ("coordinator",), 60),
        NavigationEntry("/booking/capacity", N_("Capacity"), "calendar", ("coordinator", "supervisor"), 55),
    ),
    access={
        "GET /absences": TEAM,
        "POST /absences": TEAM,
        "POST /absences/{absence_id}/remove": TEAM,
        "GET /absences/hours": TEAM,
        "POST /absences/hours": TEAM,
        "POST /absences/hours/{supervisor_id}/{day}/remove": TEAM,
        "GET /rooms": COORDINATOR,
        "POST /rooms": COORDINATOR,
        "GET /rooms/{room_id}": COORDINATOR,
        "POST /rooms/{room_id}": COORDINATOR,
        "GET /capacity": TEAM,
        "GET /find": TEAM,
        "GET /plan": TEAM,
        "POST /plan": TEAM,
        "GET /sessions/{session_id}": TEAM,
        "POST /sessions/{session_id}/mark": TEAM,
        "POST /sessions/{session_id}/move": TEAM,
        "POST /sessions/{session_id}/cancel": TEAM,
        "POST /api/sessions": TEAM,
        "GET /api/sessions": TEAM,
        "GET /api/sessions/{session_id}": TEAM,
        "POST /api/sessions/{session_id}/move": TEAM,
        "POST /api/sessions/{session_id}/cancel": TEAM,
        "POST /api/sessions/{session_id}/mark": TEAM,
        "GET /api/series/{series_id}": TEAM,
        "GET /api/free": TEAM,
        "POST /api/absences": TEAM,
        "GET /api/absences": TEAM,
        "DELETE /api/absences/{absence_id}": TEAM,
        "PUT /api/hours": TEAM,
        "GET /api/hours": TEAM,
        "DELETE /api/hours": TEAM,
        "PUT /api/rooms/{room_id}": COORDINATOR,
        "GET /api/rooms": TEAM,
    },
    personal_data=PERSONAL_DATA,
    prepare=(Calendar.prepare, Availability.prepare),
)
