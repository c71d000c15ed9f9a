"""Letters: who is told what, nothing stale, and not too much of it."""

from services.notifications.letters.handlers import write_letters
from services.notifications.letters.store import Notes
from services.notifications.letters.table import TABLE
from shared.app.service import Part

PART = Part(
    consumes={row.event: write_letters for row in TABLE},
    prepare=(Notes.prepare,),
)
