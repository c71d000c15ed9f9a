"""Times as people write them: 9.30 in Finnish and Finland's Swedish, 9:30 in English; always in the network's zone."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

from shared.i18n import form_times
from shared.i18n.zones import comes_twice

# CLDR's own patterns for sv_FI print 08:30 and "klockan"; these are what is written in Finland.
_LOCALES = {"fi": Locale("fi"), "sv": Locale("sv", "FI"), "en": Locale("en", "GB")}
_DAY = {"fi": "EEE d.M.", "sv": "EEE d.M.", "en": "EEE d MMM"}
_LONG_DATE = {"fi": "d. MMMM y", "sv": "d MMMM y", "en": "d MMMM y"}
_LONG_DAY = {"fi": "cccc d. MMMM y", "sv": "EEEE d MMMM y", "en": "EEEE d MMMM y"}
# Said beside a time that the clock shows twice, when it is put back in autumn.
_TWICE = {
    "fi": ("talviaikaa", "kesäaikaa"),
    "sv": ("vintertid", "sommartid"),
    "en": ("winter time", "summer time"),
}
_AT = {"fi": "klo", "sv": "kl.", "en": "at"}
_NBSP = "\N{NO-BREAK SPACE}"
_EN_DASH = "\N{EN DASH}"


class Stretch(Protocol):
    """Whatever has a start and an end."""

    @property
    def start(self) -> datetime: ...

    @property
    def end(self) -> datetime: ...


class Times:
    """How the times of one network are written and read. Every time given is aware."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def clock(self, at: datetime, language: str) -> str:
        """9.30 (en: 9:30); 3.30 (talviaikaa) where the clock shows that time twice."""
        local = self._local(at)
        shown = f"{local.hour}{':' if language == 'en' else '.'}{local.minute:02}"
        return f"{shown}{_NBSP}({self._which(local, language)})" if comes_twice(local) else shown

    def day(self, at: datetime, language: str) -> str:
        """Such as ti 1.12. (sv: tis 1.12., en: Tue 1 Dec)."""
        return self._date(at, _DAY, language)

    def short_day(self, at: datetime, language: str) -> str:
        """Such as 1.12. (en: 1 Dec), where the weekday has no room."""
        return self._date(at, {"fi": "d.M.", "sv": "d.M.", "en": "d MMM"}, language)

    def long_day(self, at: datetime, language: str) -> str:
        """Such as tiistai 1. joulukuuta 2026."""
        return self._date(at, _LONG_DAY, language)

    def long_date(self, at: datetime, language: str) -> str:
        """Such as 1. joulukuuta 2026."""
        return self._date(at, _LONG_DATE, language)

    def exact(self, at: datetime, language: str) -> str:
        """For evidence, to the second and with its distance from UTC: 1.12.2026 klo 9.30.05 (UTC+02:00)."""
        local = self._local(at)
        date = self._date(at, {"fi": "d.M.y", "sv": "d.M.y", "en": "d MMMM y"}, language)
        clock = f"{local.hour}:{local:%M:%S}" if language == "en" else f"{local.hour}.{local:%M.%S}"
        return f"{date} {_AT[language]}{_NBSP}{clock} (UTC{local.isoformat()[-6:]})"

    def moment(self, at: datetime, language: str) -> str:
        """Such as ti 1.12. klo 9.30."""
        return f"{self.day(at, language)} {self._at(at, language)}"

    def span(self, start: datetime, end: datetime, language: str) -> str:
        """Such as ti 1.12. klo 9.30–11.00; over midnight both days are named."""
        if self._local(start).date() == self._local(end).date():
            return f"{self.moment(start, language)}{_EN_DASH}{self.clock(end, language)}"
        return f"{self.moment(start, language)} {_EN_DASH} {self.moment(end, language)}"

    def iso(self, at: datetime) -> str:
        """For `<time datetime>`: 2026-12-01T09:30:00+02:00."""
        return self._local(at).isoformat(timespec="seconds")

    def form_value(self, at: datetime) -> str:
        """For `<input type="datetime-local">`: 2026-12-01T09:30."""
        return self._local(at).strftime("%Y-%m-%dT%H:%M")

    def from_form(self, typed: str) -> datetime:
        """What such a field gives, in UTC; NotATimeError (a ValueError) where it is no time."""
        return form_times.moment(typed, self.zone)

    def filters(self, language: str) -> dict[str, Callable[..., str]]:
        """The filters of a template in `language`: clock, day, short_day, long_day, moment, span, iso, form_value."""
        worded = {
            "clock": self.clock,
            "day": self.day,
            "short_day": self.short_day,
            "long_day": self.long_day,
            "moment": self.moment,
        }
        return {
            **{name: partial(told, language=language) for name, told in worded.items()},
            "span": partial(self._span, language=language),
            "iso": self.iso,
            "form_value": self.form_value,
        }

    def _span(self, start: datetime | Stretch, end: datetime | None = None, *, language: str) -> str:
        """A template's `slot | span`, or `start | span(end)`."""
        if isinstance(start, datetime):
            return self.span(start, end or start, language)
        return self.span(start.start, start.end, language)

    def _at(self, at: datetime, language: str) -> str:
        return f"{_AT[language]}{_NBSP}{self.clock(at, language)}"

    def _date(self, at: datetime, patterns: dict[str, str], language: str) -> str:
        return format_date(self._local(at), patterns[language], _LOCALES[language])

    def _which(self, local: datetime, language: str) -> str:
        """Which of the two it is: by the season's time, or in a zone without one by its distance from UTC."""
        first, second = (local.replace(fold=fold).dst() for fold in (0, 1))
        if first != second:
            return _TWICE[language][bool(local.dst())]
        return f"UTC{local.isoformat()[-6:]}"

    def _local(self, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise ValueError("a time without a zone can't be told to people")
        return at.astimezone(self.zone)
