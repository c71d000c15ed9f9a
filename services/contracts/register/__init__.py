"""The statutory register: in demanding fields supervision is owed by law, so planned is held against what was held."""

from services.contracts.register import pages
from shared.app.service import Part
from shared.i18n import N_
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR

PART = Part(
    routers=(pages.router,),
    pages=(NavigationEntry("/contracts/register", N_("Register"), "supervision", ("coordinator",), 40),),
    access={"GET /register": COORDINATOR, "GET /register.csv": COORDINATOR},
)
