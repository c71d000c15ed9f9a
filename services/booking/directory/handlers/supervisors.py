"""The directory: supervisors added, changed, made inactive, and taken in from a file."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from uuid import uuid4

from services.booking.accounts.handlers import sign_out_everywhere
from services.booking.directory import csv_import
from services.booking.directory.csv_reader import Sheet
from services.booking.directory.handlers.leaving import leave
from services.booking.directory.imports import Import, ImportBegun
from services.booking.directory.model import Supervisor, SupervisorsSaved
from services.booking.directory.schemas import LABELS, SupervisorRow, admitted, differing, next_of, taken
from services.booking.directory.store.imports import Imports
from services.booking.directory.store.supervisors import Directory
from shared.app.service import App
from shared.i18n import N_, Text
from shared.messaging.unit_of_work import Unit
from shared.people.audited import Change
from shared.store.mongo import Tx

CHUNK = 100
# About what the embedded store takes in one transaction before it takes it for a dead client's.
MOST_AT_ONCE = 1000


class EmailTakenError(Exception):
    """Another supervisor has this address."""


class NoSuchSupervisorError(Exception):
    """Nobody in the directory has this id."""


class NoSuchImportError(Exception):
    """No file was checked under this id, or it was too long ago."""


class RowsTakenError(Exception):
    """Another supervisor has a row's address: what is wrong, by the row's number."""

    def __init__(self, wrong: Mapping[int, Text]) -> None:
        super().__init__()
        self.wrong = wrong


async def add_supervisor(unit: Unit, supervisor: Supervisor, who: str) -> None:
    """A new supervisor. Raises EmailTakenError."""
    if await Directory(unit.tx).emails([supervisor.email]):
        raise EmailTakenError
    await _save(unit, {}, [supervisor], who)


async def change_supervisor(unit: Unit, supervisor: Supervisor, who: str) -> None:
    """Put what is known of a supervisor in place of what was. Raises EmailTakenError, NoSuchSupervisorError."""
    before = await find_supervisor(unit.tx, supervisor.id)
    owner = (await Directory(unit.tx).emails([supervisor.email])).get(supervisor.email, supervisor.id)
    if owner != supervisor.id:
        raise EmailTakenError
    await _save(unit, {before.id: before}, [supervisor.model_copy(update={"active": before.active})], who)


async def set_active(unit: Unit, supervisor_id: str, who: str, *, active: bool) -> None:
    """Let a supervisor be asked again, or nothing more be asked of them. Raises NoSuchSupervisorError."""
    before = await find_supervisor(unit.tx, supervisor_id)
    await _save(unit, {before.id: before}, [before.model_copy(update={"active": active})], who)


async def put(app: App, rows: Sequence[SupervisorRow], who: str) -> list[Supervisor]:
    """Make these known, or change who is known by a row's id, or by its address where it has none.

    All or none of them: in one transaction as far as a database holds one open, the rest after that only once all of
    them have been found to fit. Raises RowsTakenError.
    """
    if len(rows) <= MOST_AT_ONCE:
        return await app.run(lambda unit: _put_all(unit, rows, who))
    _, put = await _placed(app.tx, rows)
    for n in range(0, len(put), CHUNK):
        await app.run(partial(replace, supervisors=put[n : n + CHUNK], who=who))
    return put


async def _put_all(unit: Unit, rows: Sequence[SupervisorRow], who: str) -> list[Supervisor]:
    known, put = await _placed(unit.tx, rows)
    await replace(unit, put, who, known)
    return put


async def _placed(tx: Tx, rows: Sequence[SupervisorRow]) -> tuple[dict[str, Supervisor], list[Supervisor]]:
    """Who is known of these by id, and the supervisors that the rows make; a few at a time, since others wait."""
    owners: dict[str, str] = {}
    known: dict[str, Supervisor] = {}
    put: list[Supervisor] = []
    for some in _in_chunks(rows):
        owners |= await Directory(tx).emails([row.email for row in some])
        ids = {row.id or owners.get(row.email, "") for row in some}
        known |= {each.id: each for each in await Directory(tx).named(sorted(ids - {""}))}
        put += [row.in_place_of(known.get(row.id or owners.get(row.email, "")), uuid4().hex) for row in some]
    if wrong := taken(put, owners):
        raise RowsTakenError(wrong)
    return known, put


def _in_chunks(rows: Sequence[SupervisorRow]) -> Iterator[Sequence[SupervisorRow]]:
    for n in range(0, len(rows), CHUNK):
        yield rows[n : n + CHUNK]


async def replace(
    unit: Unit, supervisors: Sequence[Supervisor], who: str, known: Mapping[str, Supervisor] | None = None
) -> None:
    """Put these into the directory, or in the place of who had their ids."""
    if known is None:
        known = {each.id: each for each in await Directory(unit.tx).named([each.id for each in supervisors])}
    for n in range(0, len(supervisors), CHUNK):
        await _save(unit, known, supervisors[n : n + CHUNK], who)


async def _save(unit: Unit, known: Mapping[str, Supervisor], some: Sequence[Supervisor], who: str) -> None:
    """Write down who is new or differs, tell the others, and end what those may do no more who left or moved."""
    changed = [next_of(each, known.get(each.id)) for each in some if known.get(each.id) != each]
    if not changed:
        return
    await Directory(unit.tx).save(changed)
    for each in changed:
        before = known.get(each.id)
        _record(unit, before, each, who)
        if before is not None and before.active and not each.active:
            await leave(unit, each)
        elif before is None or before.revision != each.revision:
            unit.publish(f"supervisor:{each.id}", each.revision, *admitted(each))
        if before is not None and (before.email, before.active) != (each.email, each.active):
            await sign_out_everywhere(unit, before.email)
    await unit.happened(SupervisorsSaved(tuple(each.id for each in changed)))


def _record(unit: Unit, before: Supervisor | None, after: Supervisor, who: str) -> None:
    """Which of their details, never what they were: who is erased is to be forgotten here too."""
    if before is None:
        unit.audit(who, N_("Added a supervisor"), after.email)
        return
    if before.active != after.active:
        done = N_("Made a supervisor active again") if after.active else N_("Made a supervisor inactive")
        unit.audit(who, done, after.email)
    if differing(before, after):
        unit.audit(who, N_("Changed a supervisor's details"), after.email, changes_of(before, after))


async def find_supervisor(tx: Tx, supervisor_id: str) -> Supervisor:
    """Raises NoSuchSupervisorError."""
    found = await Directory(tx).named([supervisor_id])
    if not found:
        raise NoSuchSupervisorError
    return found[0]


async def known_in(tx: Tx, read: Sheet) -> dict[str, Supervisor]:
    """The supervisors of a file that are in the directory, by their e-mail addresses."""
    owners = await Directory(tx).emails(csv_import.emails(read))
    return {each.email: each for each in await Directory(tx).named(list(owners.values()))}


async def keep_file(unit: Unit, checked: Import) -> None:
    """Keep a checked file until a person has looked at it."""
    await Imports(unit.tx).add(checked)


async def begin_import(unit: Unit, import_id: str, who: str) -> None:
    """A person says yes; said twice it is the same. Raises NoSuchImportError."""
    found = await Imports(unit.tx).find(import_id)
    if found is None:
        raise NoSuchImportError
    if await Imports(unit.tx).begin(import_id, who):
        unit.audit(who, N_("Took in a file of supervisors"), str(found.rows))
        unit.publish(f"import:{import_id}", 1, ImportBegun(import_id=import_id))


async def take_in(begun: ImportBegun, unit: Unit) -> None:
    """Save every supervisor of the file, or none of them."""
    found = await Imports(unit.tx).find(begun.import_id)
    if found is None or found.state != "running":
        return
    owners = await Directory(unit.tx).emails([each.email for each in found.supervisors])
    if csv_import.is_overtaken(found.supervisors, owners):
        await Imports(unit.tx).move(found.id, "running", "overtaken")
        return
    for n in range(0, len(found.supervisors), CHUNK):
        await Imports(unit.tx).note_progress(found.id, n, unit.now)
        await replace(unit, found.supervisors[n : n + CHUNK], found.by)
    await Imports(unit.tx).move(found.id, "running", "done")


def changes_of(before: Supervisor, after: Supervisor) -> list[Change]:
    """What was changed of a supervisor, without its values; but for the address, by which they sign in."""
    moved = Change(field=LABELS["email"], before=before.email, after=after.email)
    return [
        moved if label == moved.field and before.email else Change(field=label) for label in differing(before, after)
    ]
