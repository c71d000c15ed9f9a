"""What the network has set, as far as requests go by it."""

from services.contracts.store import Store
from shared.messages.booking import NetworkSet
from shared.network.handlers import show_network
from shared.work import Unit


async def follow_network(network: NetworkSet, unit: Unit[Store]) -> None:
    """From now on so many lead by default, for so long; pages carry the network's own name and colour."""
    if await show_network(network, unit):
        known = await unit.store.network.read()
        set_so = {"default_leaders": network.default_leaders, "length_minutes": network.length_minutes}
        await unit.store.network.save(known.model_copy(update=set_so))
