"""The network's settings."""

from datetime import datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints

from shared.fields import CLEANED, Phone, Typed, WebLink
from shared.messages.base import Language, Message, Part

Name = Annotated[str, Typed(80)]
Colour = Annotated[str, StringConstraints(to_lower=True, max_length=7, pattern="^#[0-9a-fA-F]{6}$"), CLEANED]


class WaveRule(Part):
    """One wave of the network's routing: whom to ask, at most how many, and for how many minutes; at night for
    `night_minutes`, where they are given.
    """

    whom: Literal["on_call", "next_best", "everybody"]
    minutes: Annotated[float, Field(gt=0, le=1440)]
    most: Annotated[int, Field(ge=1, le=500)]
    night_minutes: Annotated[float, Field(gt=0, le=1440)] | None = None


WAVES = (
    WaveRule(whom="on_call", minutes=10, most=5, night_minutes=30),
    WaveRule(whom="next_best", minutes=10, most=5, night_minutes=30),
    WaveRule(whom="everybody", minutes=15, most=200, night_minutes=45),
)


class Network(Part):
    """The network's settings. `contact_minutes`: by when a leader must have talked with the workplace; `conflicts`:
    whether who works with the organisation is left out, or asked all the same and told so; `gap_days`: how long before
    nobody is on call the coordinator is told; `fewest_answers`: for how many answers a figure about people is shown.
    `unconfirmed_at_night`: whether the first wave is asked at night for a request of which nobody knows whose it is.
    `links_days`: for how long links open after what they are about is over; `incident_days`: when after that what
    happened is erased (at contracts); `kept_days`: for how long all else of a debriefing or swap is kept.
    `day_begins` and `night_begins`: the hours, on the network's clock, between which people answer as by day.
    `phone`: the number at which a person helps, shown wherever somebody waits; None where there is none.
    `meeting_link`: the room on the web in which debriefings at a distance are, unless their leader gives another.
    `name` and `colour` (#rrggbb) are None where the deployment's and the usual ones hold. `revision` counts changes.
    """

    waves: Annotated[tuple[WaveRule, ...], Field(min_length=1, max_length=10)] = WAVES
    length_minutes: Annotated[int, Field(ge=90, le=180, multiple_of=15)] = 120
    day_begins: Annotated[int, Field(ge=4, le=12)] = 7
    night_begins: Annotated[int, Field(ge=16, le=23)] = 22
    contact_minutes: Annotated[float, Field(gt=0, le=1440)] = 60
    conflicts: Literal["leave_out", "ask"] = "leave_out"
    unconfirmed_at_night: Literal["ask", "wait"] = "ask"
    default_leaders: Literal[1, 2] = 2
    gap_days: Annotated[int, Field(ge=1, le=28)] = 7
    fewest_answers: Annotated[int, Field(ge=5, le=100)] = 5
    phone: Phone | None = None
    meeting_link: Annotated[WebLink, CLEANED] | None = None
    name: Name | None = None
    colour: Colour | None = None
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=3)] = ("fi", "sv", "en")
    links_days: Annotated[int, Field(ge=1, le=365)] = 30
    incident_days: Annotated[int, Field(ge=7, le=180)] = 28
    kept_days: Annotated[int, Field(ge=90, le=3650)] = 730
    revision: int = 0

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.length_minutes)

    def is_night(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether people sleep then, on the network's clock."""
        return not self.day_begins <= at.astimezone(zone).hour < self.night_begins

    def answer_time(self, rule: WaveRule, at: datetime, zone: ZoneInfo) -> timedelta:
        """How long whoever is asked in this wave has to answer."""
        night = rule.night_minutes is not None and self.is_night(at, zone)
        return timedelta(minutes=rule.night_minutes if night and rule.night_minutes else rule.minutes)

    @property
    def gap_lead(self) -> timedelta:
        return timedelta(days=self.gap_days)

    @property
    def contact_time(self) -> timedelta:
        return timedelta(minutes=self.contact_minutes)


class TidyingDue(Message, owner="booking", to=("booking",)):
    """It is night: forget what has been over for long (a timer)."""
