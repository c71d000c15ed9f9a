"""Forgetting a person, in every service: load, decide, save."""

from services.booking.handlers.leaving import leave
from services.booking.handlers.people import sign_out_everywhere
from services.booking.rules.people import Held, still_needed
from services.booking.store import SUBJECTS, Store
from shared.fields import address_key
from shared.i18n import N_
from shared.messages.booking import PersonErased
from shared.people.kept import Whom
from shared.work import Unit


class StillNeededError(Exception):
    """Others count on them: what `held` names must be handed over or withdrawn first."""

    def __init__(self, held: Held) -> None:
        super().__init__()
        self.held = held


async def whom(unit: Unit[Store], email: str) -> Whom:
    """The person with this address, as the other services are told of them."""
    found = await unit.store.directory.with_email(address_key(email))
    if found is None:
        return Whom(email=address_key(email))
    return Whom(email=found.email, name=found.name, supervisor=found.id)


async def _leave(unit: Unit[Store], supervisor_id: str) -> None:
    (before,) = await unit.store.directory.named([supervisor_id])
    gone = before.model_copy(update={"active": False, "revision": before.revision + 1})
    await unit.store.directory.save([gone])
    await leave(unit, gone)


async def erase(unit: Unit[Store], email: str, by: str) -> None:
    """Forget somebody here and everywhere; `by` is who does it. Raises StillNeededError."""
    person = await whom(unit, email)
    store = unit.store
    if person.supervisor is not None:
        await _leave(unit, person.supervisor)
    held = still_needed(
        is_coordinator=address_key(person.email) == address_key(unit.settings.coordinator_email),
        debriefing=await store.cases.count_on(person.email, person.supervisor, unit.now),
        session=person.supervisor is not None and await store.calendar.has_coming(person.supervisor, unit.now),
        duty=person.supervisor is not None and await store.roster.has_coming(person.supervisor, unit.now),
    )
    if held is not None:
        raise StillNeededError(held)
    await sign_out_everywhere(unit, person.email)
    await unit.privacy.erase(person)
    await unit.store.revisions.change(*SUBJECTS)  # it writes past the stores
    # Who erases themselves is not kept as having done so.
    unit.record("" if address_key(by) == address_key(person.email) else by, N_("Erased a person"))
    unit.announce(
        f"person:{unit.new_id()}",
        1,
        PersonErased(email=person.email, name=person.name, supervisor=person.supervisor, erased_at=unit.now),
    )
