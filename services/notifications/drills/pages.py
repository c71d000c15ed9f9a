"""Rehearsals: who was reached, for the coordinator; and the page on which somebody says that they were."""

from fastapi import APIRouter, Request, Response

from services.notifications.channels.model import WHYS
from services.notifications.channels.store import Wakes
from services.notifications.delivery.log import Log, Search
from services.notifications.drills import handlers
from services.notifications.drills.handlers import DrillOverError, NoSuchDrillError
from services.notifications.drills.reached import is_open, reached
from services.notifications.drills.store import Drills
from shared.app.service import CurrentApp
from shared.tokens import digest
from shared.web.security.token_links import has_ended, opens_nothing

router = APIRouter(include_in_schema=False)
SHOWN = 10


@router.get("/drills")
async def show(request: Request, app: CurrentApp, called: str = "") -> Response:
    """The latest, each with its people, ways and times. `called`: the one that is on its way."""
    found = await Drills(app.tx).latest(SHOWN)
    rows = [
        (drill, reached(drill, await Log(app.tx).find(Search(about=drill.id)), await Wakes(app.tx).of_about(drill.id)))
        for drill in found
    ]
    coming = bool(called) and called not in {each.id for each in found}
    return app.pages.render(request, "drills.html", drills=rows, coming=coming, whys=WHYS)


@router.get("/drills/heard/{token}")
async def show_heard(token: str, request: Request, app: CurrentApp) -> Response:
    """A button: mail programs open links by themselves."""
    drill = await Drills(app.tx).of_link(digest(token))
    asked = drill.asked_by(digest(token)) if drill else None
    if drill is None or asked is None:
        raise opens_nothing(request)
    if not is_open(drill, app.clock()):
        raise has_ended()
    return app.pages.render(request, "heard.html", asked=asked, here=f"/notifications/drills/heard/{token}")


@router.post("/drills/heard/{token}")
async def hear(token: str, request: Request, app: CurrentApp) -> Response:
    """They were reached."""
    try:
        await app.run(lambda unit: handlers.hear(token, unit))
    except NoSuchDrillError:
        raise opens_nothing(request) from None
    except DrillOverError:
        raise has_ended() from None
    return await show_heard(token, request, app)
