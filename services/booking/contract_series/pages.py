"""What a contract has agreed on and did not fit: its dates, with what could be had in place of each, and one button."""

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from services.booking.calendar.availability_loader import NoSuchSupervisorError
from services.booking.calendar.series import DoesNotFitError, Misfit
from services.booking.calendar.sessions_web import tried
from services.booking.contract_series import handlers
from services.booking.contract_series.handlers import NothingToPlaceError
from services.booking.directory.store.supervisors import Directory
from services.booking.entitlements.model import Entitlement, EntitlementState
from services.booking.entitlements.store import Entitlements
from services.booking.permissions import Only, reach
from services.booking.web import typed
from shared.app.service import App, CurrentApp
from shared.i18n import N_, form_times
from shared.i18n.form_times import NotATimeError
from shared.web.problems import Problem

router = APIRouter(prefix="/agreed", include_in_schema=False)
CHOICE = "choice-"
OUT = "out"
GONE = N_("Its sessions are on the calendar already, or nothing is to be booked for it any more.")
NOBODY = N_("Somebody who leads it by the contract is not in the network any more: the contract needs an amendment.")


@router.get("")
async def show_all(request: Request, app: CurrentApp) -> Response:
    """The contracts by which a supervisor may book; for the coordinator those that wait for choices."""
    whose = reach(request)
    store = Entitlements(app.tx)
    mine = whose.supervisors if isinstance(whose, Only) else ()
    found = [each for who in mine for each in await store.of_supervisor(who)] if mine else await store.unplaced()
    return app.pages.render(request, "agreed_all.html", entitlements=found, alone=bool(mine))


@router.get("/{process_id}")
async def show(process_id: str, request: Request, app: CurrentApp) -> Response:
    """Its dates, looked at anew: what did not fit then may fit by now."""
    known = await _own_entitlement(process_id, request, app)
    misfits: tuple[Misfit, ...] = ()
    try:
        if known.state is EntitlementState.UNPLACED:
            await handlers.look(app.tx, known, app.settings.zone, app.clock())
    except DoesNotFitError as wrong:
        misfits = wrong.misfits
    except NoSuchSupervisorError:
        return await _series_page(request, app, known, problem=app.pages.translate(request, NOBODY))
    return await _series_page(request, app, known, misfits=misfits)


@router.post("/{process_id}")
async def place(process_id: str, request: Request, app: CurrentApp) -> Response:
    """Place them all with what was chosen, or show again what does not fit."""
    known = await _own_entitlement(process_id, request, app)
    form = await request.form()
    chosen = {name: typed(form, name) for name in form if name.startswith(CHOICE)}
    instead, left_out = _choices(form)
    try:
        made = await tried(lambda: app.run(lambda unit: handlers.choose(unit, process_id, instead, left_out)))
    except NothingToPlaceError as gone:
        raise Problem(409, GONE) from gone
    except DoesNotFitError as wrong:
        return await _series_page(request, app, known, 409, misfits=wrong.misfits, chosen=chosen)
    return RedirectResponse(f"/booking/sessions/{made[0].id}", 303)


async def _own_entitlement(process_id: str, request: Request, app: App) -> Entitlement:
    """Problem 404 for whoever does not lead it: that there is one is nobody's business either."""
    found = await Entitlements(app.tx).find(process_id)
    if found is None or found.terms is None or not reach(request).includes(*found.terms.supervisors):
        raise Problem(404, N_("There is no such contract."))
    return found


async def _series_page(
    request: Request,
    app: App,
    known: Entitlement,
    status: int = 200,
    misfits: tuple[Misfit, ...] = (),
    **context: Any,
) -> Response:
    terms = known.terms
    people = await Directory(app.tx).named(terms.supervisors if terms else ())
    plan = handlers.plan_of(known, app.settings.zone)
    values = {"count": "2"} if plan and plan.rhythm.count > 1 else {"count": "1"}
    return app.pages.render(
        request,
        "agreed.html",
        status,
        known=known,
        terms=terms,
        misfits=misfits,
        dates=plan.rhythm.count - len(plan.rhythm.leave_out) if plan else 0,
        names={each.id: each.name for each in people},
        here=f"/booking/agreed/{known.id}",
        **{"chosen": {}, "problem": None, "values": values, **context},
    )


def _choices(form: FormData) -> tuple[dict[date, datetime], frozenset[date]]:
    """What was chosen for each date; anything else than a date and a start of ours is passed over."""
    instead: dict[date, datetime] = {}
    left_out: set[date] = set()
    for name in form:
        if not name.startswith(CHOICE):
            continue
        try:
            day = form_times.day(name.removeprefix(CHOICE))
            if typed(form, name) == OUT:
                left_out.add(day)
            else:
                instead[day] = form_times.moment(typed(form, name), None)
        except NotATimeError:
            continue
    return instead, frozenset(left_out)
