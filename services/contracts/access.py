"""Who may open which of contracts' addresses: the single source, checked at start and by a test."""

from shared.web.doors import COORDINATOR, EVERYBODY, LINK, Doors

DOORS: Doors = {
    "GET /debriefings/new": EVERYBODY,
    "POST /debriefings/new": EVERYBODY,
    "POST /api/debriefings": EVERYBODY,
    "GET /debriefings/{token}": LINK,
    "GET /debriefings/{token}/live": LINK,
    "GET /debriefings/{token}/withdraw": LINK,
    "POST /debriefings/{token}/withdraw": LINK,
    "GET /verifications/{token}": LINK,
    "POST /verifications/{token}": LINK,
    "GET /incidents/{token}": LINK,
    "POST /api/organisations": COORDINATOR,
    "GET /api/organisations": COORDINATOR,
    "GET /api/network": COORDINATOR,
    "PUT /api/network": COORDINATOR,
}
