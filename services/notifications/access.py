"""Who may open which of notifications' addresses: the single source, checked at start and by a test."""

from shared.web.authorization import COORDINATOR, AccessRules

ACCESS: AccessRules = {
    "GET /api/letters": COORDINATOR,
}
