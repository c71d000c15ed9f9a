"""Find a time: when some supervisors are free together, each time a step from being booked."""

import asyncio
from datetime import date, time, timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from starlette.datastructures import QueryParams

from services.booking.calendar.find_time import Found, Search
from services.booking.calendar.handlers import find_time
from services.booking.calendar.timegrid import local
from services.booking.directory.model import Supervisor
from services.booking.directory.pages.choosing import LOOKING, choice
from services.booking.web import me
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text, form_times
from shared.messages.booking import Interval

router = APIRouter(include_in_schema=False)
SHOWN_TIMES = 15
WEEKS = (1, 2, 4, 8)
MINUTES = (45, 60, 90, 120, 150, 180)
FIRST, LAST = date(2000, 1, 1), date(2099, 1, 1)


@router.get("/find")
async def find(request: Request, app: CurrentApp) -> Response:
    """The form; where it was sent, the times that suit. Looking changes nothing, so a search can be kept and shared."""
    asked = request.query_params
    values = _values(request, app, asked)
    offered = await choice(request, app.tx, values["supervisors"])
    names, chosen = offered.names, [each for each in offered.people if each.id in values["supervisors"]]
    sent, errors = "minutes" in asked and LOOKING not in asked, dict[str, Text]()
    found: list[Found] = []
    if sent and not chosen:
        errors["supervisors"] = N_("Choose who should be free.")
    elif sent:
        found = await _times(app, chosen, values)
    return app.pages.render(
        request,
        "find.html",
        values=values,
        errors=app.pages.translate_all(request, errors),
        choice=offered,
        times=[(each, ", ".join(names[who] for who in each.free), _plan(app, each, values)) for each in found],
        chosen=chosen,
        sent=sent and not errors,
        weeks=WEEKS,
        minutes=MINUTES,
    )


async def _times(app: App, people: list[Supervisor], values: dict[str, Any]) -> list[Found]:
    """Times that suit all, or where there are none, most of them."""
    zone, first = app.settings.zone, form_times.day(values["first"])
    start, end = (local(first + timedelta(weeks=n), time(0), zone) for n in (0, int(values["weeks"])))
    search = Search(
        Interval(start=start, end=end), timedelta(minutes=int(values["minutes"])), remote=bool(values["remote"])
    )
    least = len(people) // 2 + 1
    compare = await find_time.compared(app.tx, people, search, least, SHOWN_TIMES, zone, app.clock())
    found = await asyncio.to_thread(compare)
    return [each for each in found if len(each.free) == len(found[0].free)]  # the first suits most


def _values(request: Request, app: App, asked: QueryParams) -> dict[str, Any]:
    """What the form shows: what was asked for where it makes sense, the usual where it doesn't."""
    supervisor = me(request).supervisor
    return {
        "supervisors": asked.getlist("supervisors") or ([supervisor] if supervisor and "minutes" not in asked else []),
        "first": _day(asked.get("first", ""), app).isoformat(),
        "weeks": _one_of(asked.get("weeks"), WEEKS, 4),
        "minutes": _one_of(asked.get("minutes"), MINUTES, 90),
        "remote": asked.get("remote", ""),
    }


def _day(text: str, app: App) -> date:
    today = app.clock().astimezone(app.settings.zone).date()
    try:
        return min(max(form_times.day(text), FIRST), LAST)
    except ValueError:
        return today


def _one_of(text: str | None, known: tuple[int, ...], usual: int) -> str:
    return text if text is not None and text in {str(each) for each in known} else str(usual)


def _plan(app: App, found: Found, values: dict[str, Any]) -> str:
    """The plan's form, filled in with this time and those who are free then."""
    start = app.pages.times.form_value(found.slot.start)
    known = {"first": start[:10], "at": start[11:], "minutes": values["minutes"], "supervisors": found.free}
    return f"/booking/plan?{urlencode(known, doseq=True)}"
