"""Letters: who is told what, nothing stale, and not too much of it."""

from services.notifications.bounces.handlers import AddressFailed
from services.notifications.letters import api, pages
from services.notifications.letters.handlers import tell_of_failing, write_letters
from services.notifications.letters.store import Notes
from services.notifications.letters.table import TABLE
from shared.app.service import Part
from shared.web.security.authorization import COORDINATOR

PART = Part(
    consumes={row.event: write_letters for row in TABLE if row.event.to},
    follows={AddressFailed: tell_of_failing},
    routers=(api.router, pages.router),
    access={
        "POST /letters/{letter_id}/resend": COORDINATOR,
        "POST /api/letters/{letter_id}/resend": COORDINATOR,
        "GET /gallery": COORDINATOR,
        "GET /gallery/{kind}": COORDINATOR,
        "GET /gallery/{kind}/{language}/{nth}/mail": COORDINATOR,
    },
    prepare=(Notes.prepare,),
)
