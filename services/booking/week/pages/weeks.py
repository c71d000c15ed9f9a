"""The week, of everybody and of oneself: made to be read, printed, and walked through by keyboard."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from services.booking.calendar.sessions_web import may_see
from services.booking.directory.store.supervisors import Directory
from services.booking.permissions import Everybody, reach
from services.booking.web import me
from services.booking.week import rules
from services.booking.week.handlers import rows_of
from services.booking.week.rules import Day
from shared.app.service import App, CurrentApp
from shared.i18n import N_, form_times
from shared.i18n.form_times import NotATimeError
from shared.web.language import language_of
from shared.web.problems import Problem

router = APIRouter(include_in_schema=False)
AT_ONCE = 100
A_WEEK = timedelta(weeks=1)
FIRST, LAST = date(2000, 1, 10), date(2099, 12, 20)


@router.get("/week")
async def show_week(
    request: Request, app: CurrentApp, day: Annotated[str, Query()] = "", after: Annotated[str, Query()] = ""
) -> Response:
    """Everybody's week, at most a hundred supervisors on a page; on a phone one day of it."""
    shown, days = _days(request, app, day)
    people = await Directory(app.tx).page(after, AT_ONCE + 1)
    rows = await rows_of(app.tx, people[:AT_ONCE], days, app.settings.zone)
    rows = [row for row in rows if row.supervisor.active or any(row.days)]
    seen = {
        entry.session.id
        for row in rows
        for entries in row.days
        for entry in entries
        if entry.session is not None and may_see(request, entry.session)
    }
    more = people[AT_ONCE - 1].id if len(people) > AT_ONCE else None
    known = _around(app, shown, days)
    known["runs_network"] = isinstance(reach(request), Everybody)
    return app.pages.render(request, "week.html", rows=rows, seen=seen, more=more, after=after, **known)


@router.get("/mine")
async def show_mine(request: Request, app: CurrentApp, day: Annotated[str, Query()] = "") -> Response:
    """A supervisor's own week, by the hour."""
    shown, days = _days(request, app, day)
    person, zone = me(request), app.settings.zone
    people = await Directory(app.tx).named([person.supervisor or ""])
    if not people:
        raise Problem(404, N_("You are not among the network's supervisors, so there is no week of yours."))
    (row,) = await rows_of(app.tx, people, days, zone)
    hours = rules.hours(row, zone)
    boards = [rules.placed(entries, hours.start, zone) for entries in row.days]
    return app.pages.render(request, "mine.html", row=row, hours=hours, boards=boards, **_around(app, shown, days))


def _days(request: Request, app: App, asked: str) -> tuple[date, tuple[Day, ...]]:
    """The day asked for, or today, and its week."""
    today = app.clock().astimezone(app.settings.zone).date()
    try:
        shown = form_times.day(asked) if asked else today
    except NotATimeError:
        shown = today
    shown = min(max(shown, FIRST), LAST)
    return shown, rules.week(shown, app.settings.zone, language_of(request))


def _around(app: App, shown: date, days: tuple[Day, ...]) -> dict[str, Any]:
    return {
        "days": days,
        "shown": shown,
        "today": app.clock().astimezone(app.settings.zone).date(),
        "number": shown.isocalendar().week,
        "before": shown - A_WEEK,
        "following": shown + A_WEEK,
    }
