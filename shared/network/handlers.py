"""What every service but booking does when the network's settings have been changed."""

from shared.messages.booking import NetworkSet
from shared.messaging.unit_of_work import Unit
from shared.network.branding import TOPIC, Branding


async def show_network(network: NetworkSet, unit: Unit) -> bool:
    """Show the network's pages in its own name and colour; whether this was news."""
    branding = Branding(
        revision=network.revision,
        name=network.name,
        colour=network.colour,
        languages=network.languages,
        phone=network.phone,
    )
    unit.notify(TOPIC)
    return await unit.branding.keep(branding)


async def take_appearance(network: NetworkSet, unit: Unit) -> None:
    """For a service that needs to know no more of it."""
    await show_network(network, unit)
