"""Calendars elsewhere: feeds that one's own calendar program reads, and the own calendar that we read."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.booking.calendar.store.sessions import Calendar
from services.booking.feeds import handlers
from services.booking.feeds.model import FeedKind
from services.booking.links import Links
from services.booking.own_calendars import handlers as own_calendars
from services.booking.own_calendars.handlers import NotAnAddressError
from services.booking.own_calendars.model import Trouble
from services.booking.own_calendars.store import OwnCalendars
from services.booking.web import me, typed
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.web.language import language_of
from shared.web.problems import Problem

router = APIRouter(prefix="/calendars", include_in_schema=False)
HERE = "/booking/calendars"

TROUBLES: dict[Trouble, Text] = {
    "address": N_("There is nothing at this address that we may read."),
    "unreachable": N_("The address does not answer."),
    "refused": N_("The address does not let us read the calendar."),
    "too_large": N_("The calendar is too large."),
    "not_calendar": N_("What stands at the address is not a calendar that we understand."),
    "broken": N_("The calendar breaks off, or has something in it that can't be read for certain."),
    "zone": N_("The calendar has times in a time zone that we do not know for certain. Choose one of the usual zones."),
    "too_much": N_("The calendar has more in it than we can go through."),
}


@router.get("")
async def show(request: Request, app: CurrentApp) -> Response:
    """One's feeds, and the calendar that is read."""
    return await _calendars_page(request, app)


@router.post("/mine")
async def change_mine(request: Request, app: CurrentApp) -> Response:
    """Give one's own feed a new address, or close it."""
    return await _change_feed(request, app, "supervisor", _supervisor(request))


@router.post("/roster")
async def change_rosters(request: Request, app: CurrentApp) -> Response:
    """Give the roster's feed a new address, or close it."""
    return await _change_feed(request, app, "roster", "")


@router.post("/rooms/{room_id}")
async def change_rooms(room_id: str, request: Request, app: CurrentApp) -> Response:
    """Give a room's feed a new address, or close it."""
    if not await Calendar(app.tx).rooms([room_id]):
        raise Problem(404, N_("There is no room with this id."))
    return await _change_feed(request, app, "room", room_id)


@router.post("/own")
async def connect(request: Request, app: CurrentApp) -> Response:
    """Read the calendar at this address from now on."""
    supervisor, address = _supervisor(request), typed(await request.form(), "address")
    try:
        await app.run(lambda unit: own_calendars.connect(unit, supervisor, address))
    except NotAnAddressError:
        wrong = N_("Give the address of a calendar: it begins with https:// or webcal://.")
        errors = {"address": app.pages.translate(request, wrong)}
        return await _calendars_page(request, app, 422, errors=errors, values={"address": address[:2000]})
    return RedirectResponse(f"{HERE}#own", 303)


@router.post("/own/remove")
async def disconnect(request: Request, app: CurrentApp) -> Response:
    """Read it no more."""
    supervisor = _supervisor(request)
    await app.run(lambda unit: own_calendars.disconnect(unit, supervisor))
    return RedirectResponse(f"{HERE}#own", 303)


async def _calendars_page(request: Request, app: App, status: int = 200, **context: dict[str, str]) -> Response:
    person, links = me(request), Links.of(app.settings)
    who = person.supervisor
    return app.pages.render(
        request,
        "calendars.html",
        status,
        is_supervisor=who is not None,
        is_coordinator=person.coordinator,
        mine=await handlers.address(app.tx, links, "supervisor", who) if who else None,
        roster=await handlers.address(app.tx, links, "roster"),
        rooms=await handlers.rooms(app.tx, links) if person.coordinator else [],
        own=await OwnCalendars(app.tx).find(who) if who else None,
        troubles=TROUBLES,
        here=HERE,
        **context,
    )


async def _change_feed(request: Request, app: App, kind: FeedKind, of: str) -> Response:
    if typed(await request.form(), "answer") == "close":
        await app.run(lambda unit: handlers.close(unit, kind, of))
    else:
        await app.run(lambda unit: handlers.give_address(unit, kind, of, language_of(request)))
    return RedirectResponse(f"{HERE}#{'rooms' if kind == 'room' else request.url.path.rpartition('/')[2]}", 303)


def _supervisor(request: Request) -> str:
    """Theirs whose page it is: the door lets nobody else in."""
    return me(request).supervisor or ""
