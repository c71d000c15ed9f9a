"""The network's rooms on pages: listed, added, changed."""

import uuid
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.booking.calendar.model import Room
from services.booking.calendar.schemas import RoomRow
from services.booking.calendar.store.sessions import Calendar
from services.booking.web import typed
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.web.problems import Problem
from shared.web.validation import sentences

router = APIRouter(prefix="/rooms", include_in_schema=False)
FIELDS = ("name", "place", "seats")


@router.get("")
async def show_rooms(request: Request, app: CurrentApp) -> Response:
    """The rooms, and a form for another."""
    return await _rooms_page(request, app)


@router.post("")
async def add_room(request: Request, app: CurrentApp) -> Response:
    """Add a room."""
    return await _kept(request, app, None)


@router.get("/{room_id}")
async def show_room(room_id: str, request: Request, app: CurrentApp) -> Response:
    """A room, to be changed."""
    room = await _room_or_404(room_id, app)
    return await _rooms_page(request, app, room=room, values=room.model_dump(include=set(FIELDS)))


@router.post("/{room_id}")
async def change_room(room_id: str, request: Request, app: CurrentApp) -> Response:
    """Change what is said of a room; what is booked in it stays."""
    return await _kept(request, app, await _room_or_404(room_id, app))


async def _kept(request: Request, app: App, room: Room | None) -> Response:
    form = await request.form()
    values = {name: typed(form, name) for name in FIELDS}
    try:
        row = RoomRow.model_validate(values)
    except ValidationError as wrong:
        return await _rooms_page(request, app, 422, room, values, sentences(wrong))
    kept = Room(id=room.id if room else uuid.uuid4().hex, **row.model_dump())
    await app.run(lambda unit: Calendar(unit.tx).save_room(kept))
    return RedirectResponse("/booking/rooms", 303)


async def _room_or_404(room_id: str, app: App) -> Room:
    found = await Calendar(app.tx).rooms([room_id])
    if not found:
        raise Problem(404, N_("There is no such room."))
    return found[0]


async def _rooms_page(
    request: Request,
    app: App,
    status: int = 200,
    room: Room | None = None,
    values: dict[str, Any] | None = None,
    errors: dict[str, Text] | None = None,
) -> Response:
    return app.pages.render(
        request,
        "rooms.html",
        status,
        rooms=[] if room else await Calendar(app.tx).rooms(),
        room=room,
        values=values or {},
        errors=app.pages.translate_all(request, errors or {}),
    )
