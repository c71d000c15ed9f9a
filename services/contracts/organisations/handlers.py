"""Organisations and their people: load, decide, save; each change is written down, and told to who must know."""

from collections.abc import Sequence

from services.contracts.organisations.changes import changes
from services.contracts.organisations.edits import put, with_contact, without_contact
from services.contracts.organisations.model import OrderersDismissed, Organisation
from services.contracts.organisations.orderers import admissions, folded, who_left
from services.contracts.organisations.schemas import ContactGiven, OrganisationGiven, OrganisationRow
from services.contracts.organisations.store import Organisations
from shared.fields import address_key
from shared.messages.booking import PersonErased
from shared.messaging.unit_of_work import Unit
from shared.people.handlers import erase_person


class NoSuchOrganisationError(Exception):
    """No organisation has this id."""


class NoSuchContactError(Exception):
    """The organisation has no contact with this id."""


class NameTakenError(Exception):
    """Another organisation has this name."""


async def put_rows(unit: Unit, rows: Sequence[OrganisationRow], by: str) -> None:
    """Make these known, each in the place of the one with its name."""
    known = await Organisations(unit.tx).all_named(row.name for row in rows)
    pairs = [(known.get(folded(row.name)), row) for row in rows]
    placed = [(before, put(row, before, _ids(unit, row))) for before, row in pairs]
    changed = [(before, after) for before, after in placed if after != before]
    if changed:
        await Organisations(unit.tx).put([after for _, after in changed])
    for before, after in changed:
        if before is not None:
            await _dismiss(unit, before, after, by)
        _tell(unit, before, after, by)


async def add(unit: Unit, given: OrganisationGiven, by: str) -> Organisation:
    """A new organisation. Raises NameTakenError; DuplicateKey when another takes the name at this very moment."""
    await _free(unit, given.name)
    added = Organisation(id=unit.new_id(), **given.model_dump())
    await Organisations(unit.tx).add(added)
    _tell(unit, None, added, by)
    return added


async def change(unit: Unit, organisation_id: str, given: OrganisationGiven, by: str) -> None:
    """Its name and business id. Raises NoSuchOrganisationError, NameTakenError; DuplicateKey as `add`."""
    before = await _existing(unit, organisation_id)
    if folded(given.name) != folded(before.name):
        await _free(unit, given.name)
    after = before.next(**given.model_dump())
    if after != before.next():
        await _save(unit, before, after, by)


async def keep_contact(unit: Unit, organisation_id: str, contact_id: str | None, given: ContactGiven, by: str) -> None:
    """Add a contact, or change one. Raises NoSuchOrganisationError, NoSuchContactError, Mistake."""
    before = await _existing(unit, organisation_id)
    if contact_id is not None and before.contact(contact_id) is None:
        raise NoSuchContactError
    after = with_contact(before, contact_id or unit.new_id(), given)
    if after != before:
        await _save(unit, before, after, by)


async def remove_contact(unit: Unit, organisation_id: str, contact_id: str, by: str) -> None:
    """Remove a contact. Raises NoSuchOrganisationError, NoSuchContactError."""
    before = await _existing(unit, organisation_id)
    if before.contact(contact_id) is None:
        raise NoSuchContactError
    await _save(unit, before, without_contact(before, contact_id), by)


async def forget(erased: PersonErased, unit: Unit) -> None:
    """Forget a person, here as everywhere: they are nobody's contact any more."""
    email = address_key(erased.email)
    for before in await Organisations(unit.tx).with_contact(email):
        after = without_contact(before, next(each.id for each in before.contacts if each.email == email))
        await Organisations(unit.tx).save(after)
        await _dismiss(unit, before, after, "")
        unit.publish(after.id, after.revision, *admissions(before, after))
    await erase_person(erased, unit)


async def _existing(unit: Unit, organisation_id: str) -> Organisation:
    organisation = await Organisations(unit.tx).find(organisation_id)
    if organisation is None:
        raise NoSuchOrganisationError
    return organisation


async def _free(unit: Unit, name: str) -> None:
    if await Organisations(unit.tx).named(name) is not None:
        raise NameTakenError


async def _save(unit: Unit, before: Organisation, after: Organisation, by: str) -> None:
    await Organisations(unit.tx).save(after)
    await _dismiss(unit, before, after, by)
    _tell(unit, before, after, by)


async def _dismiss(unit: Unit, before: Organisation, after: Organisation, by: str) -> None:
    """Whoever may order no more loses what came with it."""
    if left := who_left(before, after):
        await unit.happened(OrderersDismissed(after.id, after.name, left, by))


def _tell(unit: Unit, before: Organisation | None, after: Organisation, by: str) -> None:
    """The record, and who may order now."""
    for each in changes(before, after):
        unit.audit(by, each.what, each.about, each.changes)
    unit.publish(after.id, after.revision, *admissions(before, after))


def _ids(unit: Unit, row: OrganisationRow) -> list[str]:
    return [unit.new_id() for _ in range(1 + len(row.contacts) + len(row.emails))]
