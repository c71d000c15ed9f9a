"""Delivery: letters on their way to the mail server, and what became of each."""

from services.notifications.delivery import api, pages
from services.notifications.delivery.copies import Copies
from services.notifications.delivery.figures import FIGURES
from services.notifications.delivery.log import KIND_NAMES, STATES
from services.notifications.delivery.store import Letters
from services.notifications.delivery.worker import mailing
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.notifications import MessagesDelivered, MessageUndelivered
from shared.people.person import ROLES
from shared.people.personal_data import PersonalData
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR, SIGNED_IN

# What a letter said is no part of it once it is out.
LETTERS = PersonalData(
    collection="letters",
    label=N_("Messages sent to you"),
    shown={
        "to": N_("E-mail"),
        "kind": N_("Message"),
        "written_at": N_("Written"),
        "state": N_("What became of it"),
        "settled_at": N_("Accepted or refused"),
    },
    words={"kind": KIND_NAMES, "state": STATES},
    by=("to",),
    erasing="remove",
)

COPIES = PersonalData(
    collection="copies",
    label=N_("Messages to you that can be sent again"),
    shown={"to": N_("E-mail"), "expires_at": N_("Kept until")},
    by=("to",),
    erasing="remove",
)

PART = Part(
    publishes=(MessagesDelivered, MessageUndelivered),
    routers=(api.router, pages.router),
    pages=(
        NavigationEntry(
            "/notifications/letters", N_("Messages"), "network", ("coordinator",), 60, ("/notifications/gallery",)
        ),
        NavigationEntry("/notifications/mine", N_("Messages sent to you"), "own", ROLES, 60),
    ),
    access={
        "GET /api/letters": COORDINATOR,
        "GET /api/log": COORDINATOR,
        "GET /letters": COORDINATOR,
        "GET /mine": SIGNED_IN,
    },
    personal_data=(LETTERS, COPIES),
    prepare=(Letters.prepare, Copies.prepare),
    background=(mailing,),
    figures=FIGURES,
)
