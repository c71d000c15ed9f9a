"""Bounces: letters that came back after a server had taken them, and addresses to which none is sent for it."""

from services.notifications.bounces import api, pages
from services.notifications.bounces.mailbox import reading_bounces
from services.notifications.bounces.store import FailingAddresses
from shared.app.service import Part
from shared.i18n import N_
from shared.people.personal_data import PersonalData
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR

PART = Part(
    routers=(api.router, pages.router),
    pages=(
        NavigationEntry("/notifications/undeliverable", N_("Addresses that fail"), "network", ("coordinator",), 65),
    ),
    access={
        "POST /api/bounces": COORDINATOR,
        "GET /api/undeliverable": COORDINATOR,
        "POST /api/undeliverable/release": COORDINATOR,
        "GET /undeliverable": COORDINATOR,
        "POST /undeliverable/release": COORDINATOR,
    },
    personal_data=(
        PersonalData(
            collection="failing_addresses",
            label=N_("Mail to you that came back"),
            shown={"_id": N_("E-mail"), "since": N_("Since"), "said": N_("The server said")},
            by=("_id",),
            erasing="remove",
        ),
    ),
    prepare=(FailingAddresses.prepare,),
    background=(reading_bounces,),
)
