"""Who is signed in where: devices and their ending, links for signing in, who orders for what."""

from services.booking.accounts.personal_data import PERSONAL_DATA
from services.booking.accounts.store import People
from shared.app.service import Part
from shared.messages.booking import SignedOut

PART = Part(
    publishes=(SignedOut,),
    personal_data=PERSONAL_DATA,
    prepare=(People.prepare,),
)
