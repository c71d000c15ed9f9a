"""Who sees and who acts on a process."""

from fastapi import Request

from services.contracts.organisations.permissions import organisations_of, signed_in
from services.contracts.processes.model import Viewer
from shared.store.mongo import Tx
from shared.web.security.access import author, is_coordinator
from shared.web.security.authorization import only

TEAM = only("coordinator", "supervisor")
PARTIES = only("coordinator", "supervisor", "orderer")


async def viewer(request: Request, tx: Tx) -> Viewer:
    """Whoever is let in by the address's rule; what an orderer orders for is read as it is now."""
    person = signed_in(request)
    coordinator = is_coordinator(request) or (person is not None and person.coordinator)
    organisations = () if coordinator else tuple(await organisations_of(request, tx))
    return Viewer(author(request), coordinator, person.supervisor if person else None, organisations)
