"""What was changed of an organisation and of its contacts, for the audit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.contracts.organisations.model import Contact, Organisation
from shared.i18n import N_, Msgid
from shared.people.audited import Change

ADDED, CHANGED = N_("Added an organisation"), N_("Changed an organisation")
CONTACT_ADDED, CONTACT_CHANGED = N_("Added a contact"), N_("Changed a contact")
CONTACT_REMOVED = N_("Removed a contact")
WHERE = N_("Organisation")
ORGANISATION = {"name": N_("Name"), "business_id": N_("Business ID")}
CONTACT = {
    "name": N_("Name"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "language": N_("Language"),
    "orders": N_("May order"),
}
# What people of any language read in the place of a code, by its field.
SHOWN: Mapping[str, Mapping[Any, str]] = {
    "orders": {True: "✓", False: ""},
    "language": {"fi": "suomi", "sv": "svenska", "en": "English"},
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """For the audit: `what` was done, a sentence of the catalogues, `about` an organisation's name or an address."""

    what: Msgid
    about: str
    changes: tuple[Change, ...]


def changes(before: Organisation | None, after: Organisation) -> list[Recorded]:
    """One change for the record: what differs, of the organisation and of each of its contacts."""
    was = {contact.id: contact for contact in before.contacts} if before else {}
    now = {contact.id: contact for contact in after.contacts}
    own = Recorded(CHANGED if before else ADDED, after.name, _differences(before, after, ORGANISATION))
    people = [_contact_change(after, was.get(each), now.get(each)) for each in dict.fromkeys([*was, *now])]
    return [each for each in (own, *people) if each.changes]


def _contact_change(organisation: Organisation, was: Contact | None, now: Contact | None) -> Recorded:
    about = (now or was or Contact(id="", email="")).email
    differences = _differences(was, now, CONTACT)
    if was is None:
        return Recorded(CONTACT_ADDED, about, (Change(field=WHERE, after=organisation.name), *differences))
    if now is None:
        return Recorded(CONTACT_REMOVED, about, (Change(field=WHERE, before=organisation.name), *differences))
    return Recorded(CONTACT_CHANGED, about, differences)


def _differences(
    before: Organisation | Contact | None, after: Organisation | Contact | None, fields: Mapping[str, Msgid]
) -> tuple[Change, ...]:
    pairs = ((label, _shown(before, field), _shown(after, field)) for field, label in fields.items())
    return tuple(Change(field=label, before=was, after=now) for label, was, now in pairs if was != now)


def _shown(of: Organisation | Contact | None, field: str) -> str:
    """A value as people read it in any language."""
    value = getattr(of, field, None)
    return SHOWN.get(field, {}).get(value, "" if value is None else str(value))
