"""The coordinator's page of one supervisor's shifts: which they are, and who takes them over."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.booking.directory.pages.choosing import choice
from services.booking.directory.store.supervisors import Directory
from services.booking.roster.handlers import handing_over
from services.booking.roster.handlers.handing_over import CantTakeOverError
from services.booking.roster.pages.shifts import HERE
from services.booking.roster.weeks import shown_as
from services.booking.web import looked_for, typed
from shared.app.service import App, CurrentApp
from shared.i18n import N_
from shared.web.problems import Problem
from shared.web.security.access import author

router = APIRouter(prefix="/roster/people", include_in_schema=False)
CANT = N_("Whoever takes over must be active and have debriefing training. Choose somebody else.")


@router.get("/{supervisor_id}")
async def show(supervisor_id: str, request: Request, app: CurrentApp) -> Response:
    """Their shifts."""
    return await _handover_page(supervisor_id, request, app)


@router.post("/{supervisor_id}/hand-over")
async def hand_over(supervisor_id: str, request: Request, app: CurrentApp) -> Response:
    """All of them to one colleague."""
    to = typed(await request.form(), "to")
    try:
        await app.run(lambda unit: handing_over.hand_over(unit, supervisor_id, to, author(request)))
    except CantTakeOverError:
        return await _handover_page(supervisor_id, request, app, wrong=True)
    return RedirectResponse(f"{HERE}/people/{supervisor_id}", 303)


async def _handover_page(supervisor_id: str, request: Request, app: App, *, wrong: bool = False) -> Response:
    found = await Directory(app.tx).named([supervisor_id])
    if not found:
        raise Problem(404, N_("No supervisor has this id or e-mail address."))
    return app.pages.render(
        request,
        "hand_over.html",
        422 if wrong else 200,
        who=found[0],
        theirs=await app.run(lambda unit: handing_over.shifts_of(unit, supervisor_id)),
        choice=await choice(request, app.tx, []),
        values={"to": "", **looked_for(request, ("to",))},
        errors={"to": app.pages.translate(request, CANT)} if wrong else {},
        value=shown_as,
        here=f"{HERE}/people/{supervisor_id}",
    )
