"""How somebody is reached when it is urgent: their own ways, tried with a tap; everybody's, for the coordinator."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from services.notifications.channels import contact_card, handlers, progressive
from services.notifications.channels.handlers import NoSuchChannelError, TooSoonError, offered_kinds
from services.notifications.channels.model import AFTER, KINDS, MOST_CHANNELS, WAKE_STATES, WHYS, Kind
from services.notifications.channels.push_key import public_key
from services.notifications.channels.store import Channels, Wakes
from services.notifications.settings import NotificationsSettings
from shared.app.service import App, CurrentApp
from shared.fields import address_key
from shared.finland import Language
from shared.i18n import N_, Mistake, Text
from shared.people.person import Person
from shared.web.language import language_of
from shared.web.problems import Problem

router = APIRouter(include_in_schema=False)
HERE = "/notifications/reach"
ROWS = 50
SHOWN = 10
TOO_SOON = N_("It was tested a moment ago. Wait for twenty seconds.")
UNKNOWN = N_("There is no such way to reach you. Load the page again.")
WHEN = {0: N_("at once"), 60: N_("after 1 minute"), 120: N_("after 2 minutes"), 180: N_("after 3 minutes")}


@router.get("/reach")
async def show(request: Request, app: CurrentApp) -> Response:
    """One's own ways, and what came of the last times."""
    return await _reach_page(request, app)


@router.post("/reach")
async def add(request: Request, app: CurrentApp) -> Response:
    """Another way."""
    form = await request.form()
    values = {name: str(form.get(name) or "") for name in ("kind", "target", "after")}
    kind = next((each for each in KINDS if each == values["kind"] and each != "push"), None)
    if kind is None:
        return await _reach_page(request, app, values, {"kind": N_("Choose one.")}, 422)
    try:
        await _add(request, app, kind, values["target"], values["after"])
    except Mistake as wrong:
        return await _reach_page(request, app, values, {"target": wrong.text}, 422)
    return RedirectResponse(HERE, 303)


@router.post("/reach/push")
async def add_browser(request: Request, app: CurrentApp) -> Response:
    """This very browser, as its Push API tells of itself."""
    try:
        await _add(request, app, "push", (await request.body()).decode("utf-8", "replace"), "0")
    except Mistake as wrong:
        raise Problem(422, wrong.text) from None
    return JSONResponse({"kept": True}, 201)


@router.get("/reach/worker.js")
async def worker() -> Response:
    """What a browser runs when a message comes, for all pages."""
    headers = {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    return Response(progressive.WORKER, media_type="text/javascript", headers=headers)


@router.get("/manifest.webmanifest")
async def manifest(app: CurrentApp) -> Response:
    """What makes the pages an application that can be installed."""
    told = progressive.manifest(app.pages.network_name, app.pages.branding.colour)
    return JSONResponse(told, media_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@router.get("/reach/contact.vcf")
async def card(app: CurrentApp) -> Response:
    """The network as a contact, so that a phone lets it through at night."""
    told = contact_card.written(
        app.pages.network_name, app.pages.branding.phone, NotificationsSettings.of(app.settings).mail_from
    )
    headers = {"Content-Disposition": 'attachment; filename="contact.vcf"'}
    return Response(told, media_type="text/vcard; charset=utf-8", headers=headers)


@router.get("/reach/everybody")
async def show_everybody(
    request: Request, app: CurrentApp, after: Annotated[str, Query(max_length=254)] = ""
) -> Response:
    """Who can be reached how, and whether it was ever tried."""
    found = await Channels(app.tx).page(after, ROWS + 1)
    more = found[ROWS - 1].email if len(found) > ROWS else None
    return app.pages.render(request, "reach_everybody.html", people=found[:ROWS], more=more, kinds=KINDS, when=WHEN)


@router.post("/reach/{channel_id}")
async def change(channel_id: str, request: Request, app: CurrentApp) -> Response:
    """Its turn in the order, a test, or its end."""
    form = await request.form()
    person, what = _person(request), str(form.get("do") or "")
    try:
        if what == "test":
            await handlers.try_out(app, person, channel_id, _language(request))
        elif what == "remove":
            await app.run(lambda unit: handlers.remove(unit, person, channel_id))
        else:
            after = _seconds(str(form.get("after") or ""))
            await app.run(lambda unit: handlers.change(unit, person, channel_id, after))
    except NoSuchChannelError:
        raise Problem(404, UNKNOWN) from None
    except TooSoonError:
        return await _reach_page(request, app, refused=TOO_SOON, status=429)
    except Mistake as wrong:
        return await _reach_page(request, app, refused=wrong.text, status=422)
    return RedirectResponse(f"{HERE}#{channel_id}", 303)


async def _add(request: Request, app: App, kind: Kind, target: str, after: str) -> None:
    person, language = _person(request), _language(request)
    await app.run(lambda unit: handlers.add(unit, person, kind, target, _seconds(after), language))


def _seconds(written: str) -> int:
    return next((each for each in AFTER if str(each) == written), -1)


def _person(request: Request) -> Person:
    return cast("Person", request.state.person)


def _language(request: Request) -> Language:
    return cast("Language", language_of(request))


async def _reach_page(
    request: Request,
    app: App,
    values: dict[str, Any] | None = None,
    errors: dict[str, Text] | None = None,
    status: int = 200,
    *,
    refused: Text | None = None,
) -> Response:
    person = _person(request)
    known = await Channels(app.tx).of(person.email)
    return app.pages.render(
        request,
        "reach.html",
        status,
        channels=sorted(known.channels, key=lambda each: each.after) if known else (),
        latest=await Wakes(app.tx).latest(address_key(person.email), SHOWN),
        choices=[(each, app.pages.translate(request, KINDS[each])) for each in offered_kinds(app.settings)],
        turns=[(seconds, app.pages.translate(request, text)) for seconds, text in WHEN.items()],
        is_full=known is not None and len(known.channels) >= MOST_CHANNELS,
        push_key=public_key(app.settings),
        kinds=KINDS,
        states=WAKE_STATES,
        whys=WHYS,
        when=WHEN,
        values=values or {},
        errors=app.pages.translate_all(request, errors or {}),
        refused=refused,
    )
