"""Absences on a page: what takes people's time beside sessions."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.booking.calendar.handlers import absences
from services.booking.calendar.schemas import AbsenceRow
from services.booking.calendar.store.absences import Availability
from services.booking.directory.pages.choosing import shown, wrong_choice
from services.booking.permissions import reach
from services.booking.web import MOST_LISTED, filled, limited_to, looked_for
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.i18n.form_times import NotATimeError
from shared.web.problems import Problem
from shared.web.validation import sentences

router = APIRouter(prefix="/absences", include_in_schema=False)
FIELDS = ("supervisor", "from", "to", "kind")


@router.get("")
async def show_absences(request: Request, app: CurrentApp) -> Response:
    """Absences to come: one's own, or everybody's for the coordinator."""
    return await _absences_page(request, app)


@router.post("")
async def add_absence(request: Request, app: CurrentApp) -> Response:
    """Note one; the page then names the sessions that fall into it."""
    values = filled(request, await request.form(), FIELDS)
    try:
        row = AbsenceRow.model_validate(values | {name: _moment(values[name], app) for name in ("from", "to")})
    except ValidationError as wrong:
        return await _absences_page(
            request, app, 422, values, {name or "to": said for name, said in sentences(wrong).items()}
        )
    if unknown := await wrong_choice(request, app.tx, row.supervisor):
        return await _absences_page(request, app, 422, values, unknown)
    absence = await app.run(lambda unit: absences.note_absence(unit, row.supervisor, row.since, row.until, row.kind))
    return RedirectResponse(f"/booking/absences#a{absence.id}", 303)


@router.post("/{absence_id}/remove")
async def remove_absence(absence_id: str, request: Request, app: CurrentApp) -> Response:
    """Take one back."""
    absence = await Availability(app.tx).absence(absence_id)
    if absence is None or not reach(request).includes(absence.supervisor_id):
        raise Problem(404, N_("There is no such absence."))
    await app.run(lambda unit: absences.end_absence(unit, absence))
    return RedirectResponse("/booking/absences", 303)


async def _absences_page(
    request: Request,
    app: App,
    status: int = 200,
    values: dict[str, Any] | None = None,
    errors: dict[str, Text] | None = None,
) -> Response:
    after, values = request.query_params.get("after", ""), values or looked_for(request, FIELDS)
    listed = await Availability(app.tx).page(limited_to(request), app.clock(), after, MOST_LISTED)
    offered, _ = await shown(request, app.tx, values, (each.supervisor_id for each in listed.rows))
    return app.pages.render(
        request,
        "absences.html",
        status,
        absences=listed.rows,
        more=listed.more,
        falling=await absences.falling_on(app.tx, listed.rows),
        **offered,
        values=values,
        errors=app.pages.translate_all(request, errors or {}),
        here="/booking/absences",
    )


def _moment(text: str, app: App) -> Any:
    """What a field for a time says, in UTC; whatever else was sent stays as it is, to be refused by its name."""
    try:
        return app.pages.times.from_form(text)
    except NotATimeError:
        return text
