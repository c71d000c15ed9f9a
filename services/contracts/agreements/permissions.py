"""Who acts on contracts: the coordinator, in person or by a program, and each supervisor on their own."""

from fastapi import Request

from services.contracts.agreements.handlers.viewing import Viewer
from services.contracts.organisations.permissions import signed_in
from shared.web.security.access import author, is_coordinator


def viewer(request: Request) -> Viewer:
    """Whoever is let in by the address's rule."""
    person = signed_in(request)
    coordinator = is_coordinator(request) or (person is not None and person.coordinator)
    return Viewer(author(request), coordinator, person.supervisor if person else None)
