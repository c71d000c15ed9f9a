"""Sessions over JSON: plan one or a series, see, move, cancel, mark; find a time that suits everybody."""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from services.booking.calendar.availability_loader import supervisors
from services.booking.calendar.find_time import Found, Search
from services.booking.calendar.handlers import find_time, sessions
from services.booking.calendar.model import Session
from services.booking.calendar.schemas import CancelSession, MarkSession, Minutes, MoveSession, PlanRow
from services.booking.calendar.series import DoesNotFitError, Misfit
from services.booking.calendar.sessions_web import OWN, attempt, may_see, no_session, place, reschedule, tried
from services.booking.calendar.store.sessions import Calendar
from services.booking.datetimes import Moment
from services.booking.fields import Id
from services.booking.permissions import Only, check_alone, narrowed, reach
from shared.app.service import App, CurrentApp
from shared.i18n import N_
from shared.messages.booking import Interval
from shared.web.problems import Problem
from shared.web.security.access import TOKEN_SHOWN

router = APIRouter(prefix="/api", dependencies=[TOKEN_SHOWN], tags=["sessions"])
MISFITS: dict[int | str, dict[str, Any]] = {409: {"description": "What does not fit, and alternatives."}}
LONGEST_WINDOW = timedelta(weeks=12)


class Planned(BaseModel):
    """What was placed; `series` is None for a single session."""

    series: str | None
    sessions: list[Session]


@router.post("/sessions", status_code=201, responses=MISFITS)
async def plan_sessions(row: PlanRow, request: Request, response: Response, app: CurrentApp) -> Any:
    """Place a session or a whole series, or nothing: 409 names each date that doesn't fit, why, and alternatives."""
    check_alone(request, *row.supervisors)
    try:
        placed = await place(app, row.plan(), reach(request))
    except DoesNotFitError as wrong:
        return does_not_fit(wrong, request, app)
    first = placed[0]
    found = f"series/{first.series_id}" if first.series_id else f"sessions/{first.id}"
    response.headers["Location"] = f"/booking/api/{found}"
    return Planned(series=first.series_id, sessions=placed)


@router.get("/sessions")
async def list_sessions(
    request: Request,
    app: CurrentApp,
    since: Annotated[Moment, Query(alias="from")],
    until: Annotated[Moment, Query(alias="to")],
    response: Response,
    supervisor: Id | None = None,
    after: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 1000,
) -> list[Session]:
    """Sessions of a window (at most twelve weeks): all of one supervisor's, or everybody's a page at a time, the first
    to end first. Where there are more, the header `Link` (RFC 8288, `rel="next"`) leads to them.
    """
    window, whose = _window(since, until), narrowed(request, supervisor)
    if isinstance(whose, Only):
        return await Calendar(app.tx).led_by(whose.supervisors, window)
    found = await Calendar(app.tx).page(window, after, limit)
    if found.more is not None:
        response.headers["Link"] = f'<{request.url.include_query_params(after=found.more)}>; rel="next"'
    return list(found.rows)


@router.get("/sessions/{session_id}", dependencies=[OWN])
async def show_session(session_id: str, app: CurrentApp) -> Session:
    """One session."""
    return await attempt(lambda: sessions.known(app.tx, session_id))


@router.post(
    "/sessions/{session_id}/move",
    dependencies=[OWN],
    responses={409: {"description": "What doesn't fit, and alternatives."}},
)
async def move_session(session_id: str, to: MoveSession, request: Request, app: CurrentApp) -> Any:
    """Move one session, or all from it on."""
    try:
        return await reschedule(app, session_id, to.start, to.scope, holidays=to.holidays, instead=to.instead)
    except DoesNotFitError as wrong:
        return does_not_fit(wrong, request, app)


@router.post("/sessions/{session_id}/cancel", dependencies=[OWN])
async def cancel_session(session_id: str, what: CancelSession, app: CurrentApp) -> list[Session]:
    """Cancel one session, or all from it on."""
    return await tried(lambda: app.run(lambda unit: sessions.cancel(unit, session_id, what.scope)))


@router.post("/sessions/{session_id}/mark", dependencies=[OWN])
async def mark_session(session_id: str, mark: MarkSession, app: CurrentApp) -> Session:
    """Mark a session held or not held."""
    if mark.because is None:
        return await tried(lambda: app.run(lambda unit: sessions.mark_held(unit, session_id, mark.themes)))
    because = mark.because
    return await tried(lambda: app.run(lambda unit: sessions.mark_not_held(unit, session_id, because)))


@router.get("/series/{series_id}")
async def show_series(series_id: str, request: Request, app: CurrentApp) -> list[Session]:
    """All sessions of a series, the cancelled ones too."""
    found = await Calendar(app.tx).of_series(series_id)
    if not found or not may_see(request, found[0]):
        raise no_session()
    return found


@router.get("/free")
async def find_a_time(
    app: CurrentApp,
    supervisor: Annotated[list[Id], Query(min_length=1, max_length=200)],
    since: Annotated[Moment, Query(alias="from")],
    until: Annotated[Moment, Query(alias="to")],
    minutes: Minutes = 90,
    least: Annotated[int | None, Query(ge=1, le=200)] = None,
    holidays: bool = False,  # noqa: FBT001, FBT002  # a query's
    remote: bool = False,  # noqa: FBT001, FBT002
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[Found]:
    """Times at which all of these supervisors are free, or at least `least` of them; the best first."""
    window, zone = _window(since, until), app.settings.zone
    people = await attempt(lambda: supervisors(app.tx, list(dict.fromkeys(supervisor))))
    search = Search(window, timedelta(minutes=minutes), holidays, remote)
    compare = await find_time.compared(app.tx, people, search, least or len(people), limit, zone, app.clock())
    return await asyncio.to_thread(compare)


def does_not_fit(wrong: DoesNotFitError, request: Request, app: App) -> Response:
    """409: nothing was placed; each time that doesn't fit, why, and what could be had instead."""
    sentence = N_("Some of these times can't be had. Choose others for them and send it again.")
    said = app.pages.translate(request, sentence)
    return JSONResponse({"error": said, "misfits": [_misfit(each) for each in wrong.misfits]}, 409)


def _misfit(misfit: Misfit) -> dict[str, Any]:
    return {
        "date": misfit.wish.day.isoformat(),
        "slot": misfit.wish.slot.model_dump(mode="json"),
        "obstacles": [{"why": each.why, "supervisor": each.supervisor_id} for each in misfit.obstacles],
        "alternatives": [{**each.slot.model_dump(mode="json"), "kind": each.kind} for each in misfit.alternatives],
    }


def _window(since: datetime, until: datetime) -> Interval:
    if not timedelta(0) < until - since <= LONGEST_WINDOW:
        raise Problem(422, fields={"to": N_("Give a window of at most twelve weeks that ends after it begins.")})
    return Interval(start=since, end=until)
