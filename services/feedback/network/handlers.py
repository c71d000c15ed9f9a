"""What feedback does when the network's settings have been changed."""

from services.feedback.network.store import NetworkStore
from shared.messages.booking import NetworkSet
from shared.messaging.unit_of_work import Unit
from shared.network.handlers import show_network


async def follow_network(network: NetworkSet, unit: Unit) -> None:
    """From now on figures are shown for as many answers as the network has set, and pages in its name."""
    if await show_network(network, unit):
        await NetworkStore(unit.tx).set_fewest(network.fewest_answers)
