"""Who acts: somebody who is signed in, or a program with the token of the settings."""

from fastapi import Request

from services.contracts.organisations.model import Organisation
from services.contracts.organisations.orderers import speaks_for
from services.contracts.organisations.store import Organisations
from shared.people.person import Person
from shared.store.mongo import Tx
from shared.web.security.access import granted


def signed_in(request: Request) -> Person | None:
    """The person whose browser this is; None for a program, and for somebody who has not signed in."""
    person: Person | None = request.state.person
    return person


async def ordered_by(tx: Tx, email: str) -> list[Organisation]:
    """The organisations that somebody orders for, as it is now, whatever their session says."""
    return [each for each in await Organisations(tx).with_contact(email.lower()) if speaks_for(each, email)]


async def organisations_of(request: Request, tx: Tx) -> list[str]:
    """Whose debriefings may be seen (ids): the token's organisation's, or those that somebody signed in orders for."""
    grant, person = granted(request), signed_in(request)
    if grant is not None:
        return [grant.organisation] if grant.organisation else []
    return [each.id for each in await ordered_by(tx, person.email)] if person else []
