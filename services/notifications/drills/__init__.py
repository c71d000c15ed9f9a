"""Drills: rehearsals with whoever is on call, and who was reached by what."""

from services.notifications.drills import api, handlers, pages
from services.notifications.drills.store import Drills
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import DrillCalled
from shared.people.personal_data import PersonalData
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR, LINK

PART = Part(
    consumes={DrillCalled: handlers.begin},
    routers=(api.router, pages.router),
    pages=(NavigationEntry("/notifications/drills", N_("Rehearsals"), "on-call", ("coordinator",), 50),),
    access={
        "GET /drills": COORDINATOR,
        "GET /api/drills/{drill_id}": COORDINATOR,
        "GET /drills/heard/{token}": LINK,
        "POST /drills/heard/{token}": LINK,
    },
    personal_data=(
        PersonalData(
            collection="drills",
            label=N_("Rehearsals that you were part of"),
            shown={"called_at": N_("When"), "people.heard_at": N_("Heard")},
            by=("people.email",),
        ),
    ),
    prepare=(Drills.prepare,),
)
