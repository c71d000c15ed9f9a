"""What changes the roster: rotations, duties set by hand and swaps asked for, as they are sent to us."""

from datetime import time, timedelta
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from services.booking.datetimes import Day, Moment
from services.booking.roster.model import LONGEST_DUTY
from shared.fields import Line, Strict
from shared.i18n import N_, Mistake
from shared.messages.booking import Interval

PAST_CHANGE = N_("A change can hold from a day still to come. Choose a later one, or let it hold from now on.")
PLACE_TAKEN = N_("Another is set by hand in this rotation's place then. Remove that first, or choose another time.")


class SetRotation(Strict):
    """Supervisors (ids or e-mail addresses) who take turns of `days` days, handed over at `hour` of the network's
    clock; the first turn begins on `starts`, the last ends on `ends`. `backup`: asked behind the first in line.

    A rotation that is under way is changed from `holds_from` on: now, the next turn, or the first turn from a day; the
    order goes on with whoever's turn it would have been. With another `starts` it begins anew.
    """

    name: Line
    supervisors: Annotated[tuple[Line, ...], Field(min_length=1, max_length=200)]
    starts: Day
    hour: time = time(8)
    days: Annotated[int, Field(ge=1, le=28)] = 7
    ends: Day | None = None
    backup: bool = False
    holds_from: Literal["now", "next_turn"] | Day = "next_turn"

    @field_validator("hour")
    @classmethod
    def _whole_minute(cls, hour: time) -> time:
        if hour.tzinfo is not None or hour.second or hour.microsecond:
            raise Mistake(N_("Give the hour as the network's clock shows it, for example 08:00."))
        return hour

    @model_validator(mode="after")
    def _forward(self) -> "SetRotation":
        if self.ends is not None and self.ends <= self.starts:
            raise Mistake(N_("A rotation ends after it starts."))
        return self


class GivenInterval(Strict):
    """A time [from, to), at most 31 days."""

    since: Moment = Field(alias="from")
    until: Moment = Field(alias="to")

    @model_validator(mode="after")
    def _forward(self) -> "GivenInterval":
        if not timedelta(0) < self.until - self.since <= LONGEST_DUTY:
            raise Mistake(N_("A duty ends after it begins, and lasts at most 31 days."))
        return self

    @property
    def slot(self) -> Interval:
        return Interval(start=self.since, end=self.until)


class SetOverride(GivenInterval):
    """On call [from, to), at most 31 days at a time: beside the rotations, or in the place of one for as long."""

    supervisor: Line
    backup: bool = False
    rotation: str | None = None


class AskSwap(Strict):
    """`asker` asks `asked` (ids or e-mail addresses) to be on call for them in `given`, perhaps for `in_return`."""

    asker: Line
    asked: Line
    given: GivenInterval
    in_return: GivenInterval | None = None
