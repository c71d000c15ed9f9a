"""Today: where signing in leads. One's own day, what comes next, and what waits for somebody."""

from datetime import date, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from services.booking.calendar.store.sessions import Calendar
from services.booking.debriefing.model import CaseState
from services.booking.debriefing.store import Cases
from services.booking.directory.store.supervisors import Directory
from services.booking.links import Links
from services.booking.roster.handlers.shifts import forecast
from services.booking.roster.store import Roster
from services.booking.web import me
from services.booking.week import agenda, rules
from services.booking.week.handlers import rows_of
from shared.app.service import App, CurrentApp
from shared.messages.booking import Interval
from shared.people.person import Person
from shared.web.language import language_of

router = APIRouter(include_in_schema=False)
A_WEEK, TWO_WEEKS = timedelta(days=7), timedelta(days=14)
MOST = 5


@router.get("/today")
async def show_today(request: Request, app: CurrentApp) -> Response:
    """What waits, the day, the days to come, and who is on call."""
    person, now = me(request), app.clock()
    today = now.astimezone(app.settings.zone).date()
    known = await forecast(app.tx, now, now + A_WEEK, app.settings.zone)
    return app.pages.render(
        request,
        "today.html",
        now=now,
        number=today.isocalendar().week,
        on_call=[duty for duty in known.duties if duty.since <= now],
        people=known.people,
        gap=known.gaps[0] if known.gaps and person.coordinator else None,
        **await _own_day(request, app, person, today),
        **await _waiting(app, person, now),
    )


async def _own_day(request: Request, app: App, person: Person, today: date) -> dict[str, Any]:
    """A supervisor's day and those that follow; nothing for who only coordinates."""
    people = await Directory(app.tx).named([person.supervisor]) if person.supervisor else []
    if not people:
        return {"day": None, "coming": []}
    zone = app.settings.zone
    days = rules.days_from(today, 8, zone, language_of(request))
    (row,) = await rows_of(app.tx, people, days, zone)
    following = rules.WeekRow(row.supervisor, row.days[1:], row.planned)
    return {"day": agenda.agenda(row.days[0]), "coming": agenda.coming(following, days[1:], MOST)}


async def _waiting(app: App, person: Person, now: datetime) -> dict[str, Any]:
    """What waits for somebody: to be answered, to be said, to be decided."""
    tx, who = app.tx, person.supervisor
    recent = Interval(start=now - TWO_WEEKS, end=now)
    sessions = agenda.to_mark(await Calendar(tx).led_by([who], recent), now) if who else []
    swaps = agenda.to_answer(await Roster(tx).swaps_of(who, now), who, now) if who else []
    askers = {each.id: each.name for each in await Directory(tx).named([each.asker_id for each in swaps])}
    links = Links.of(app.settings)
    return {
        "to_mark": sessions,
        "to_answer": [(each, askers.get(each.asker_id, "–"), links.swap(each.id)) for each in swaps],
        "cases": await Cases(tx).in_state(CaseState.NEEDS_COORDINATOR, MOST) if person.coordinator else [],
    }
