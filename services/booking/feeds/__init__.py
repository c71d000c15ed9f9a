"""What is told to calendars elsewhere, at secret addresses."""

from services.booking.access import SUPERVISOR, TEAM
from services.booking.directory.model import SupervisorMadeInactive
from services.booking.feeds import handlers
from services.booking.feeds.pages import calendars as calendars_pages
from services.booking.feeds.pages import feeds as feeds_pages
from services.booking.feeds.personal_data import PERSONAL_DATA
from services.booking.feeds.store import Feeds
from shared.app.service import Part
from shared.i18n import N_
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR, LINK

PART = Part(
    follows={
        SupervisorMadeInactive: handlers.close_theirs,
    },
    routers=(feeds_pages.router, calendars_pages.router),
    pages=(
        NavigationEntry(
            "/booking/calendars", N_("Calendar connections"), "calendar", ("coordinator", "supervisor"), 70
        ),
    ),
    access={
        "GET /calendars": TEAM,
        "POST /calendars/mine": SUPERVISOR,
        "POST /calendars/roster": COORDINATOR,
        "POST /calendars/rooms/{room_id}": COORDINATOR,
        "POST /calendars/own": SUPERVISOR,
        "POST /calendars/own/remove": SUPERVISOR,
        "GET /feeds/{token}.ics": LINK,
        "HEAD /feeds/{token}.ics": LINK,
    },
    personal_data=PERSONAL_DATA,
    prepare=(Feeds.prepare,),
)
