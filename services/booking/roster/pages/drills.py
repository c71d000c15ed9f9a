"""A rehearsal by a button; who was reached stands on notifications' page."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.booking.roster.handlers.drills import NobodyOnCallError, call_drill
from shared.app.service import CurrentApp
from shared.i18n import N_
from shared.web.problems import Problem
from shared.web.security.access import author

router = APIRouter(prefix="/roster", include_in_schema=False)


@router.post("/drill")
async def call(request: Request, app: CurrentApp) -> Response:
    """To whoever is on call now."""
    try:
        drill_id = await app.run(lambda unit: call_drill(unit, author(request)))
    except NobodyOnCallError:
        raise Problem(409, N_("Nobody is on call now, so there is nobody to rehearse with.")) from None
    return RedirectResponse(f"/notifications/drills?called={drill_id}", 303)
