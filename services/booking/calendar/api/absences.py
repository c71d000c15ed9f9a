"""Absences, days with other hours, and rooms, over JSON."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from services.booking.calendar.absences import Absence, OtherHours
from services.booking.calendar.availability_loader import NoSuchSupervisorError, supervisors
from services.booking.calendar.handlers import absences
from services.booking.calendar.model import Room, Session
from services.booking.calendar.schemas import AbsenceRow, HoursRow, RoomRow
from services.booking.calendar.store.absences import Availability
from services.booking.calendar.store.sessions import Calendar
from services.booking.datetimes import Day, Moment
from services.booking.fields import Id
from services.booking.permissions import check_own, reach
from shared.app.service import App, CurrentApp
from shared.i18n import N_
from shared.messages.booking import Interval
from shared.web.problems import Problem
from shared.web.security.access import TOKEN_SHOWN

router = APIRouter(prefix="/api", dependencies=[TOKEN_SHOWN], tags=["availability"])


class SavedAbsence(BaseModel):
    """The absence, and the sessions that fall into it: they stay until somebody moves or cancels them."""

    absence: Absence
    sessions: list[Session]


@router.post("/absences", status_code=201)
async def add_absence(row: AbsenceRow, request: Request, app: CurrentApp) -> SavedAbsence:
    """Note an absence; the answer names the sessions that need another time."""
    check_own(request, row.supervisor)
    await _exists_or_404(row.supervisor, app)
    absence = await app.run(lambda unit: absences.note_absence(unit, row.supervisor, row.since, row.until, row.kind))
    falling = await absences.falling_on(app.tx, [absence])
    return SavedAbsence(absence=absence, sessions=falling[absence.id])


@router.get("/absences")
async def list_absences(
    request: Request,
    app: CurrentApp,
    supervisor: Annotated[list[Id], Query(min_length=1, max_length=200)],
    since: Annotated[Moment, Query(alias="from")],
    until: Annotated[Moment, Query(alias="to")],
) -> list[Absence]:
    """Absences of these supervisors that overlap the window."""
    for each in supervisor:
        check_own(request, each)
    window = Interval(start=since, end=until)
    return await Availability(app.tx).absences(supervisor, window)


@router.delete("/absences/{absence_id}", status_code=204)
async def end_absence(absence_id: str, request: Request, app: CurrentApp) -> None:
    """Take an absence back."""
    absence = await Availability(app.tx).absence(absence_id)
    if absence is None or not reach(request).includes(absence.supervisor_id):
        raise Problem(404, N_("There is no such absence."))
    await app.run(lambda unit: absences.end_absence(unit, absence))


@router.put("/hours")
async def set_hours(row: HoursRow, request: Request, app: CurrentApp) -> OtherHours:
    """Set one day's hours."""
    check_own(request, row.supervisor)
    await _exists_or_404(row.supervisor, app)
    day = OtherHours(supervisor_id=row.supervisor, day=row.day, hours=row.hours)
    await app.run(lambda unit: Availability(unit.tx).set_other_hours([day]))
    return day


@router.get("/hours")
async def list_hours(
    request: Request,
    app: CurrentApp,
    supervisor: Annotated[list[Id], Query(min_length=1, max_length=200)],
    first: Day,
    last: Day,
) -> list[OtherHours]:
    """These supervisors' days with other hours, from `first` to `last`."""
    for each in supervisor:
        check_own(request, each)
    return await Availability(app.tx).other_hours(supervisor, first, last)


@router.delete("/hours", status_code=204)
async def end_hours(request: Request, app: CurrentApp, supervisor: Id, day: Day) -> None:
    """On this day the weekly hours hold again, as they may already."""
    check_own(request, supervisor)
    other = OtherHours(supervisor_id=supervisor, day=day)
    await app.run(lambda unit: Availability(unit.tx).end_other_hours(other))


@router.put("/rooms/{room_id}")
async def set_room(room_id: Id, row: RoomRow, app: CurrentApp) -> Room:
    """Add a room, or put it in the place of the one with this id."""
    room = Room(id=room_id, **row.model_dump())
    await app.run(lambda unit: Calendar(unit.tx).save_room(room))
    return room


@router.get("/rooms")
async def list_rooms(app: CurrentApp) -> list[Room]:
    """The network's rooms, by name."""
    return await Calendar(app.tx).rooms()


async def _exists_or_404(supervisor_id: str, app: App) -> None:
    try:
        await supervisors(app.tx, [supervisor_id])
    except NoSuchSupervisorError as unknown:
        raise Problem(422, fields={"supervisor": N_("No supervisor has this id or e-mail address.")}) from unknown
