"""What the network has set, as far as requests go by it, and who is of it."""

from collections.abc import Mapping
from typing import Any

from services.contracts.network import changes as rules
from services.contracts.network.model import Network, Supervisor
from services.contracts.network.store import NetworkStore, Supervisors
from shared.i18n import N_
from shared.messages.booking import NetworkSet, SupervisorAdmitted, SupervisorLeft
from shared.messaging.unit_of_work import Unit
from shared.network.handlers import show_network
from shared.people.ended import SESSIONS

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


async def admit_supervisor(admitted: SupervisorAdmitted, unit: Unit) -> None:
    """They are of the network, and called so."""
    known = admitted.model_dump(exclude={"supervisor_id"})
    await Supervisors(unit.tx).admit(Supervisor(id=admitted.supervisor_id, **known))


async def dismiss_supervisor(left: SupervisorLeft, unit: Unit) -> None:
    """From now on they read nothing of what happened, whatever links they have."""
    await Supervisors(unit.tx).dismiss(left.supervisor_id, left.revision)
    unit.notify(SESSIONS)
