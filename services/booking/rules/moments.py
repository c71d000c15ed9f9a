"""Times and days as the API takes them."""

from datetime import UTC, date, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime

from shared.i18n import N_, Mistake

FIRST_YEAR, LAST_YEAR = 2000, 2100
At = TypeVar("At", date, datetime)


def _near(at: At) -> At:
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise Mistake(N_("Give a time of this century."))
    return at


def _in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


# Sent with its zone, and not at the ends of time, where days can't be added; in UTC from here on.
Moment = Annotated[AwareDatetime, AfterValidator(_near), AfterValidator(_in_utc)]
Day = Annotated[date, AfterValidator(_near)]
