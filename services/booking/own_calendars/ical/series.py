"""A series and what is otherwise at some of its times (RFC 5545, 3.8.4.4 and 3.8.5): every time at which it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from services.booking.own_calendars.ical import rules
from services.booking.own_calendars.ical.events import DAY, Clock, Event, times
from services.booking.own_calendars.ical.rules import Rule
from services.booking.own_calendars.ical.values import Period, When

# How far clocks of the world's zones are from UTC, and one day more.
MARGIN = 2 * DAY
_DAYS_END = (time(23, 59), time(23, 59, 59))


@dataclass(frozen=True, slots=True)
class Reach:
    """The time that is asked for, as any clock of the world may show it, and how clocks are read."""

    since: datetime
    until: datetime
    clock: Clock


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Once, from an instant to another; `day`: when it begins as its own clock shows it."""

    start: datetime
    end: datetime
    at: datetime


@dataclass(slots=True)
class Marks:
    """Times of a series that are named elsewhere: by the instant, or by the day."""

    instants: set[datetime] = field(default_factory=set)
    days: set[date] = field(default_factory=set)

    def add(self, named: When, event: Event, clock: Clock) -> None:
        """A time without a zone is by the series' own clock; a day's midnight may stand for it in any zone."""
        if named.whole:
            self.days.add(named.day)
            return
        own = named.frame[0] == "floating" and not event.start.whole
        self.instants.add(clock(When(named.at, event.start.frame) if own else named))
        if event.start.whole and named.at.time() == time(0):
            self.days.add(named.day)

    def have(self, each: Occurrence) -> bool:
        return each.start in self.instants or each.at.date() in self.days


def may_be_within(event: Event, since: datetime, until: datetime) -> bool:
    """False where an event is certainly not within, whatever zones it names: then they need not be known."""
    if event.following:
        return True
    marks = [event.start.at, event.replaces.at] if event.replaces else [event.start.at]
    if min(marks) > until:
        return bool(event.dates)
    if event.dates or not all(rule.until for rule in event.rules):
        return True
    ends = [rule.until.at for rule in event.rules if rule.until]
    return max(*marks, *ends, datetime.min) >= since - DAY - event.longest  # noqa: DTZ901  # no clock's


def occurrences(event: Event, reach: Reach, more: timedelta = timedelta(0)) -> Iterator[Occurrence]:
    """Every time at which an event is by itself, those beside the reach too; `more`: looked at before and after it."""
    off = Marks()
    for named in event.but_dates:
        off.add(named, event, reach.clock)
    wider = Reach(reach.since - event.longest - more, reach.until + more, reach.clock)
    for rule in event.but_rules:
        off.instants.update(_at(event, at, reach.clock).start for at in _of_rule(rule, event, wider))
    for each in _all(event, wider):
        if not off.have(each):
            yield each


def _all(event: Event, reach: Reach) -> Iterator[Occurrence]:
    yield _at(event, event.start.at, reach.clock)
    for rule in event.rules:
        for at in _of_rule(rule, event, reach):
            yield _at(event, at, reach.clock)
    for more in event.dates:
        yield _added(event, more, reach.clock)


def _at(event: Event, at: datetime, clock: Clock) -> Occurrence:
    return Occurrence(*times(event, at, clock), at)


def _of_rule(rule: Rule, event: Event, reach: Reach) -> Iterator[datetime]:
    for at in rules.occurrences(rule, event.start.at, reach.since, reach.until):
        if rule.until is not None and _is_over(at, rule.until, event, reach.clock):
            return
        yield at


def _is_over(at: datetime, until: When, event: Event, clock: Clock) -> bool:
    """Whether a series is over before `at`; its end may be written as a day, by its own clock, or as an instant."""
    if until.whole:
        return at.date() > until.day
    if until.frame[0] == "floating" and not event.start.whole:
        return at > until.at
    over = clock(When(at, event.start.frame)) > clock(until)
    if event.start.whole:  # the day that is written is of it; one that the end reaches into by its zone alone is not
        return at.date() > until.day and (over or until.at.time() in _DAYS_END)
    return over


def _added(event: Event, more: When | Period, clock: Clock) -> Occurrence:
    begins = more.start if isinstance(more, Period) else more
    if isinstance(more, Period):
        alone = Event(uid="", start=_by_its_clock(begins, event), end=more.end, free=False)
        return _at(alone, begins.at, clock)
    if begins.whole and not event.start.whole:
        return _at(event, datetime.combine(begins.day, event.start.at.time()), clock)
    if begins.frame == event.start.frame or begins.frame[0] == "floating" or event.start.whole:
        return _at(event, datetime.combine(begins.day, time(0)) if event.start.whole else begins.at, clock)
    first = _at(event, event.start.at, clock)
    return Occurrence(clock(begins), clock(begins) + (first.end - first.start), begins.at)


def _by_its_clock(named: When, event: Event) -> When:
    own = named.frame[0] == "floating" and not event.start.whole
    return When(named.at, event.start.frame) if own else named


def with_changes(series: Event, changes: Iterable[Event], reach: Reach) -> Iterator[Occurrence]:
    """A series' times without those that `changes` replace, and with those that they move from then on."""
    clock, once, later = reach.clock, Marks(), []
    for each in changes:
        if each.replaces is None:
            continue
        if each.following:
            named = Marks()
            named.add(each.replaces, series, clock)
            later.append((_instant(each.replaces, series, clock), each))
        else:
            once.add(each.replaces, series, clock)
    later.sort(key=lambda pair: (pair[0], pair[1].sequence))
    moved = max((abs(each.start.at - each.replaces.at) for _, each in later if each.replaces), default=timedelta(0))
    for found in occurrences(series, reach, moved):
        change = next((each for since, each in reversed(later) if since <= found.start), None)
        if once.have(found):
            continue
        if change is None:
            yield found
        elif not change.free and not change.recurs:
            yield _moved(found, series, change, clock)


def _instant(named: When, series: Event, clock: Clock) -> datetime:
    """When a change begins that is named by a time or a day of a series."""
    if named.whole or (series.start.whole and named.at.time() == time(0)):
        return clock(When(named.at, series.start.frame))
    return clock(_by_its_clock(named, series))


def _moved(found: Occurrence, series: Event, change: Event, clock: Clock) -> Occurrence:
    """Later and longer by as much as the change says of the first that it is about."""
    assert change.replaces is not None  # noqa: S101  # for the type alone: it is one that replaces
    if series.start.whole and change.start.whole:
        return _at(change, found.at + (change.start.day - change.replaces.day), clock)
    first = _at(change, change.start.at, clock)
    shift = first.start - _instant(change.replaces, series, clock)
    if change.replaces.whole:  # a day of a series with hours: by the series' own hour
        shift = first.start - clock(
            When(datetime.combine(change.replaces.day, series.start.at.time()), series.start.frame)
        )
    return Occurrence(found.start + shift, found.start + shift + (first.end - first.start), found.at)
