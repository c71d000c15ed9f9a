"""Days on which people work, for what is planned from today on: a suite is run on any day of any year."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from services.booking.days_off import is_day_off

ZONE = ZoneInfo("Europe/Helsinki")


def workday(days: int, weekdays: tuple[int, ...] = (1, 2, 3, 4)) -> date:
    """The first of these weekdays (1 is Monday) that is no public holiday, `days` from today or later."""
    day = datetime.now(ZONE).date() + timedelta(days=days)
    while day.isoweekday() not in weekdays or is_day_off(day):
        day += timedelta(days=1)
    return day
