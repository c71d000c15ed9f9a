"""Who may open which of feedback's addresses: the single source, checked at start and by a test."""

from shared.web.authorization import COORDINATOR, LINK, AccessRules

ACCESS: AccessRules = {
    "GET /answers/{token}": LINK,
    "POST /answers/{token}": LINK,
    "GET /api/summary": COORDINATOR,
}
