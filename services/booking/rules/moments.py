"""Times and days as the API takes them."""

from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator

from shared.i18n import N_, Mistake
from shared.messages.base import Instant

FIRST_YEAR, LAST_YEAR = 2000, 2100
At = TypeVar("At", date, datetime)


def _near(at: At) -> At:
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise Mistake(N_("Give a time of this century."))
    return at


# Sent with its zone, and not at the ends of time, where days can't be added.
Moment = Annotated[Instant, AfterValidator(_near)]
Day = Annotated[date, AfterValidator(_near)]
