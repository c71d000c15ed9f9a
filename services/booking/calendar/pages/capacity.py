"""How full the coming weeks are, for whoever plans them."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.booking.calendar import capacity
from services.booking.calendar.availability_loader import diaries
from services.booking.calendar.store.sessions import Calendar
from services.booking.calendar.timegrid import monday_of
from services.booking.directory.store.supervisors import Directory
from shared.app.service import CurrentApp
from shared.messages.booking import Interval

router = APIRouter(include_in_schema=False)
WEEKS = 8
AT_ONCE = 100


@router.get("/capacity")
async def show_capacity(request: Request, app: CurrentApp, after: Annotated[str, Query()] = "") -> Response:
    """Planned and worked hours by supervisor and week, eight weeks on, at most a hundred supervisors on a page."""
    zone, tx = app.settings.zone, app.tx
    monday = monday_of(app.clock().astimezone(zone).date())
    weeks = capacity.weeks_from(monday, WEEKS, zone)
    window = Interval(start=weeks[0].start, end=weeks[-1].end)
    page = await Directory(tx).page(after, AT_ONCE + 1)
    people = [each for each in page[:AT_ONCE] if each.active]
    sessions = await Calendar(tx).led_by([each.id for each in people], window)
    known = await diaries(tx, people, [window], (), zone) if people else ()
    return app.pages.render(
        request,
        "capacity.html",
        weeks=[(week, week.start.astimezone(zone).isocalendar().week) for week in weeks],
        rows=await asyncio.to_thread(capacity.rows, weeks, known, sessions),
        more=page[AT_ONCE - 1].id if len(page) > AT_ONCE else None,
    )
