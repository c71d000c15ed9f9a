"""Processes over JSON."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.contracts.processes import handlers, reading
from services.contracts.processes.commands import run
from services.contracts.processes.permissions import viewer
from services.contracts.processes.schemas import EndProcess, InterruptProcess
from services.contracts.processes.view import ProcessView
from shared.app.service import CurrentApp
from shared.web.security.access import TOKEN_SHOWN

router = APIRouter(prefix="/api/processes", dependencies=[TOKEN_SHOWN], tags=["processes"])


@router.get("")
async def list_processes(
    request: Request,
    response: Response,
    app: CurrentApp,
    after: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> list[ProcessView]:
    """Yours, a page at a time. Where there are more, the header `Link` (RFC 8288, `rel="next"`) leads to them."""
    found = await reading.listed(request, app, after, limit + 1)
    if len(found) > limit:
        following = request.url.include_query_params(after=found[limit - 1].id)
        response.headers["Link"] = f'<{following}>; rel="next"'
    return found[:limit]


@router.get("/{process_id}")
async def show_process(process_id: str, request: Request, app: CurrentApp) -> ProcessView:
    """How far it has come, what is ahead, what was handled."""
    return await reading.one(request, app, process_id)


@router.post("/{process_id}/interrupt")
async def interrupt(process_id: str, given: InterruptProcess, request: Request, app: CurrentApp) -> ProcessView:
    """Pause it; its sessions ahead are cancelled, and put back when it goes on."""
    who, until = await viewer(request, app.tx), given.starts(app.settings.zone)
    await run(app, lambda unit: handlers.interrupt(unit, process_id, who, until, given.why or ""))
    return await reading.one(request, app, process_id)


@router.post("/{process_id}/resume")
async def resume(process_id: str, request: Request, app: CurrentApp) -> ProcessView:
    """Let it go on."""
    who = await viewer(request, app.tx)
    await run(app, lambda unit: handlers.resume(unit, process_id, who))
    return await reading.one(request, app, process_id)


@router.post("/{process_id}/end")
async def end(process_id: str, given: EndProcess, request: Request, app: CurrentApp) -> ProcessView:
    """End it before its time, as the contract says."""
    who = await viewer(request, app.tx)
    await run(app, lambda unit: handlers.end_early(unit, process_id, who, given.why))
    return await reading.one(request, app, process_id)
