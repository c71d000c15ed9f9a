"""Times and days as the API takes them."""

from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator

from shared.i18n import N_, Mistake
from shared.i18n.form_times import FIRST_YEAR, LAST_YEAR
from shared.messages.base import Instant

At = TypeVar("At", date, datetime)


def _near(at: At) -> At:
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise Mistake(N_("Give a time of this century."))
    return at


# Sent with its zone, and not at the ends of time, where days can't be added.
Moment = Annotated[Instant, AfterValidator(_near)]
Day = Annotated[date, AfterValidator(_near)]
