"""Reading processes for whoever may see them."""

from fastapi import Request

from services.contracts.processes.commands import no_process
from services.contracts.processes.permissions import viewer
from services.contracts.processes.store import Processes, ProcessSessions
from services.contracts.processes.view import ProcessView, view
from shared.app.service import App


async def listed(request: Request, app: App, after: str, limit: int) -> list[ProcessView]:
    """A page of theirs, behind `after` in the order of their ids."""
    seer = await viewer(request, app.tx)
    if seer.coordinator:
        found = await Processes(app.tx).page(after, limit)
    elif seer.supervisor is not None:
        found = await Processes(app.tx).page(after, limit, supervisor=seer.supervisor)
    else:
        found = await Processes(app.tx).page(after, limit, organisations=seer.organisations)
    sessions = await ProcessSessions(app.tx).of_all(tuple(each.id for each in found))
    return [view(each, sessions.get(each.id, ()), seer, app.clock(), app.settings.zone) for each in found]


async def one(request: Request, app: App, process_id: str) -> ProcessView:
    """Problem 404 where it is not theirs."""
    seer = await viewer(request, app.tx)
    found = await Processes(app.tx).find(process_id)
    if found is None or not seer.sees(found):
        raise no_process()
    return view(found, await ProcessSessions(app.tx).of(found.id), seer, app.clock(), app.settings.zone)
