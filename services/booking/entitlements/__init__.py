"""What a signed contract entitles to: which sessions of its process may be on the calendar."""

from services.booking.entitlements.personal_data import PERSONAL_DATA
from services.booking.entitlements.store import Entitlements
from shared.app.service import Part

PART = Part(personal_data=PERSONAL_DATA, prepare=(Entitlements.prepare,))
