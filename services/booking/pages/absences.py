"""Absences and rooms on pages: what takes people's time beside sessions, and where they meet."""

import uuid
from datetime import UTC, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.booking.api.availability import AbsenceRow, RoomRow
from services.booking.attempts import Desk
from services.booking.model.availability import Absence
from services.booking.model.calendar import Room
from services.booking.pages.signed_in import me, typed
from services.booking.store import Store
from services.booking.whose import check_own, own
from shared.i18n import N_, Text
from shared.messages.booking import Slot
from shared.service import Runtime
from shared.web.problems import Problem
from shared.web.validation import sentences
from shared.work import Unit

router = APIRouter(include_in_schema=False)
MOST_SHOWN = 300
AHEAD = timedelta(days=400)
FIELDS = ("supervisor", "from", "to", "kind")
ROOM_FIELDS = ("name", "place", "seats")


@router.get("/absences")
async def show_absences(request: Request, desk: Desk) -> Response:
    """Absences to come: one's own, or everybody's for the coordinator."""
    return await _absences(request, desk)


@router.post("/absences")
async def add_absence(request: Request, desk: Desk) -> Response:
    """Note one; the page then names the sessions that fall into it."""
    form = await request.form()
    values = {name: typed(form, name) for name in FIELDS}
    values["supervisor"] = values["supervisor"] or me(request).supervisor or ""
    try:
        row = AbsenceRow.model_validate(values | {name: _moment(values[name], desk) for name in ("from", "to")})
    except ValidationError as wrong:
        return await _absences(
            request, desk, 422, values, {name or "to": said for name, said in sentences(wrong).items()}
        )
    check_own(request, row.supervisor)
    if not await desk.store.directory.named([row.supervisor]):
        return await _absences(request, desk, 422, values, {"supervisor": N_("Choose one of the supervisors.")})

    async def keep(unit: Unit[Store]) -> Absence:
        start, end = row.since.astimezone(UTC), row.until.astimezone(UTC)
        absence = Absence(id=unit.new_id(), supervisor_id=row.supervisor, start=start, end=end, kind=row.kind)
        await unit.store.availability.add_absence(absence)
        return absence

    absence = await desk.run(keep)
    return RedirectResponse(f"/booking/absences#a{absence.id}", 303)


@router.post("/absences/{absence_id}/remove")
async def remove_absence(absence_id: str, request: Request, desk: Desk) -> Response:
    """Take one back."""
    absence = await desk.store.availability.absence(absence_id)
    if absence is None or own(request) not in (None, absence.supervisor_id):
        raise Problem(404, N_("There is no such absence."))
    await desk.run(lambda unit: unit.store.availability.end_absence(absence_id))
    return RedirectResponse("/booking/absences", 303)


@router.get("/rooms")
async def show_rooms(request: Request, desk: Desk) -> Response:
    """The rooms, and a form for another."""
    return desk.pages.render(request, "rooms.html", rooms=await desk.store.calendar.rooms())


@router.post("/rooms")
async def add_room(request: Request, desk: Desk) -> Response:
    """Add a room, or change the one whose id is sent."""
    form = await request.form()
    values = {name: typed(form, name) for name in ROOM_FIELDS}
    try:
        row = RoomRow.model_validate(values)
    except ValidationError as wrong:
        errors = desk.pages.translate_all(request, sentences(wrong))
        rooms = await desk.store.calendar.rooms()
        return desk.pages.render(request, "rooms.html", 422, rooms=rooms, values=values, errors=errors)
    room = Room(id=uuid.uuid4().hex, **row.model_dump())
    await desk.run(lambda unit: unit.store.calendar.save_room(room))
    return RedirectResponse("/booking/rooms", 303)


async def _absences(
    request: Request,
    desk: Runtime[Store],
    status: int = 200,
    values: dict[str, Any] | None = None,
    errors: dict[str, Text] | None = None,
) -> Response:
    now, mine = desk.clock(), own(request)
    window = Slot(start=now, end=now + AHEAD)
    people = await (desk.store.directory.named([mine]) if mine else desk.store.directory.page("", MOST_SHOWN))
    absences = await desk.store.availability.absences([each.id for each in people], window)
    falling = {
        each.id: await desk.store.calendar.between(Slot(start=each.start, end=each.end), each.supervisor_id)
        for each in absences
    }
    return desk.pages.render(
        request,
        "absences.html",
        status,
        absences=absences,
        falling=falling,
        people=sorted((each for each in people if each.active), key=lambda each: each.name),
        names={each.id: each.name for each in people},
        everybodys=mine is None,
        values=values or {},
        errors=desk.pages.translate_all(request, errors or {}),
        here="/booking/absences",
    )


def _moment(text: str, desk: Runtime[Store]) -> Any:
    """What a field for a time says, in UTC; whatever else was sent stays as it is, to be refused by its name."""
    try:
        return desk.pages.times.from_form(text)
    except ValueError:
        return text
