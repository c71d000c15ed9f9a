"""What feedback does when the network's settings have been changed."""

from services.feedback.network.store import NetworkStore, Organisations
from shared.messages.booking import NetworkSet
from shared.messages.contracts import OrdererAdmitted
from shared.messaging.unit_of_work import Unit
from shared.network.handlers import show_network


async def follow_network(network: NetworkSet, unit: Unit) -> None:
    """From now on figures are shown for as many answers as the network has set, and pages in its name."""
    if await show_network(network, unit):
        await NetworkStore(unit.tx).set_fewest(network.fewest_answers)


async def note_organisation(admitted: OrdererAdmitted, unit: Unit) -> None:
    """Remember what the organisation is called: its reports are found by that. Who orders for it, we need not know."""
    await Organisations(unit.tx).call(admitted.organisation_id, admitted.organisation, admitted.revision)
