"""The on-call roster: rotations, overrides, swaps, gaps."""

from services.booking.access import SUPERVISOR, TEAM
from services.booking.calendar.absences import AvailabilityChanged
from services.booking.directory.model import SupervisorsSaved
from services.booking.roster.api import drills as drills_api
from services.booking.roster.api import overrides as overrides_api
from services.booking.roster.api import rotations as rotations_api
from services.booking.roster.api import swaps as swaps_api
from services.booking.roster.handlers import shifts
from services.booking.roster.model import LookAheadDue
from services.booking.roster.pages import drills as drills_pages
from services.booking.roster.pages import handing_over as handing_over_pages
from services.booking.roster.pages import overview as overview_pages
from services.booking.roster.pages import rotations as rotations_pages
from services.booking.roster.pages import shifts as shifts_pages
from services.booking.roster.pages import swaps as swaps_pages
from services.booking.roster.personal_data import PERSONAL_DATA
from services.booking.roster.store import PublishedShifts, Roster
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import (
    DrillCalled,
    DutiesChanged,
    DutyDrewNear,
    DutyGapForeseen,
    SwapAgreed,
    SwapAsked,
    SwapDeclined,
)
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR, LINK

PART = Part(
    timers={
        LookAheadDue: shifts.look_ahead,
    },
    follows={
        SupervisorsSaved: shifts.review_saved,
        AvailabilityChanged: shifts.review_available,
    },
    publishes=(DrillCalled, DutiesChanged, DutyDrewNear, DutyGapForeseen, SwapAsked, SwapAgreed, SwapDeclined),
    routers=(
        rotations_api.router,
        overrides_api.router,
        swaps_api.router,
        drills_api.router,
        drills_pages.router,
        overview_pages.router,
        handing_over_pages.router,
        shifts_pages.router,
        rotations_pages.router,
        swaps_pages.router,
    ),
    pages=(
        NavigationEntry("/booking/roster", N_("On-call roster"), "on-call", ("coordinator", "supervisor"), 10),
        NavigationEntry(
            "/booking/roster/rotations",
            N_("Rotations"),
            "on-call",
            ("coordinator",),
            20,
            around=("/booking/roster/duties",),
        ),
    ),
    access={
        "POST /api/duties": COORDINATOR,
        "GET /api/duties": COORDINATOR,
        "DELETE /api/duties/{duty_id}": COORDINATOR,
        "GET /api/roster/rotations": COORDINATOR,
        "POST /api/roster/rotations": COORDINATOR,
        "PUT /api/roster/rotations/{rotation_id}": COORDINATOR,
        "DELETE /api/roster/rotations/{rotation_id}": COORDINATOR,
        "POST /api/roster/rotations/{rotation_id}/preview": COORDINATOR,
        "GET /api/roster/forecast": COORDINATOR,
        "GET /api/roster/on-duty": COORDINATOR,
        "GET /api/swaps": COORDINATOR,
        "POST /api/swaps": COORDINATOR,
        "POST /api/swaps/{swap_id}/answer": COORDINATOR,
        "POST /api/roster/drill": COORDINATOR,
        "POST /roster/drill": COORDINATOR,
        "GET /roster": TEAM,
        "GET /roster/all": TEAM,
        "GET /roster/people/{supervisor_id}": COORDINATOR,
        "POST /roster/people/{supervisor_id}/hand-over": COORDINATOR,
        "POST /roster/take": SUPERVISOR,
        "GET /roster/rotations": COORDINATOR,
        "GET /roster/swaps/new": SUPERVISOR,
        "POST /roster/swaps": SUPERVISOR,
        "POST /roster/swaps/all": SUPERVISOR,
        "POST /roster/swaps/{swap_id}/take-back": SUPERVISOR,
        "GET /roster/rotations/new": COORDINATOR,
        "GET /roster/rotations/{rotation_id}": COORDINATOR,
        "POST /roster/rotations/{rotation_id}": COORDINATOR,
        "POST /roster/rotations/{rotation_id}/remove": COORDINATOR,
        "GET /roster/duties/new": COORDINATOR,
        "POST /roster/duties": COORDINATOR,
        "POST /roster/duties/remove": COORDINATOR,
        "GET /swaps/{token}": LINK,
        "POST /swaps/{token}": LINK,
    },
    personal_data=PERSONAL_DATA,
    prepare=(Roster.prepare, PublishedShifts.prepare),
)
