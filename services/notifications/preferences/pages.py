"""What somebody is sent: by the link of a letter, by one click in a mail program (RFC 8058), or signed in."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from services.notifications.preferences import handlers
from services.notifications.preferences.store import Preferences
from services.notifications.writing.preference_links import opened
from services.notifications.writing.refusable import NAMES, TOPICS, Topic
from shared.app.service import App, CurrentApp
from shared.i18n import N_
from shared.people.person import Person
from shared.web.security.token_links import opens_nothing

router = APIRouter(include_in_schema=False)
HERE = "/notifications/preferences"
ONE_CLICK = "List-Unsubscribe"
SAVED = N_("Saved.")


@router.get("/preferences")
async def show_own(request: Request, app: CurrentApp, saved: str = "") -> Response:
    """One's own, signed in."""
    person: Person = request.state.person
    return await _preferences_page(request, app, person.email, HERE, saved=bool(saved))


@router.post("/preferences")
async def choose_own(request: Request, app: CurrentApp) -> Response:
    person: Person = request.state.person
    form = await request.form()
    wanted = [str(each) for each in form.getlist("wanted")]
    await app.run(lambda unit: handlers.choose(person.email, wanted, unit))
    return RedirectResponse(f"{HERE}?saved=1", 303)


@router.get("/preferences/{token}")
async def show(token: str, request: Request, app: CurrentApp, saved: str = "") -> Response:
    """What can be refused; a look changes nothing, for mail scanners open links."""
    email, _ = _whose(token, request, app)
    return await _preferences_page(request, app, email, f"{HERE}/{token}", saved=bool(saved))


@router.post("/preferences/{token}")
async def choose(token: str, request: Request, app: CurrentApp) -> Response:
    """The page's form; or one click, which refuses what the letter was about."""
    email, topic = _whose(token, request, app)
    form = await request.form()
    if ONE_CLICK in form:
        await app.run(lambda unit: handlers.refuse(email, topic, unit))
        return PlainTextResponse("OK")
    wanted = [str(each) for each in form.getlist("wanted")]
    await app.run(lambda unit: handlers.choose(email, wanted, unit))
    return RedirectResponse(f"{HERE}/{token}?saved=1", 303)


def _whose(token: str, request: Request, app: App) -> tuple[str, Topic]:
    """Problem 404 where the link opens nothing."""
    found = opened(token, app.settings)
    if found is None:
        raise opens_nothing(request)
    return found


async def _preferences_page(request: Request, app: App, email: str, here: str, *, saved: bool = False) -> Response:
    refused = await Preferences(app.tx).refused_by(email)
    return app.pages.render(
        request,
        "preferences.html",
        options=[(each, app.pages.translate(request, NAMES[each])) for each in TOPICS],
        wanted=[each for each in TOPICS if each not in refused],
        here=here,
        saved=SAVED if saved else None,
        values={},
        errors={},
    )
