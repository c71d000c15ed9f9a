"""Who speaks for an organisation, and who may order from now on or no more."""

from collections.abc import Iterable
from typing import Any

from services.contracts.organisations.model import Organisation
from shared.fields import address_key, name_key
from shared.messages.contracts import OrdererAdmitted, OrdererLeft


def folded(name: str) -> str:
    """One form for every way of writing a name: case, width and blanks don't count."""
    return name_key(name)


def speaks_for(organisation: Organisation | None, *emails: str | None) -> bool:
    """Whether one of these addresses is somebody's who orders for the organisation."""
    if organisation is None:
        return False
    contacts = [organisation.contact_with(email) for email in emails if email is not None]
    return any(contact is not None and contact.orders for contact in contacts)


def who_left(before: Organisation, after: Organisation) -> frozenset[str]:
    """The addresses of those who may order no more."""
    return frozenset(_addresses(before) - _addresses(after))


def admissions(before: Organisation | None, after: Organisation) -> list[OrdererAdmitted | OrdererLeft]:
    """What the others hear: who may order from now on, or is called otherwise now, and who may no more."""
    was = {said.email: said for said in _admitted(before)} if before else {}
    now = {said.email: said for said in _admitted(after)}
    left = [
        OrdererLeft(email=email, organisation_id=after.id, revision=after.revision) for email in was if email not in now
    ]
    return [*left, *(said for email, said in now.items() if _facts(was.get(email)) != _facts(said))]


def _admitted(organisation: Organisation) -> Iterable[OrdererAdmitted]:
    for contact in organisation.orderers:
        yield OrdererAdmitted(
            email=contact.email,
            name=contact.name,
            language=contact.language,
            organisation_id=organisation.id,
            organisation=organisation.name,
            revision=organisation.revision,
        )


def _facts(said: OrdererAdmitted | None) -> dict[str, Any] | None:
    return said.model_dump(exclude={"revision"}) if said else None


def _addresses(organisation: Organisation) -> set[str]:
    return {address_key(each.email) for each in organisation.orderers}
