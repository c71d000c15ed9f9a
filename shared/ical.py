"""A time zone for calendar programs, with its yearly rules (RFC 5545, 3.6.5).

icalendar can make one from a zone's past, but writes each change in the time after it instead of the time before, and
as lists of dates that vobject misreads; both put an invitation near a change an hour off.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from shared.i18n.zones import change_between, comes_twice


def says(zone: ZoneInfo, *moments: datetime) -> list[datetime]:
    """These moments as a calendar entry says them: on the zone's clock, or all in UTC where that clock shows one twice.

    RFC 5545, 3.3.5: a local time that comes twice always means its first, so the second can't be said.
    """
    local = [moment.astimezone(zone) for moment in moments]
    return [moment.astimezone(UTC) for moment in moments] if any(comes_twice(each) for each in local) else local


_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def timezone(zone: ZoneInfo, at: datetime) -> Timezone:
    """`zone` as its rules were in the year before `at`, each change recurring on its weekday of the month.

    It is one and the same for everybody who asks: not to be changed.
    """
    return _by_the_rules_of(zone, at.astimezone(zone).year - 1)


@lru_cache(maxsize=64)  # a year has 8,760 hours to look at, and every invitation asks
def _by_the_rules_of(zone: ZoneInfo, year: int) -> Timezone:
    found = Timezone()
    found.add("tzid", zone.key)
    changes = tuple(_changes(zone, year))
    for before, after in changes:
        found.add_component(_observance(before, after))
    if not changes:
        found.add_component(_fixed(datetime(1970, 1, 1, tzinfo=zone)))
    return found


def _changes(zone: ZoneInfo, year: int) -> Iterator[tuple[datetime, datetime]]:
    """The last second before each change of the clock in a year, and the first after it, as local times."""
    at = datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        following = at + timedelta(hours=1)
        if at.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            exact = change_between(zone, at, following)
            yield (exact - timedelta(seconds=1)).astimezone(zone), exact.astimezone(zone)
        at = following


def _observance(before: datetime, after: datetime) -> TimezoneDaylight | TimezoneStandard:
    onset = before.replace(tzinfo=None) + timedelta(seconds=1)  # in the time before the change, as RFC 5545 has it
    found: TimezoneDaylight | TimezoneStandard = TimezoneDaylight() if after.dst() else TimezoneStandard()
    found.add("dtstart", onset)
    found.add("tzoffsetfrom", before.utcoffset())
    found.add("tzoffsetto", after.utcoffset())
    found.add("tzname", after.tzname())
    last = (onset + timedelta(days=7)).month != onset.month
    week = -1 if last else (onset.day - 1) // 7 + 1
    found.add("rrule", {"freq": "yearly", "bymonth": onset.month, "byday": f"{week}{_DAYS[onset.weekday()]}"})
    return found


def _fixed(at: datetime) -> TimezoneStandard:
    found = TimezoneStandard()
    found.add("dtstart", at.replace(tzinfo=None))
    found.add("tzoffsetfrom", at.utcoffset())
    found.add("tzoffsetto", at.utcoffset())
    found.add("tzname", at.tzname())
    return found
