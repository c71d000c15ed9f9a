"""Who acts: somebody who is signed in, or a program with the token of the settings."""

from fastapi import Request

from services.contracts.model.organisations import Organisation
from services.contracts.rules.organisations import speaks_for
from services.contracts.rules.trust import Asker
from services.contracts.store.organisations import Organisations
from shared.people.person import Person
from shared.store.mongo import Tx
from shared.web.access import granted, is_coordinator
from shared.web.limits import prefix_of


def signed_in(request: Request) -> Person | None:
    """The person whose browser this is; None for a program, and for somebody who has not signed in."""
    person: Person | None = request.state.person
    return person


def asker(request: Request) -> Asker:
    """On whose word a debriefing is asked for: an organisation's program's, or that of who is signed in."""
    grant, person = granted(request), signed_in(request)
    if grant is not None:
        return Asker(organisation=grant.organisation)
    coordinator = is_coordinator(request) or (person is not None and person.coordinator)
    return Asker(email=person.email if person else None, coordinator=coordinator, prefix=prefix_of(request))


async def ordered_by(tx: Tx, email: str) -> list[Organisation]:
    """The organisations that somebody orders for, as it is now, whatever their session says."""
    return [each for each in await Organisations(tx).with_contact(email.lower()) if speaks_for(each, email)]


async def organisations_of(request: Request, tx: Tx) -> list[str]:
    """Whose debriefings may be seen (ids): the token's organisation's, or those that somebody signed in orders for."""
    grant, person = granted(request), signed_in(request)
    if grant is not None:
        return [grant.organisation] if grant.organisation else []
    return [each.id for each in await ordered_by(tx, person.email)] if person else []
