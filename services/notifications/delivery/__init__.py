"""Delivery: letters on their way to the mail server, and what became of each."""

from services.notifications.delivery import api
from services.notifications.delivery.store import Letters
from services.notifications.delivery.worker import mailing
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.notifications import MessagesDelivered, MessageUndelivered
from shared.people.personal_data import PersonalData
from shared.web.authorization import COORDINATOR

# What a letter said is gone once it is out.
LETTERS = PersonalData(
    collection="letters",
    label=N_("Messages sent to you"),
    shown={"to": N_("E-mail"), "written_at": N_("Written"), "settled_at": N_("Accepted or refused")},
    by=("to",),
    erasing="remove",
)

PART = Part(
    publishes=(MessagesDelivered, MessageUndelivered),
    routers=(api.router,),
    access={"GET /api/letters": COORDINATOR},
    personal_data=(LETTERS,),
    prepare=(Letters.prepare,),
    background=(mailing,),
)
