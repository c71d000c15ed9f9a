"""What may be written down about an organisation and its people."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from services.contracts.model.organisations import Contact, Organisation
from services.contracts.rules.business_id import BusinessId
from shared.fields import EmailKey, Line, Phone, Strict
from shared.i18n import N_, Mistake
from shared.messages.base import Language

MOST_CONTACTS = 500
TWICE = N_("Somebody with this e-mail address is in the list already.")


def _none_if_empty(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


class OrganisationGiven(Strict):
    """An organisation's own facts."""

    name: Line
    business_id: Annotated[BusinessId | None, BeforeValidator(_none_if_empty)] = None


class ContactGiven(Strict):
    """Somebody at the organisation; whoever `orders` can sign in and ask for debriefings in its name."""

    name: Line
    email: EmailKey
    phone: Annotated[Phone | None, BeforeValidator(_none_if_empty)] = None
    language: Language
    orders: Annotated[bool, Field(strict=True)] = False


def _each_once(contacts: tuple[ContactGiven, ...]) -> tuple[ContactGiven, ...]:
    if len({contact.email for contact in contacts}) < len(contacts):
        raise Mistake(N_("Two of these have the same e-mail address. Name each person once."))
    return contacts


class OrganisationRow(OrganisationGiven):
    """An organisation with its contacts; `emails` are addresses from which its people ask, where no more is known."""

    contacts: Annotated[tuple[ContactGiven, ...], Field(max_length=MOST_CONTACTS), AfterValidator(_each_once)] = ()
    emails: Annotated[tuple[EmailKey, ...], Field(max_length=MOST_CONTACTS)] = ()


def put(row: OrganisationRow, known: Organisation | None, ids: list[str]) -> Organisation:
    """The organisation as the row says, in the place of the known one. `ids` are unused: one for it, one a contact.

    Contacts keep their ids by their addresses. What was not sent stays: the business id, the contacts where neither
    `contacts` nor `emails` came. Where nothing differs, it is the known one.
    """
    fresh = iter(ids)
    base = known or Organisation(id=next(fresh), revision=0, name=row.name)
    before = {contact.email: contact for contact in base.contacts}
    contacts: dict[str, Contact] = {}
    for given in row.contacts:
        kept = before.get(given.email)
        contacts[given.email] = Contact(id=kept.id if kept else next(fresh), **given.model_dump())
    for email in row.emails:
        kept = contacts.get(email) or before.get(email) or Contact(id=next(fresh), email=email)
        contacts[email] = kept.model_copy(update={"orders": True})
    sent = row.model_fields_set
    after = base.next(
        name=row.name,
        business_id=row.business_id if "business_id" in sent else base.business_id,
        contacts=tuple(contacts.values()) if sent & {"contacts", "emails"} else base.contacts,
    )
    return base if known and after.model_copy(update={"revision": known.revision}) == known else after


def with_contact(organisation: Organisation, contact_id: str, given: ContactGiven) -> Organisation:
    """With this contact added, or changed where it is known. Raises Mistake where another has the same address."""
    contact = Contact(id=contact_id, **given.model_dump())
    others = [each for each in organisation.contacts if each.id != contact_id]
    if any(each.email == contact.email for each in others):
        raise Mistake(TWICE)
    if len(others) >= MOST_CONTACTS:
        raise Mistake(N_("An organisation has at most 500 contacts here. Remove one first."))
    if organisation.contact(contact_id) is None:
        return organisation.next(contacts=(*organisation.contacts, contact))
    placed = tuple(contact if each.id == contact_id else each for each in organisation.contacts)
    return organisation if placed == organisation.contacts else organisation.next(contacts=placed)


def without_contact(organisation: Organisation, contact_id: str) -> Organisation:
    """Without this contact."""
    return organisation.next(contacts=tuple(each for each in organisation.contacts if each.id != contact_id))
