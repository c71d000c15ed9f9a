"""What the network has chosen about requests."""

from typing import Literal

from pydantic import Field

from shared.messages.base import Part


class Network(Part):
    """The network's choices. `link_first`: an unknown organisation's request waits for the mailed link to be opened;
    `length_minutes`: of a debriefing. Booking, where the network is set, announces the others.
    """

    link_first: bool = False
    default_leaders: Literal[1, 2] = 2
    length_minutes: int = Field(120, ge=90, le=180)
