"""The directory: supervisors added, changed, made inactive, and taken in from a file."""

from services.booking.handlers.people import sign_out_everywhere
from services.booking.model.directory import Supervisor
from services.booking.model.imports import Import, ImportBegun
from services.booking.rules import importing, sheet
from services.booking.store import Store
from shared.web.validation import sentences
from shared.work import Unit

CHUNK = 100


class EmailTakenError(Exception):
    """Another supervisor has this address."""


class NoSuchSupervisorError(Exception):
    """Nobody in the directory has this id."""


class NoSuchImportError(Exception):
    """No file was checked under this id, or it was too long ago."""


async def add_supervisor(unit: Unit[Store], supervisor: Supervisor) -> None:
    """A new supervisor. Raises EmailTakenError."""
    if await unit.store.directory.emails([supervisor.email]):
        raise EmailTakenError
    await unit.store.directory.save([supervisor])


async def change_supervisor(unit: Unit[Store], supervisor: Supervisor) -> None:
    """Put what is known of a supervisor in place of what was. Raises EmailTakenError, NoSuchSupervisorError."""
    before = await find_supervisor(unit.store, supervisor.id)
    owner = (await unit.store.directory.emails([supervisor.email])).get(supervisor.email, supervisor.id)
    if owner != supervisor.id:
        raise EmailTakenError
    await unit.store.directory.save([supervisor.model_copy(update={"active": before.active})])
    if supervisor.email != before.email:
        await sign_out_everywhere(unit, before.email)


async def set_active(unit: Unit[Store], supervisor_id: str, *, active: bool) -> None:
    """Let a supervisor be asked again, or nothing more be asked of them. Raises NoSuchSupervisorError."""
    before = await find_supervisor(unit.store, supervisor_id)
    if before.active != active:
        await unit.store.directory.save([before.model_copy(update={"active": active})])
        await sign_out_everywhere(unit, before.email)  # what they may do has changed


async def find_supervisor(store: Store, supervisor_id: str) -> Supervisor:
    """Raises NoSuchSupervisorError."""
    found = await store.directory.named([supervisor_id])
    if not found:
        raise NoSuchSupervisorError
    return found[0]


async def check_file(unit: Unit[Store], raw: bytes) -> Import:
    """Read a file and keep it, checked, until a person has looked at it. Raises Mistake where it is no such file."""
    read = sheet.read(raw)
    owners = await unit.store.directory.emails(importing.emails(read))
    known = {each.email: each for each in await unit.store.directory.named(list(owners.values()))}
    checked = importing.checked(unit.new_id(), read, known, sentences, unit.now)
    await unit.store.imports.add(checked)
    return checked


async def begin_import(unit: Unit[Store], import_id: str) -> None:
    """A person says yes; said twice it is the same. Raises NoSuchImportError."""
    if await unit.store.imports.find(import_id) is None:
        raise NoSuchImportError
    if await unit.store.imports.move(import_id, "ready", "running"):
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
        await unit.store.directory.save(found.supervisors[n : n + CHUNK])
    await unit.store.imports.move(found.id, "running", "done")
