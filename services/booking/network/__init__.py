"""The network's own settings: waves, times, thresholds, name and colour, and who may change them."""

from services.booking.network import api, pages
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import NetworkSet
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR

PART = Part(
    publishes=(NetworkSet,),
    routers=(api.router, pages.router),
    pages=(
        NavigationEntry("/booking/settings", N_("Settings"), "network", ("coordinator",), 80),
        NavigationEntry("/booking/audit", N_("Audit"), "network", ("coordinator",), 70),
    ),
    access={
        "GET /api/network": COORDINATOR,
        "PUT /api/network": COORDINATOR,
        "GET /settings": COORDINATOR,
        "POST /settings": COORDINATOR,
    },
)
