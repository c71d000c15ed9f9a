"""An organisation after a change: with what was given in the place of what was known."""

from services.contracts.organisations.model import Contact, Organisation
from services.contracts.organisations.schemas import MOST_CONTACTS, TWICE, ContactGiven, OrganisationRow
from shared.i18n import N_, Mistake


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
