"""Codes that the supervisor shows at the end of a session, to people whose addresses nobody has: each is used once."""

from services.feedback.codes import handlers, pages
from services.feedback.codes.store import Codes
from services.feedback.rounds.model import RoundVoid
from shared.app.service import Part
from shared.i18n import N_
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import only

PART = Part(
    pages=(NavigationEntry("/feedback/codes", N_("Codes for answering"), "supervision", ("supervisor",), 45),),
    follows={RoundVoid: handlers.forget_codes},
    routers=(pages.router,),
    access={
        "GET /codes": only("supervisor"),
        "GET /codes/{session_id}": only("supervisor"),
        "POST /codes/{session_id}": only("supervisor"),
        "GET /codes/{session_id}/sheet": only("supervisor"),
    },
    prepare=(Codes.prepare,),
)
