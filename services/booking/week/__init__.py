"""Who does what when: sessions, absences and shifts side by side."""

from services.booking.access import SUPERVISOR, TEAM
from services.booking.week.pages import today as today_pages
from services.booking.week.pages import weeks as weeks_pages
from shared.app.service import Part
from shared.i18n import N_
from shared.web.navigation import NavigationEntry

PART = Part(
    routers=(today_pages.router, weeks_pages.router),
    pages=(
        NavigationEntry("/booking/today", N_("Today"), "today", ("coordinator", "supervisor"), 10),
        NavigationEntry("/booking/mine", N_("My week"), "calendar", ("supervisor",), 10),
        NavigationEntry("/booking/week", N_("Team's week"), "calendar", ("coordinator", "supervisor"), 20),
    ),
    access={
        "GET /today": TEAM,
        "GET /week": TEAM,
        "GET /mine": SUPERVISOR,
    },
)
