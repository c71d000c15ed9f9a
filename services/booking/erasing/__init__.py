"""Somebody's data shown to them, and forgotten in every service."""

from services.booking.erasing import pages
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import PersonErased
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR, SIGNED_IN

PART = Part(
    publishes=(PersonErased,),
    routers=(pages.router,),
    pages=(NavigationEntry("/booking/people", N_("Personal data"), "network", ("coordinator",), 50),),
    access={
        "GET /me/erase": SIGNED_IN,
        "POST /me/erase": SIGNED_IN,
        "GET /people": COORDINATOR,
        "POST /people": COORDINATOR,
        "POST /people/erase": COORDINATOR,
    },
)
