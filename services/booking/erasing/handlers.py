"""Forgetting a person, in every service: load, decide, save."""

from services.booking.accounts.handlers import sign_out_everywhere
from services.booking.calendar.store.sessions import Calendar
from services.booking.debriefing.store import Cases
from services.booking.directory.handlers.leaving import leave
from services.booking.directory.store.supervisors import Directory
from services.booking.roster.store import Roster
from services.booking.sign_in.rules import Held, still_needed
from shared.fields import address_key
from shared.i18n import N_
from shared.messages.booking import PersonErased
from shared.messaging.unit_of_work import Unit
from shared.people.personal_data import DataSubject
from shared.store.revisions import Revisions

# What rarely changes and is kept by its revision: erasing writes past the stores that say so.
SUBJECTS = ("network", "roster", "directory", "absences", "own_calendars")


class StillNeededError(Exception):
    """Others count on them: what `held` names must be handed over or withdrawn first."""

    def __init__(self, held: Held) -> None:
        super().__init__()
        self.held = held


async def subject(unit: Unit, email: str) -> DataSubject:
    """The person with this address, as the other services are told of them."""
    found = await Directory(unit.tx).with_email(address_key(email))
    if found is None:
        return DataSubject(email=address_key(email))
    return DataSubject(email=found.email, name=found.name, supervisor=found.id)


async def _leave(unit: Unit, supervisor_id: str) -> None:
    (before,) = await Directory(unit.tx).named([supervisor_id])
    gone = before.model_copy(update={"active": False, "revision": before.revision + 1})
    await Directory(unit.tx).save([gone])
    await leave(unit, gone)


async def erase(unit: Unit, email: str, by: str) -> None:
    """Forget somebody here and everywhere; `by` is who does it. Raises StillNeededError."""
    person = await subject(unit, email)
    tx = unit.tx
    if person.supervisor is not None:
        await _leave(unit, person.supervisor)
    held = still_needed(
        is_coordinator=address_key(person.email) == address_key(unit.settings.coordinator_email),
        debriefing=await Cases(tx).count_on(person.email, person.supervisor, unit.now),
        session=person.supervisor is not None and await Calendar(tx).has_coming(person.supervisor, unit.now),
        duty=person.supervisor is not None and await Roster(tx).has_coming(person.supervisor, unit.now),
    )
    if held is not None:
        raise StillNeededError(held)
    await sign_out_everywhere(unit, person.email)
    await unit.privacy.erase(person)
    await Revisions(unit.tx).change(*SUBJECTS)  # it writes past the stores
    # Who erases themselves is not kept as having done so.
    unit.audit("" if address_key(by) == address_key(person.email) else by, N_("Erased a person"))
    unit.publish(
        f"person:{unit.new_id()}",
        1,
        PersonErased(email=person.email, name=person.name, supervisor=person.supervisor, erased_at=unit.now),
    )
