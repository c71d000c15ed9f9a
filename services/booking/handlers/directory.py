"""The directory: supervisors added, changed, made inactive, and taken in from a file."""

from collections.abc import Sequence

from services.booking.handlers.people import sign_out_everywhere
from services.booking.handlers.roster import review
from services.booking.model.directory import Supervisor
from services.booking.model.imports import Import, ImportBegun
from services.booking.rules import importing
from services.booking.rules.sheet import Sheet
from services.booking.rules.supervisors import differing
from services.booking.store import Store
from shared.i18n import N_
from shared.people.audit import Change
from shared.work import Unit

CHUNK = 250


class EmailTakenError(Exception):
    """Another supervisor has this address."""


class NoSuchSupervisorError(Exception):
    """Nobody in the directory has this id."""


class NoSuchImportError(Exception):
    """No file was checked under this id, or it was too long ago."""


async def add_supervisor(unit: Unit[Store], supervisor: Supervisor, who: str) -> None:
    """A new supervisor. Raises EmailTakenError."""
    if await unit.store.directory.emails([supervisor.email]):
        raise EmailTakenError
    await unit.store.directory.save([supervisor])
    unit.record(who, N_("Added a supervisor"), supervisor.email)


async def change_supervisor(unit: Unit[Store], supervisor: Supervisor, who: str) -> None:
    """Put what is known of a supervisor in place of what was. Raises EmailTakenError, NoSuchSupervisorError."""
    before = await find_supervisor(unit.store, supervisor.id)
    owner = (await unit.store.directory.emails([supervisor.email])).get(supervisor.email, supervisor.id)
    if owner != supervisor.id:
        raise EmailTakenError
    if not differing(before, supervisor):
        return
    await unit.store.directory.save([supervisor.model_copy(update={"active": before.active})])
    await review(unit, [supervisor.id])
    # Which of their details, never what they were: who is erased is to be forgotten here too.
    unit.record(who, N_("Changed a supervisor's details"), supervisor.email, changes_of(before, supervisor))
    if supervisor.email != before.email:
        await sign_out_everywhere(unit, before.email)


async def set_active(unit: Unit[Store], supervisor_id: str, who: str, *, active: bool) -> None:
    """Let a supervisor be asked again, or nothing more be asked of them. Raises NoSuchSupervisorError."""
    before = await find_supervisor(unit.store, supervisor_id)
    if before.active != active:
        await unit.store.directory.save([before.model_copy(update={"active": active})])
        done = N_("Made a supervisor active again") if active else N_("Made a supervisor inactive")
        unit.record(who, done, before.email)
        await sign_out_everywhere(unit, before.email)  # what they may do has changed
        await review(unit, [supervisor_id])


async def replace(unit: Unit[Store], supervisors: Sequence[Supervisor]) -> None:
    """Put these into the directory, or in the place of who had their ids. Whoever has another address from now on is
    signed out under the old one.
    """
    before = {each.id: each.email for each in await unit.store.directory.named([each.id for each in supervisors])}
    await unit.store.directory.save(supervisors)
    await review(unit, [each.id for each in supervisors])
    for each in supervisors:
        if (email := before.get(each.id, each.email)) != each.email:
            await sign_out_everywhere(unit, email)


async def find_supervisor(store: Store, supervisor_id: str) -> Supervisor:
    """Raises NoSuchSupervisorError."""
    found = await store.directory.named([supervisor_id])
    if not found:
        raise NoSuchSupervisorError
    return found[0]


async def known_in(store: Store, read: Sheet) -> dict[str, Supervisor]:
    """The supervisors of a file that are in the directory, by their e-mail addresses."""
    owners = await store.directory.emails(importing.emails(read))
    return {each.email: each for each in await store.directory.named(list(owners.values()))}


async def keep_file(unit: Unit[Store], checked: Import) -> None:
    """Keep a checked file until a person has looked at it."""
    await unit.store.imports.add(checked)


async def begin_import(unit: Unit[Store], import_id: str, who: str) -> None:
    """A person says yes; said twice it is the same. Raises NoSuchImportError."""
    found = await unit.store.imports.find(import_id)
    if found is None:
        raise NoSuchImportError
    if await unit.store.imports.move(import_id, "ready", "running"):
        unit.record(who, N_("Took in a file of supervisors"), str(found.rows))
        unit.announce(f"import:{import_id}", 1, ImportBegun(import_id=import_id))


async def take_in(begun: ImportBegun, unit: Unit[Store]) -> None:
    """Save every supervisor of the file, or none of them."""
    found = await unit.store.imports.find(begun.import_id)
    if found is None or found.state != "running":
        return
    owners = await unit.store.directory.emails([each.email for each in found.supervisors])
    if importing.is_overtaken(found.supervisors, owners):
        await unit.store.imports.move(found.id, "running", "overtaken")
        return
    for n in range(0, len(found.supervisors), CHUNK):
        await unit.store.imports.note_progress(found.id, n, unit.now)
        await replace(unit, found.supervisors[n : n + CHUNK])
    await unit.store.imports.move(found.id, "running", "done")


def changes_of(before: Supervisor, after: Supervisor) -> list[Change]:
    """What was changed of a supervisor, without its values."""
    return [Change(field=label) for label in differing(before, after)]
