"""The time zones that a calendar names: those of the IANA, Windows' names for them (Unicode's table), and what the
calendar itself says of one (VTIMEZONE). Any other is not guessed at.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from typing import TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from services.booking.own_calendars.ical import rules
from services.booking.own_calendars.ical.errors import BrokenError, UnknownZoneError
from services.booking.own_calendars.ical.lines import Component
from services.booking.own_calendars.ical.values import Period, offset, one, several

SHOWN = 80
# Whose names for zones begin so mean the IANA's by what follows (as libical reads them too).
_MAKERS = ("/freeassociation.sourceforge.net/", "/citadel.org/", "/mozilla.org/", "/softwarestudio.org/")
_NO_PLACES = frozenset(("factory", "localtime", "posixrules"))
_UTC_BY_OTHER_NAMES = ("tzone://microsoft/utc", "utc", "gmt", "etc/utc")
_MOST_PARTS = 200
_MOST_CHANGES = 5000
Zone: TypeAlias = Callable[[datetime], datetime]


class Zones:
    """The zones of a file's calendars. `clock`: the zone of its owner, for times that name none."""

    def __init__(self, calendars: Iterable[Component], clock: ZoneInfo, until: datetime) -> None:
        self._until = until
        self._clock = clock
        self._told: set[str] = set()
        self._own: dict[str, list[Component]] = {}
        for calendar in calendars:
            self._told |= {line.value.strip() for line in calendar.all("X-WR-TIMEZONE")}
            for part in calendar.parts:
                name = part.one("TZID") if part.name == "VTIMEZONE" else None
                if name is not None:
                    self._own.setdefault(name.value.strip(), []).append(part)
        self._found: dict[str, Zone] = {}

    def zone(self, name: str) -> Zone:
        """From what this zone's clock shows to the instant. UnknownZoneError where it is not known for certain."""
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def floating(self) -> Zone:
        """For times without a zone: the calendar's own, else its owner's."""
        if len(self._told) > 1:
            raise UnknownZoneError(shown(", ".join(sorted(self._told))))
        return self.zone(next(iter(self._told))) if self._told else of(self._clock)

    def _find(self, name: str) -> Zone:
        known = known_zone(name)
        if known is not None:
            return of(known)
        told = self._own.get(name, [])
        if not told or any(each != told[0] for each in told):
            raise UnknownZoneError(shown(name))
        return _told_by(told[0].parts, name, self._until)


def of(zone: ZoneInfo) -> Zone:
    """From what the clock shows in a zone to the instant; an hour that comes twice is the first."""
    return lambda at: at.replace(tzinfo=zone, fold=0).astimezone(UTC)


def known_zone(name: str) -> ZoneInfo | None:
    """The zone that has this name for certain."""
    plain = name.casefold()
    if plain in _UTC_BY_OTHER_NAMES:
        return ZoneInfo("UTC")
    for maker in _MAKERS:
        if plain.startswith(maker):  # /mozilla.org/20050126_1/Europe/Helsinki
            following = plain.removeprefix(maker).split("/")
            plain = "/".join(following[1:] if len(following) > 2 else following)
    key = _by_name().get(plain)
    return ZoneInfo(key) if key else None


def shown(name: str) -> str:
    """A zone's name as a page may show it."""
    return "".join(letter for letter in name if letter.isprintable())[:SHOWN] or "TZID="


@cache
def _by_name() -> dict[str, str]:
    iana = {name.casefold(): name for name in available_timezones()}
    windows = {name.casefold(): iana.get(key.casefold(), "") for name, key in WINDOWS_TO_OLSON.items()}
    return {name: key for name, key in (windows | iana).items() if key and name not in _NO_PLACES}


def _told_by(parts: Iterable[Component], name: str, until: datetime) -> Zone:
    """The zone as a VTIMEZONE tells its changes (RFC 5545, 3.6.5): each from its hour on the clock before it."""
    observances = [part for part in parts if part.name in {"STANDARD", "DAYLIGHT"}]
    if len(observances) > _MOST_PARTS:
        raise UnknownZoneError(shown(name))
    told = (change for part in observances for change in _changes(part, until))
    try:
        changes = sorted(islice(told, _MOST_CHANGES))
    except BrokenError as wrong:
        raise UnknownZoneError(shown(name)) from wrong
    if not changes or len(changes) == _MOST_CHANGES:
        raise UnknownZoneError(shown(name))
    onsets = [at for at, _, _ in changes]

    def instant(at: datetime) -> datetime:
        n = bisect_right(onsets, at) - 1
        if n < 0:
            return (at - changes[0][1]).replace(tzinfo=UTC)
        onset, before, after = changes[n]
        skipped = at < onset + (after - before)  # an hour that the clock leaps over counts by the time before it
        return (at - (before if skipped else after)).replace(tzinfo=UTC)

    return instant


def _changes(part: Component, until: datetime) -> Iterable[tuple[datetime, timedelta, timedelta]]:
    begins, before, after = part.one("DTSTART"), part.one("TZOFFSETFROM"), part.one("TZOFFSETTO")
    if begins is None or before is None or after is None:
        raise BrokenError
    first, was, becomes = one(begins).at, offset(before.value), offset(after.value)
    yield first, was, becomes
    for line in part.all("RDATE"):
        for each in several(line):
            yield (each.start if isinstance(each, Period) else each).at, was, becomes
    for line in part.all("RRULE"):
        rule = rules.read(line.value)
        if rule.frequency not in {"YEARLY", "MONTHLY"}:
            raise BrokenError
        ends = rule.until
        last = until if ends is None else min(until, ends.at + (was if ends.frame[0] == "utc" else timedelta(days=1)))
        for at in rules.occurrences(rule, first, first, last):
            yield at, was, becomes
