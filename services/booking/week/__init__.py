"""Who does what when: sessions, absences and shifts side by side."""

from services.booking.access import SUPERVISOR, TEAM
from services.booking.week import pages
from shared.app.service import Part

PART = Part(
    routers=(pages.router,),
    access={
        "GET /week": TEAM,
        "GET /mine": SUPERVISOR,
    },
)
