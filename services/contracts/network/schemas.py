"""What may be set of the network's choices."""

from pydantic import ConfigDict

from services.contracts.network.model import Network


class NetworkGiven(Network):
    """The choices that are to be other ones; what is not sent stays."""

    model_config = ConfigDict(extra="forbid")
