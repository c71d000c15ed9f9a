"""The network's settings."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from shared.messages.base import Part


class WaveRule(Part):
    """One wave of the network's routing: whom to ask, at most how many, and for how many minutes."""

    whom: Literal["on_call", "next_best", "everybody"]
    minutes: Annotated[float, Field(gt=0, le=1440)]
    most: Annotated[int, Field(ge=1, le=500)]


WAVES = (
    WaveRule(whom="on_call", minutes=10, most=5),
    WaveRule(whom="next_best", minutes=10, most=5),
    WaveRule(whom="everybody", minutes=15, most=200),
)


class Network(Part):
    """The network's settings of routing. `contact_minutes`: by when a leader must have talked with the workplace;
    `conflicts`: whether who works with the organisation is left out, or asked all the same and told so.
    """

    waves: Annotated[tuple[WaveRule, ...], Field(min_length=1, max_length=10)] = WAVES
    length_minutes: Annotated[int, Field(ge=90, le=180, multiple_of=15)] = 120
    contact_minutes: Annotated[float, Field(gt=0, le=1440)] = 60
    conflicts: Literal["leave_out", "ask"] = "leave_out"

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.length_minutes)

    @property
    def contact_time(self) -> timedelta:
        return timedelta(minutes=self.contact_minutes)
