"""Days with other hours on a page: a long Thursday, an evening, a day off before a holiday."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.booking.calendar.absences import OtherHours
from services.booking.calendar.availability import whole_day
from services.booking.calendar.handlers import absences
from services.booking.calendar.schemas import HoursRow
from services.booking.calendar.store.absences import Availability
from services.booking.datetimes import Day
from services.booking.directory import hours
from services.booking.directory.pages.choosing import shown, wrong_choice
from services.booking.permissions import check_own
from services.booking.web import MOST_LISTED, filled, limited_to, looked_for
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Mistake, Text
from shared.web.language import language_of
from shared.web.validation import sentences

HERE = "/booking/absences/hours"
router = APIRouter(prefix="/absences/hours", include_in_schema=False)
FIELDS = ("supervisor", "day", "hours")
LEFT_EMPTY: dict[str, Text] = {"day": N_("Choose the day.")}


@router.get("")
async def show_days(request: Request, app: CurrentApp) -> Response:
    """The days to come: one's own, or everybody's for the coordinator."""
    return await _hours_page(request, app)


@router.post("")
async def set_day(request: Request, app: CurrentApp) -> Response:
    """Set one day's hours; the page then names the sessions that they leave out."""
    values = filled(request, await request.form(), FIELDS)
    try:
        row = HoursRow.model_validate(values | {"hours": await asyncio.to_thread(hours.of_a_day, values["hours"])})
    except Mistake as mistake:
        return await _hours_page(request, app, 422, values, {"hours": mistake.text})
    except ValidationError as wrong:
        return await _hours_page(request, app, 422, values, _said(wrong, values))
    if unknown := await wrong_choice(request, app.tx, row.supervisor):
        return await _hours_page(request, app, 422, values, unknown)
    day = OtherHours(supervisor_id=row.supervisor, day=row.day, hours=row.hours)
    await app.run(lambda unit: Availability(unit.tx).set_other_hours([day]))
    return RedirectResponse(f"{HERE}#d{day.id}", 303)


@router.post("/{supervisor_id}/{day}/remove")
async def remove_day(supervisor_id: str, day: Day, request: Request, app: CurrentApp) -> Response:
    """On this day the weekly hours hold again."""
    check_own(request, supervisor_id)
    other = OtherHours(supervisor_id=supervisor_id, day=day)
    await app.run(lambda unit: Availability(unit.tx).end_other_hours(other))
    return RedirectResponse(HERE, 303)


def _said(wrong: ValidationError, values: dict[str, str]) -> dict[str, Text]:
    empty = {name: text for name, text in LEFT_EMPTY.items() if not values[name]}
    return {name: empty.get(name, text) for name, text in sentences(wrong).items()}


async def _hours_page(
    request: Request,
    app: App,
    status: int = 200,
    values: dict[str, Any] | None = None,
    errors: dict[str, Text] | None = None,
) -> Response:
    zone, language = app.settings.zone, language_of(request)
    today = app.clock().astimezone(zone).date()
    after, values = request.query_params.get("after", ""), values or looked_for(request, FIELDS)
    listed = await Availability(app.tx).hours_page(limited_to(request), today, after, MOST_LISTED)
    days = listed.rows
    offered, known = await shown(request, app.tx, values, (each.supervisor_id for each in days))
    return app.pages.render(
        request,
        "other_hours.html",
        status,
        days=[(each, whole_day(each.day, zone).start, hours.told_of_a_day(each.hours, language)) for each in days],
        outside=await absences.falling_outside(app.tx, days, known.values(), zone),
        more=listed.more,
        **offered,
        values=values,
        errors=app.pages.translate_all(request, errors or {}),
        here=HERE,
    )
