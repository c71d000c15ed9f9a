"""A rehearsal over JSON: who was reached by what stands at notifications, by its id."""

from fastapi import APIRouter, Request

from services.booking.roster.handlers.drills import NobodyOnCallError, call_drill
from shared.app.service import CurrentApp
from shared.i18n import N_
from shared.web.problems import Problem
from shared.web.security.access import TOKEN_SHOWN, author

router = APIRouter(prefix="/api", dependencies=[TOKEN_SHOWN], tags=["network"])


@router.post("/roster/drill", status_code=201)
async def call(request: Request, app: CurrentApp) -> dict[str, str]:
    """Send a marked rehearsal to whoever is on call now; 409 where nobody is."""
    try:
        return {"id": await app.run(lambda unit: call_drill(unit, author(request)))}
    except NobodyOnCallError:
        raise Problem(409, N_("Nobody is on call now, so there is nobody to rehearse with.")) from None
