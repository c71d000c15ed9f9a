"""A process's page: how far it has come, what is ahead, and what its supervisor can do."""

from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.contracts.agreements.commands import pdf_of
from services.contracts.agreements.permissions import viewer as drafter
from services.contracts.agreements.store import Agreements
from services.contracts.processes import handlers, reading
from services.contracts.processes.commands import no_process, run
from services.contracts.processes.model import MARKS, STATES
from services.contracts.processes.permissions import viewer
from services.contracts.processes.schemas import EndProcess, GoalsGiven, InterruptProcess
from services.contracts.web import text
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.web.validation import sentences

router = APIRouter(prefix="/processes", include_in_schema=False)
ROWS = 50
NEXT = 2
HERE = "/contracts/processes"
WHY = N_("Write in a few words why it ends.")


@router.get("")
async def show_list(request: Request, app: CurrentApp, after: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Theirs, a page at a time."""
    found = await reading.listed(request, app, after, ROWS + 1)
    more = found[ROWS - 1].id if len(found) > ROWS else None
    return app.pages.render(request, "processes.html", rows=found[:ROWS], more=more, is_first=not after, states=STATES)


@router.get("/{process_id}")
async def show(process_id: str, request: Request, app: CurrentApp) -> Response:
    return await _process_page(request, app, process_id)


@router.get("/{process_id}/document.pdf")
async def document(process_id: str, request: Request, app: CurrentApp) -> Response:
    """The contract in force, as it was signed by all."""
    found = await reading.one(request, app, process_id)
    agreement = await Agreements(app.tx).find(found.contract_id)
    if agreement is None:
        raise no_process()
    return await pdf_of(app, agreement)


@router.post("/{process_id}/goals")
async def set_goals(process_id: str, request: Request, app: CurrentApp) -> Response:
    """What was agreed with the participants at the first session."""
    form = await request.form()
    points = [line.strip() for line in text(form, "points").splitlines() if line.strip()]
    try:
        given = GoalsGiven.model_validate({"points": points, "shared": bool(text(form, "shared"))})
    except ValidationError as wrong:
        said = next(iter(sentences(wrong).values()))
        return await _process_page(request, app, process_id, 422, {"points": said}, {"points": text(form, "points")})
    who = await viewer(request, app.tx)
    await run(app, lambda unit: handlers.set_goals(unit, process_id, who, given.goals()))
    return _back(process_id)


@router.post("/{process_id}/interrupt")
async def interrupt(process_id: str, request: Request, app: CurrentApp) -> Response:
    """Pause it."""
    form = await request.form()
    values = {name: text(form, name) for name in ("until", "why")}
    try:
        given = InterruptProcess.model_validate({name: value for name, value in values.items() if value.strip()})
    except ValidationError as wrong:
        return await _process_page(request, app, process_id, 422, sentences(wrong), values)
    who, until = await viewer(request, app.tx), given.starts(app.settings.zone)
    await run(app, lambda unit: handlers.interrupt(unit, process_id, who, until, given.why or ""))
    return _back(process_id)


@router.post("/{process_id}/resume")
async def resume(process_id: str, request: Request, app: CurrentApp) -> Response:
    """Let it go on."""
    who = await viewer(request, app.tx)
    await run(app, lambda unit: handlers.resume(unit, process_id, who))
    return _back(process_id)


@router.post("/{process_id}/renew")
async def renew(process_id: str, request: Request, app: CurrentApp) -> Response:
    """A draft of what follows, filled in."""
    who = await viewer(request, app.tx)
    drafted = await run(app, lambda unit: handlers.renew(unit, process_id, who, drafter(request)))
    return RedirectResponse(f"/contracts/agreements/{drafted.id}", 303)


@router.post("/{process_id}/end")
async def end(process_id: str, request: Request, app: CurrentApp) -> Response:
    """End it before its time."""
    why = text(await request.form(), "end_why")
    try:
        given = EndProcess.model_validate({"why": why})
    except ValidationError as wrong:
        said = next(iter(sentences(wrong).values())) if why.strip() else WHY
        return await _process_page(request, app, process_id, 422, {"end_why": said}, {"end_why": why})
    who = await viewer(request, app.tx)
    await run(app, lambda unit: handlers.end_early(unit, process_id, who, given.why))
    return _back(process_id)


async def _process_page(
    request: Request,
    app: App,
    process_id: str,
    status: int = 200,
    errors: dict[str, Text] | None = None,
    typed: dict[str, Any] | None = None,
) -> Response:
    found = await reading.one(request, app, process_id)
    values = {"points": "\n".join(found.goals or ()), "shared": found.goals_shared, **(typed or {})}
    return app.pages.render(
        request,
        "process.html",
        status,
        process=found,
        supervises=found.leads and request.state.person.supervisor is not None,
        states=STATES,
        shown=found.ahead[:NEXT],
        later=found.ahead[NEXT:],
        marks=MARKS,
        evaluation=_noon(found.next_evaluation, app.settings.zone),
        values=values,
        errors=app.pages.translate_all(request, errors or {}),
        here=f"{HERE}/{process_id}",
    )


def _noon(day: date | None, zone: ZoneInfo) -> datetime | None:
    """A moment of that day, to be shown as a day."""
    return datetime.combine(day, time(12), zone) if day else None


def _back(process_id: str) -> Response:
    return RedirectResponse(f"{HERE}/{process_id}", 303)
