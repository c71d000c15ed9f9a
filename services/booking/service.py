"""Booking, put together of its subjects: each says in its part what it consumes, publishes, shows and keeps."""

from pathlib import Path

from services.booking import (
    accounts,
    calendar,
    contract_series,
    debriefing,
    directory,
    entitlements,
    erasing,
    feeds,
    network,
    own_calendars,
    retention,
    roster,
    sign_in,
    week,
)
from services.booking.settings import BookingSettings
from services.booking.sign_in.handlers import rights
from shared.app.service import compose

# From what others stand on to what stands on others.
SUBJECTS = (
    network,
    accounts,
    directory,
    own_calendars,
    entitlements,
    calendar,
    contract_series,
    roster,
    sign_in,
    feeds,
    debriefing,
    week,
    retention,
    erasing,
)
SERVICE = compose(
    "booking", Path(__file__).parent, [subject.PART for subject in SUBJECTS], settings=BookingSettings, rights=rights
)
