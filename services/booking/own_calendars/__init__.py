"""Supervisors' own calendars elsewhere: read, and counted as busy."""

from services.booking.own_calendars.calendar_sync import refreshing
from services.booking.own_calendars.personal_data import PERSONAL_DATA
from services.booking.own_calendars.store import OwnCalendars
from shared.app.service import Part
from shared.messages.booking import OwnCalendarUnread

PART = Part(
    personal_data=PERSONAL_DATA,
    prepare=(OwnCalendars.prepare,),
    publishes=(OwnCalendarUnread,),
    background=(refreshing,),
)
