"""One VEVENT: when it is, how long it lasts, what recurs of it, and whether its owner is busy then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from services.booking.own_calendars.ical import rules as ical_rules
from services.booking.own_calendars.ical import values
from services.booking.own_calendars.ical.errors import BrokenError
from services.booking.own_calendars.ical.lines import Component
from services.booking.own_calendars.ical.rules import Rule
from services.booking.own_calendars.ical.values import Length, Period, When

DAY = timedelta(days=1)
NO_LENGTH = Length(0, timedelta(0))
Clock: TypeAlias = Callable[[When], datetime]


@dataclass(frozen=True, slots=True)
class Event:
    """An event, or what is otherwise at one time of a series (`replaces`; with `following` also at all later ones)."""

    uid: str
    start: When
    end: When | Length
    free: bool
    rules: tuple[Rule, ...] = ()
    but_rules: tuple[Rule, ...] = ()
    dates: tuple[When | Period, ...] = ()
    but_dates: tuple[When, ...] = ()
    replaces: When | None = None
    following: bool = False
    sequence: int = 0

    @property
    def recurs(self) -> bool:
        return bool(self.rules or self.dates)

    @property
    def longest(self) -> timedelta:
        """No less than it lasts, whatever the clocks do."""
        if isinstance(self.end, Length):
            return self.end.days * DAY + self.end.exact + 2 * DAY
        return max(self.end.at - self.start.at, timedelta(0)) + 2 * DAY


def read(component: Component) -> Event | None:
    """The event; None of a cancelled one that is at no time. BrokenError where its times can't be read."""
    start, replaces = component.one("DTSTART"), component.one("RECURRENCE-ID")
    free = _is_free(component)
    if start is None:
        if free and replaces is None:
            return None
        start = replaces if free else None
    if start is None:
        raise BrokenError
    begins = values.one(start)
    sequence = component.text("SEQUENCE")
    return Event(
        uid=_uid(component),
        start=begins,
        end=_end(component, begins),
        free=free,
        rules=_rules(component, "RRULE"),
        but_rules=_rules(component, "EXRULE"),
        dates=tuple(each for line in component.all("RDATE") for each in values.several(line)),
        but_dates=_days_off(component),
        replaces=values.one(replaces) if replaces else None,
        following=_is_following(component),
        sequence=int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 10 else 0,
    )


def times(event: Event, at: datetime, clock: Clock) -> tuple[datetime, datetime]:
    """The instants from which to which it lasts, where it begins when its clock shows `at`. BrokenError where it would
    end before it begins.
    """
    start = clock(When(at, event.start.frame))
    if isinstance(event.end, Length):
        return start, _after(event.start, event.end, at, start, clock)
    if event.start.whole:
        return start, _days_end(event.start, event.end, at, start, clock)
    return start, _hours_end(event.start, event.end, at, start, clock)


def _after(first: When, length: Length, at: datetime, start: datetime, clock: Clock) -> datetime:
    """A day without hours lasts whole days, one at least."""
    if first.whole:
        return clock(When(at + max(length.days + -(-length.exact // DAY), 1) * DAY, first.frame))
    return clock(When(at + length.days * DAY, first.frame)) + length.exact if length.days else start + length.exact


def _days_end(first: When, end: When, at: datetime, start: datetime, clock: Clock) -> datetime:
    """The end of days: DTEND is the day after the last; what ends where it begins is that whole day."""
    lasts = clock(end) - clock(first)
    if lasts < timedelta(0):
        raise BrokenError
    if end.whole or not lasts:
        return clock(When(at + max(end.at - first.at, DAY) // DAY * DAY, first.frame))
    return start + lasts


def _hours_end(first: When, end: When, at: datetime, start: datetime, clock: Clock) -> datetime:
    """Where the standard's reading and the clock on the wall differ (over the night in which the clocks change), it
    lasts as long as either says. An end that is a day without hours is its midnight, or the end of the first day.
    """
    closing = end
    if end.whole:
        closing = When(end.at + (DAY if end.day == first.day else timedelta(0)), first.frame)
    lasts = clock(closing) - clock(first)
    if lasts < timedelta(0):
        raise BrokenError
    if closing.frame != first.frame:
        return start + lasts
    return max(start + lasts, clock(When(at + (closing.at - first.at), first.frame)))


def _end(component: Component, begins: When) -> When | Length:
    end, lasts = component.one("DTEND"), component.one("DURATION")
    if end is not None and lasts is not None:
        raise BrokenError
    if end is not None:
        return values.one(end)
    if lasts is not None:
        return values.length(lasts.value)
    return Length(1, timedelta(0)) if begins.whole else NO_LENGTH


def _rules(component: Component, name: str) -> tuple[Rule, ...]:
    return tuple(ical_rules.read(line.value) for line in component.all(name) if line.value.strip())


def _days_off(component: Component) -> tuple[When, ...]:
    found = [each for line in component.all("EXDATE") for each in values.several(line)]
    return tuple(each.start if isinstance(each, Period) else each for each in found)


def _is_following(component: Component) -> bool:
    line = component.one("RECURRENCE-ID")
    reach = line.params.get("RANGE", "").upper() if line else ""
    if reach not in {"", "THISANDFUTURE"}:
        raise BrokenError
    return bool(reach)


def _uid(component: Component) -> str:
    line = component.one("UID")
    return line.value.strip() if line else ""


def _is_free(component: Component) -> bool:
    """Cancelled, or marked as free by all that say anything of it."""
    if component.text("STATUS") == "CANCELLED":
        return True
    shown, outlook = component.text("TRANSP"), component.text("X-MICROSOFT-CDO-BUSYSTATUS")
    said = [shown.startswith("TRANSPARENT")] * bool(shown) + [outlook == "FREE"] * bool(outlook)
    return bool(said) and all(said)
