"""Who may open which of notifications' addresses: the single source, checked at start and by a test."""

from shared.web.doors import COORDINATOR, Doors

DOORS: Doors = {
    "GET /api/letters": COORDINATOR,
}
