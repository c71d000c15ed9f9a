"""What somebody who is signed in may do here now, whatever their cookie says."""

from services.contracts.network.store import Supervisors
from shared.app.service import App
from shared.people.person import Person


async def rights(app: App, person: Person) -> Person | None:
    """Who has left the network leads nothing any more. For whom somebody orders is looked up by each page that shows
    it (`organisations.permissions.ordered_by`): who orders for nobody any more is told so there, until their session
    has ended.
    """
    if person.supervisor is None or not await Supervisors(app.tx).have_left(person.supervisor):
        return person
    return person.model_copy(update={"supervisor": None})
