"""A session's page: what it is, moving and cancelling it, and afterwards, in two taps, how it went."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.booking.calendar import sessions_web
from services.booking.calendar.handlers import sessions
from services.booking.calendar.handlers.sessions import Scope
from services.booking.calendar.model import Session, SessionState
from services.booking.calendar.schemas import MarkSession, MoveSession
from services.booking.calendar.series import DoesNotFitError
from services.booking.calendar.sessions_web import OWN, attempt, tried
from services.booking.calendar.store.sessions import Calendar
from services.booking.calendar.timegrid import local
from services.booking.directory.store.supervisors import Directory
from services.booking.web import typed
from shared.app.service import App, CurrentApp
from shared.i18n import N_, form_times
from shared.i18n.form_times import NotATimeError
from shared.web.problems import Problem
from shared.web.validation import sentences

router = APIRouter(prefix="/sessions", include_in_schema=False)
CHOICE = "choice-"
CHOOSE = N_("Choose a day and a time that begins on a quarter of an hour.")


@router.get("/{session_id}", dependencies=[OWN])
async def show_session(session_id: str, request: Request, app: CurrentApp) -> Response:
    """The session."""
    return await _session_page(request, app, session_id)


@router.post("/{session_id}/mark", dependencies=[OWN])
async def mark(session_id: str, request: Request, app: CurrentApp) -> Response:
    """Held, with the themes that were handled; or not held, and through whom."""
    form = await request.form()
    because, themes = typed(form, "because") or None, [each for each in form.getlist("themes") if isinstance(each, str)]
    try:
        told = MarkSession.model_validate({"held": because is None, "because": because, "themes": themes})
    except ValidationError as wrong:
        raise Problem(422, fields=sentences(wrong)) from None
    if told.because is None:
        await tried(lambda: app.run(lambda unit: sessions.mark_held(unit, session_id, told.themes)))
    else:
        reason = told.because
        await tried(lambda: app.run(lambda unit: sessions.mark_not_held(unit, session_id, reason)))
    return _back(session_id)


@router.post("/{session_id}/move", dependencies=[OWN])
async def move(session_id: str, request: Request, app: CurrentApp) -> Response:
    """To another time; where that can't be had, the page tells why and what else could be."""
    form = await request.form()
    values = {name: typed(form, name) for name in ("day", "at", "scope", "holidays")}
    chosen = {name: typed(form, name) for name in form if name.startswith(CHOICE)}
    instead = {name.removeprefix(CHOICE): value for name, value in chosen.items()}
    wished = {"start": _start(values, app), "scope": _scope(form), "holidays": bool(values["holidays"])}
    try:
        to = MoveSession.model_validate(wished | {"instead": instead})
    except ValidationError:
        said = app.pages.translate(request, CHOOSE)
        return await _session_page(request, app, session_id, 422, values=values, errors={"day": said})
    try:
        await sessions_web.reschedule(app, session_id, to.start, to.scope, holidays=to.holidays, instead=to.instead)
    except DoesNotFitError as wrong:
        return await _session_page(request, app, session_id, 409, values=values, chosen=chosen, misfits=wrong.misfits)
    return _back(session_id)


@router.post("/{session_id}/cancel", dependencies=[OWN])
async def cancel(session_id: str, request: Request, app: CurrentApp) -> Response:
    """Cancel it, or it and all that follow."""
    scope = _scope(await request.form())
    await tried(lambda: app.run(lambda unit: sessions.cancel(unit, session_id, scope)))
    return _back(session_id)


async def _session_page(request: Request, app: App, session_id: str, status: int = 200, **context: Any) -> Response:
    session = await attempt(lambda: sessions.known(app.tx, session_id))
    series = await Calendar(app.tx).of_series(session.series_id) if session.series_id else []
    people = await Directory(app.tx).named(session.supervisors)
    return app.pages.render(
        request,
        "session.html",
        status,
        session=session,
        series=series,
        names={each.id: each.name for each in people},
        now=app.clock(),
        misfits=context.pop("misfits", ()),
        here=f"/booking/sessions/{session_id}",
        changeable=_changeable(session, app.clock()),
        codes=_answered_by_codes(session, request),
        markable=session.state is not SessionState.CANCELLED and session.start <= app.clock(),
        **context,
    )


def _answered_by_codes(session: Session, request: Request) -> bool:
    """Whether who looks can show the group codes for answering: a supervisor of it, and no debriefing."""
    leads = request.state.person is not None and request.state.person.supervisor in session.supervisors
    return leads and session.debriefing_id is None and session.state is not SessionState.NOT_HELD


def _changeable(session: Session, now: datetime) -> bool:
    return session.state is SessionState.PLANNED and session.debriefing_id is None and session.start > now


def _start(values: dict[str, str], app: App) -> datetime | None:
    """The day and time written; None where they are none."""
    try:
        return local(form_times.day(values["day"]), form_times.clock(values["at"]), app.settings.zone)
    except NotATimeError:
        return None


def _scope(form: FormData) -> Scope:
    return "following" if typed(form, "scope") == "following" else "one"


def _back(session_id: str) -> Response:
    return RedirectResponse(f"/booking/sessions/{session_id}", 303)
