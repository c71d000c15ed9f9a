"""Who may open which of booking's addresses: the single source, checked at start and by a test."""

from shared.web.doors import COORDINATOR, EVERYBODY, LINK, SIGNED_IN, Doors, only

SUPERVISOR = only("supervisor")
# The calendar is for both; each supervisor sees and changes their own (`whose`).
TEAM = only("coordinator", "supervisor")
DOORS: Doors = {
    # An offer, by the link in the supervisor's mail
    "GET /offers/{token}": LINK,
    "POST /offers/{token}": LINK,
    "POST /offers/{token}/contact": LINK,
    # The network's data
    "POST /api/supervisors": COORDINATOR,
    "GET /api/supervisors": COORDINATOR,
    "POST /api/duties": COORDINATOR,
    "GET /api/duties": COORDINATOR,
    "GET /api/network": COORDINATOR,
    "PUT /api/network": COORDINATOR,
    "DELETE /api/duties/{duty_id}": COORDINATOR,
    # The on-call roster
    "GET /api/roster/rotations": COORDINATOR,
    "POST /api/roster/rotations": COORDINATOR,
    "PUT /api/roster/rotations/{rotation_id}": COORDINATOR,
    "DELETE /api/roster/rotations/{rotation_id}": COORDINATOR,
    "GET /api/roster/forecast": COORDINATOR,
    "GET /api/roster/on-duty": COORDINATOR,
    "GET /api/swaps": COORDINATOR,
    "POST /api/swaps": COORDINATOR,
    "POST /api/swaps/{swap_id}/answer": COORDINATOR,
    # Calendars elsewhere
    "GET /calendars": TEAM,
    "POST /calendars/mine": SUPERVISOR,
    "POST /calendars/roster": COORDINATOR,
    "POST /calendars/own": SUPERVISOR,
    "POST /calendars/own/remove": SUPERVISOR,
    # A calendar feed, by its secret address
    "GET /feeds/{token}.ics": LINK,
    "HEAD /feeds/{token}.ics": LINK,
    # Debriefing cases
    "GET /api/cases": COORDINATOR,
    "GET /api/cases/{case_id}": COORDINATOR,
    "GET /api/cases/{case_id}/why": COORDINATOR,
    "POST /api/cases/{case_id}/assign": COORDINATOR,
    # The calendar
    "GET /week": TEAM,
    "GET /mine": SUPERVISOR,
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
    "PUT /api/rooms/{room_id}": COORDINATOR,
    "GET /api/rooms": TEAM,
    # Signing in
    "GET /sign-in": EVERYBODY,
    "POST /sign-in": EVERYBODY,
    "GET /sign-in/{token}": LINK,
    "POST /sign-in/{token}": LINK,
    "POST /sign-out": EVERYBODY,
    "GET /me": SIGNED_IN,
    "POST /me/sign-out": SIGNED_IN,
    "GET /me/erase": SIGNED_IN,
    "POST /me/erase": SIGNED_IN,
    "GET /people": COORDINATOR,
    "POST /people": COORDINATOR,
    "POST /people/erase": COORDINATOR,
    "POST /me/devices/{key}/sign-out": SIGNED_IN,
}
