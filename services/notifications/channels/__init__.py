"""Channels: how people are woken when it is urgent, beside e-mail, step by step until they answer."""

from services.notifications.channels import pages
from services.notifications.channels.model import KINDS, WAKE_STATES
from services.notifications.channels.store import Wakes
from services.notifications.channels.waker import waking
from shared.app.service import Part
from shared.i18n import N_
from shared.people.personal_data import PersonalData
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR, EVERYBODY, only

TEAM = only("coordinator", "supervisor")

PART = Part(
    routers=(pages.router,),
    pages=(
        NavigationEntry("/notifications/reach", N_("How you are reached"), "own", ("coordinator", "supervisor"), 30),
        NavigationEntry("/notifications/reach/everybody", N_("Who is reached how"), "on-call", ("coordinator",), 40),
    ),
    access={
        "GET /reach": TEAM,
        "POST /reach": TEAM,
        "POST /reach/push": TEAM,
        "POST /reach/{channel_id}": TEAM,
        "GET /reach/everybody": COORDINATOR,
        "GET /reach/contact.vcf": TEAM,
        "GET /reach/worker.js": EVERYBODY,
        "GET /manifest.webmanifest": EVERYBODY,
    },
    personal_data=(
        PersonalData(
            collection="channels",
            label=N_("How you are reached"),
            shown={"name": N_("Name"), "channels.kind": N_("How"), "channels.label": N_("Where")},
            words={"channels.kind": KINDS},
            by=("_id",),
            erasing="remove",
        ),
        PersonalData(
            collection="wakes",
            label=N_("When you were woken"),
            shown={"kind": N_("How"), "due_at": N_("When"), "state": N_("What became of it")},
            words={"kind": KINDS, "state": WAKE_STATES},
            by=("email",),
            erasing="remove",
        ),
    ),
    prepare=(Wakes.prepare,),
    background=(waking,),
)
