"""Overrides over JSON: who is on call from when to when, set by hand. A batch is kept whole or not at all."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.booking.batch import SavedRows, needs_mending, rows_of
from services.booking.roster.handlers import rotations
from services.booking.roster.handlers.rotations import NoSuchRotationError, PlaceTakenError
from services.booking.roster.handlers.shifts import NoSuchSupervisorError
from services.booking.roster.model import Duty
from services.booking.roster.schemas import PLACE_TAKEN, SetOverride
from services.booking.roster.store import Roster
from shared.app.service import CurrentApp
from shared.i18n import N_
from shared.web.problems import LOOK_AT_FIELDS, Problem
from shared.web.security.access import TOKEN_SHOWN, author

router = APIRouter(prefix="/api", dependencies=[TOKEN_SHOWN], tags=["network"])


@router.post("/duties", status_code=201)
async def set_overrides(request: Request, app: CurrentApp) -> SavedRows:
    """Set who is on call from when to when; one row or a list. `supervisor` is an id or an e-mail address."""
    rows = await rows_of(SetOverride, await request.body(), request.headers.get("content-type", ""))
    try:
        duties = await app.run(lambda unit: rotations.set_overrides(unit, rows, author(request)))
    except NoSuchSupervisorError as unknown:
        raise needs_mending(
            (f"{n}.supervisor", N_("No supervisor has this id or e-mail address."))
            for n, row in enumerate(rows)
            if row.supervisor in unknown.names
        ) from unknown
    except NoSuchRotationError as unknown:
        raise needs_mending([("rotation", N_("There is no rotation with this id."))]) from unknown
    except PlaceTakenError as taken:
        raise Problem(409, LOOK_AT_FIELDS, {f"{n}.rotation": PLACE_TAKEN for n in taken.duties}) from taken
    return SavedRows.of([duty.id for duty in duties])


@router.get("/duties")
async def list_duties(app: CurrentApp, limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> list[Duty]:
    """Duties under way and to come, the first to end first."""
    return await Roster(app.tx).coming(app.clock(), limit)


@router.delete("/duties/{duty_id}", status_code=204)
async def remove_override(duty_id: str, request: Request, app: CurrentApp) -> None:
    """Take back a duty that was set by hand."""
    if not await app.run(lambda unit: rotations.remove_override(unit, duty_id, author(request))):
        raise Problem(404, N_("There is no duty with this id."))
