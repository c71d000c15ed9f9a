"""Takes the supervisor's feedback to the orderer, once a process is over; it can be put right later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from services.feedback.closings import picking
from services.feedback.closings.model import Closing
from services.feedback.closings.picking import ThemeArea
from services.feedback.closings.store import Closings
from services.feedback.processes.model import Process
from services.feedback.processes.store import Processes
from services.feedback.sessions.store import Sessions
from shared.i18n import N_
from shared.messages.feedback import Asked, ReportReady
from shared.messaging.unit_of_work import Unit
from shared.people.audited import Change
from shared.store.mongo import Tx


class NoSuchProcessError(LookupError):
    """There is no such process, or somebody else leads it."""


class StillRunningError(Exception):
    """The process is not over yet."""


@dataclass(frozen=True, slots=True)
class Open:
    """A process to be looked back on: what can be picked, and what was."""

    process: Process
    areas: tuple[ThemeArea, ...]
    given: Closing | None


async def ended(supervisor: str, tx: Tx) -> list[tuple[Process, Closing | None]]:
    """A supervisor's processes that are over, those without feedback first."""
    found = await Processes(tx).of({"supervisors": supervisor, "state": "ended"})
    given = await Closings(tx).of([each.id for each in found])
    return sorted(((each, given.get(each.id)) for each in found), key=lambda pair: pair[1] is not None)


async def look(process_id: str, supervisor: str | None, tx: Tx) -> Open:
    """What can be picked for a process. Raises NoSuchProcessError and StillRunningError."""
    process = await Processes(tx).find(process_id)
    if process is None or supervisor is None or supervisor not in process.supervisors:
        raise NoSuchProcessError
    if process.state != "ended":
        raise StillRunningError
    sessions = await Sessions(tx).of({"process": process_id})
    given = await Closings(tx).of([process_id])
    return Open(process, tuple(picking.areas(process, sessions)), given.get(process_id))


async def give(
    unit: Unit, process_id: str, supervisor: str | None, who: str, sent: Mapping[str, Sequence[str]]
) -> None:
    """The orderer sees it from now on. Raises as `look`, and NotOnTheListError."""
    found = await look(process_id, supervisor, unit.tx)
    handled, onwards = picking.picked(found.areas, sent)
    await Closings(unit.tx).save(Closing(process=process_id, handled=handled, onwards=onwards, given_at=unit.now))
    before = found.given
    if before is None:
        _tell(found.process, unit)
    changes = [
        Change(field=N_("Worked with"), before=", ".join(before.handled) if before else "", after=", ".join(handled)),
        Change(
            field=N_("Worth going on with"),
            before=", ".join(before.onwards) if before else "",
            after=", ".join(onwards),
        ),
    ]
    unit.audit(who, N_("Gave feedback to the orderer by theme areas"), found.process.title, changes)


def _tell(process: Process, unit: Unit) -> None:
    """The orderer hears that there is something to read: once, and not what."""
    orderer = process.orderer
    if orderer is None or "@" not in orderer.email or process.organisation_id is None:
        return
    page = f"{unit.settings.public_url}/feedback/reports/{process.organisation_id}?{urlencode({'process': process.id})}"
    asked = Asked(name=orderer.name, email=orderer.email, language=orderer.language)
    ready = ReportReady(process_id=process.id, title=process.title or process.organisation, orderer=asked, page=page)
    unit.publish(f"closing:{process.id}", 1, ready)
