"""What is asked: questionnaires as data, in versions that never change once used; ours and the network's own."""

from services.feedback.questionnaires import api, pages
from shared.app.service import Part
from shared.i18n import N_
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR, only

PART = Part(
    pages=(NavigationEntry("/feedback/questionnaires", N_("Questionnaires"), "network", ("coordinator",), 65),),
    routers=(api.router, pages.router),
    access={
        "GET /api/questionnaires": COORDINATOR,
        "POST /api/questionnaires": COORDINATOR,
        "POST /api/questionnaires/{draft_id}/use": COORDINATOR,
        "GET /questionnaires": only("coordinator"),
        "POST /questionnaires": only("coordinator"),
        "POST /questionnaires/occasions/{occasion}": only("coordinator"),
        "GET /questionnaires/{draft_id}": only("coordinator"),
        "POST /questionnaires/{draft_id}": only("coordinator"),
        "POST /questionnaires/{draft_id}/preview": only("coordinator"),
    },
)
