"""Finland's public holidays, in three languages (the package `holidays`; Act 388/1937 and the Church Act)."""

from datetime import date
from functools import lru_cache

import holidays

_NAMES = {"fi": "fi", "sv": "sv_FI", "en": "en_US"}


def is_day_off(day: date) -> bool:
    """Whether the day is a public holiday."""
    return day in _of_year(day.year, "fi")


def day_off(day: date, language: str) -> str | None:
    """The holiday's name in `language`; None on other days."""
    return _of_year(day.year, language).get(day)


@lru_cache(maxsize=64)
def _of_year(year: int, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays("FI", years=year, language=_NAMES[language]))
