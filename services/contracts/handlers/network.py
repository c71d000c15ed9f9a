"""What the network has set, as far as requests go by it."""

from collections.abc import Mapping
from typing import Any

from services.contracts.model.network import Network
from services.contracts.rules import network as rules
from services.contracts.store.network import NetworkStore
from shared.i18n import N_
from shared.messages.booking import NetworkSet
from shared.messaging.unit_of_work import Unit
from shared.network.handlers import show_network

# What is set at booking, for all.
FOLLOWED = ("default_leaders", "length_minutes", "links_days", "incident_days", "kept_days")


async def follow_network(network: NetworkSet, unit: Unit) -> None:
    """From now on so many lead by default, for so long, and so long all is kept; pages carry the network's own name and
    colour.
    """
    if await show_network(network, unit):
        known = await NetworkStore(unit.tx).read()
        set_so = {name: getattr(network, name) for name in FOLLOWED}
        await NetworkStore(unit.tx).save(known.model_copy(update=set_so))


async def set_network(unit: Unit, given: Mapping[str, Any], who: str) -> Network:
    """Set what is given and leave the rest; what was changed is written down."""
    before = await NetworkStore(unit.tx).read()
    after = before.model_copy(update=dict(given))
    if after != before:
        await NetworkStore(unit.tx).save(after)
        unit.audit(who, N_("Changed the network's choices about requests"), changes=rules.differences(before, after))
    return after
