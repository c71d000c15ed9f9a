"""Preferences: what people can do without, and have said so."""

from services.notifications.preferences import api, pages
from services.notifications.writing.refusable import NAMES
from shared.app.service import Part
from shared.i18n import N_
from shared.people.person import ROLES
from shared.people.personal_data import PersonalData
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import LINK, SIGNED_IN

PART = Part(
    routers=(api.router, pages.router),
    pages=(NavigationEntry("/notifications/preferences", N_("What you are sent"), "own", ROLES, 62),),
    access={
        "GET /preferences": SIGNED_IN,
        "POST /preferences": SIGNED_IN,
        "GET /preferences/{token}": LINK,
        "POST /preferences/{token}": LINK,
        "GET /api/preferences/{token}": LINK,
        "PUT /api/preferences/{token}": LINK,
    },
    personal_data=(
        PersonalData(
            collection="preferences",
            label=N_("What you are sent"),
            shown={"_id": N_("E-mail"), "refused": N_("Not wanted"), "changed_at": N_("When")},
            words={"refused": NAMES},
            by=("_id",),
            erasing="remove",
        ),
    ),
)
