"""Weekly hours as people write them: "ma–pe 8–16, la 10–14" (mån–fre, Mon–Fri), read in any of the three languages."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import time
from itertools import groupby, pairwise
from typing import Protocol, TypeAlias

from services.booking.directory.labels import plain
from services.booking.directory.model import DayHours, Hours
from shared.i18n import N_, Mistake

DAYS = {
    "fi": ("ma", "ti", "ke", "to", "pe", "la", "su"),
    "sv": ("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_ALSO = {
    1: ("må", "maanantai", "maanantaina", "måndag", "monday"),
    2: ("tiistai", "tiistaina", "tisdag", "tuesday", "tues"),
    3: ("on", "keskiviikko", "keskiviikkona", "onsdag", "wednesday"),
    4: ("tor", "torstai", "torstaina", "torsdag", "thursday", "thur", "thurs"),
    5: ("fr", "perjantai", "perjantaina", "fredag", "friday"),
    6: ("lö", "lauantai", "lauantaina", "lördag", "saturday"),
    7: ("sö", "sunnuntai", "sunnuntaina", "söndag", "sunday"),
}
_BY_NAME = {
    **{name.casefold(): day for names in DAYS.values() for day, name in enumerate(names, 1)},
    **{name: day for day, names in _ALSO.items() for name in names},
}
_EN_DASH = "\N{EN DASH}"
# No text is looked through that is longer than anybody's hours, and no part of one.
LONGEST = 2000
_LONGEST_PART = 60
_CLOCK = r"(\d{1,2})(?:[.:](\d{2}))?"
_NAME = r"([^\W\d_]{1,20})\.?"
_PART = re.compile(rf"{_NAME}(?: ?- ?{_NAME})? (?:klo|kl)?\.? ?{_CLOCK} ?- ?{_CLOCK}")
_PARTS = re.compile(r"[,;|\n]")
_MOST = 50
_Span: TypeAlias = tuple[time, time]


class HasHours(Protocol):
    """Hours that begin on a day. `until` at or before `since` is on the following day, 00:00 at its very beginning."""

    @property
    def since(self) -> time: ...

    @property
    def until(self) -> time: ...


UNREADABLE = N_("Write the hours like this: ma–pe 8–16, la 10–14. Days may be in Finnish, Swedish or English.")
UNREADABLE_DAY = N_("Write the hours like this: 8–12, 13–16. Leave the field empty where there are none.")
BACKWARDS = N_(
    "Each stretch of hours ends after it begins, over midnight (22–2) at most 16 hours later; 0–24 is the whole day."
)
OVERLAPPING = N_("Two stretches of hours overlap, perhaps over midnight. Write each day's hours once.")
NO_CLOCK = N_("Give the hours as the clock on the wall shows them, for example 08:00.")
A_DAY, A_WEEK = 24 * 60, 7 * 24 * 60
LONGEST_NIGHT = 16 * 60  # minutes: what would last longer over midnight, as 12–8, is a slip of the pen


def parsed(text: str) -> tuple[Hours, ...]:
    """The hours that a person wrote, in the week's order; none of an empty text. Mistake where they can't be meant."""
    parts = [part for part in map(plain, _divided(text)) if part]
    hours = tuple(sorted((each for part in parts for each in _of_part(part)), key=lambda h: (h.day, h.since)))
    if len(hours) > _MOST:
        raise Mistake(UNREADABLE)
    week_apart(hours)
    return hours


def _divided(text: str) -> list[str]:
    if len(text) > LONGEST:
        raise Mistake(UNREADABLE)
    return _PARTS.split(text)


def apart(stretches: Iterable[HasHours]) -> None:
    """Mistake where one of the stretches that begin on a day has no length or too much of it, or two overlap."""
    _apart([_minutes(each) for each in stretches])


def week_apart(hours: Iterable[Hours]) -> None:
    """The same for a week's hours, over each of its midnights: Sunday's may reach into Monday."""
    spans = [(begins + (each.day - 1) * A_DAY, lasts) for each in hours for begins, lasts in (_minutes(each),)]
    _apart([*spans, *((begins + A_WEEK, lasts) for begins, lasts in sorted(spans)[:1])])


def _apart(spans: Iterable[tuple[int, int]]) -> None:
    for (begins, lasts), (following, _) in pairwise(sorted(spans)):
        if following < begins + lasts:
            raise Mistake(OVERLAPPING)


def _minutes(span: HasHours) -> tuple[int, int]:
    """The minute of the day at which it begins, and for how many it lasts."""
    for at in (span.since, span.until):
        if at.tzinfo is not None or at.second or at.microsecond:
            raise Mistake(NO_CLOCK)
    begins, ends = (at.hour * 60 + at.minute for at in (span.since, span.until))
    lasts = ends - begins if ends > begins else ends - begins + A_DAY
    if begins >= ends != 0 and lasts > LONGEST_NIGHT:
        raise Mistake(BACKWARDS)
    return begins, lasts


def told(hours: Iterable[Hours], language: str) -> str:
    """The hours as one writes them in this language; days in a row with the same hours are told together."""
    by_day: dict[int, tuple[_Span, ...]] = {}
    for each in sorted(hours, key=lambda h: (h.day, h.since)):
        by_day[each.day] = (*by_day.get(each.day, ()), (each.since, each.until))
    return ", ".join(
        f"{_days(run, language)} {_clock(since, language)}{_EN_DASH}{_clock(until, language, end=True)}"
        for run, spans in _runs(by_day)
        for since, until in spans
    )


def of_a_day(text: str) -> tuple[DayHours, ...]:
    """The hours of one day that a person wrote, "8–12, 13–16"; none of an empty text. Mistake as for `parsed`."""
    try:
        hours = parsed(", ".join(f"mon {part}" for part in _divided(text) if part.strip()))
    except Mistake as mistake:
        raise (Mistake(UNREADABLE_DAY) if mistake.text == UNREADABLE else mistake) from mistake
    return tuple(DayHours(since=each.since, until=each.until) for each in hours)


def told_of_a_day(hours: Iterable[DayHours], language: str) -> str:
    """The hours of one day as one writes them in this language."""
    return ", ".join(
        f"{_clock(each.since, language)}{_EN_DASH}{_clock(each.until, language, end=True)}" for each in hours
    )


def _of_part(part: str) -> Iterator[Hours]:
    """One stretch on each of its days."""
    match = _PART.fullmatch(part) if len(part) <= _LONGEST_PART else None
    if match is None:
        raise Mistake(UNREADABLE)
    first, last, *clocks = match.groups()
    since, until = _time(*clocks[:2]), _time(*clocks[2:])
    if since is None or until is None:
        raise Mistake(UNREADABLE)
    if since in ("24", until):
        raise Mistake(BACKWARDS)
    for day in _between(first, last or first):
        yield Hours(day=day, since=_as_time(since), until=_as_time(until))


def _between(first: str, last: str) -> range:
    begins, ends = _BY_NAME.get(first), _BY_NAME.get(last)
    if begins is None or ends is None or ends < begins:
        raise Mistake(UNREADABLE)
    return range(begins, ends + 1)


def _time(hour: str, minute: str | None) -> str | None:
    """`08:30`, or `24` for midnight at the day's end; None where no clock shows it."""
    h, m = int(hour), int(minute or 0)
    if (h, m) == (24, 0):
        return "24"
    return f"{h:02}:{m:02}" if h < 24 and m < 60 else None


def _as_time(clock: str) -> time:
    return time(0) if clock == "24" else time.fromisoformat(clock)


def _runs(
    by_day: dict[int, tuple[_Span, ...]],
) -> Iterator[tuple[Sequence[int], Sequence[_Span]]]:
    """Days in a row that have the same hours."""
    numbered = [(day, spans, day - n) for n, (day, spans) in enumerate(sorted(by_day.items()))]
    for (spans, _), group in groupby(numbered, key=lambda each: (each[1], each[2])):
        yield [day for day, _, _ in group], spans


def _days(run: Sequence[int], language: str) -> str:
    names = DAYS[language]
    return names[run[0] - 1] if len(run) == 1 else f"{names[run[0] - 1]}{_EN_DASH}{names[run[-1] - 1]}"


def _clock(at: time, language: str, *, end: bool = False) -> str:
    if end and at == time(0):
        return "24"
    mark = ":" if language == "en" else "."
    return f"{at.hour}{mark}{at.minute:02}" if at.minute else f"{at.hour}"
