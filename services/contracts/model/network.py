"""What the network has chosen about requests."""

from typing import Literal

from shared.messages.base import Part


class Network(Part):
    """The network's choices. `link_first`: an unknown organisation's request waits for the mailed link to be opened."""

    link_first: bool = False
    default_leaders: Literal[1, 2] = 2
