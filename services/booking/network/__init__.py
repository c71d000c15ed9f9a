"""The network's own settings: waves, times, thresholds, name and colour, and who may change them."""

from services.booking.network import api, pages
from shared.app.service import Part
from shared.messages.booking import NetworkSet
from shared.web.authorization import COORDINATOR

PART = Part(
    publishes=(NetworkSet,),
    routers=(api.router, pages.router),
    access={
        "GET /api/network": COORDINATOR,
        "PUT /api/network": COORDINATOR,
        "GET /settings": COORDINATOR,
        "POST /settings": COORDINATOR,
    },
)
