"""What the supervisor tells the orderer at a process's end: names of theme areas, picked; nothing in own words."""

from services.feedback.closings import pages
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.feedback import ReportReady
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import only

PART = Part(
    pages=(NavigationEntry("/feedback/closings", N_("Feedback to orderers"), "supervision", ("supervisor",), 46),),
    publishes=(ReportReady,),
    routers=(pages.router,),
    access={
        "GET /closings": only("supervisor"),
        "GET /closings/{process_id}": only("supervisor"),
        "POST /closings/{process_id}": only("supervisor"),
    },
)
