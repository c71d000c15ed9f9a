"""The live page of one debriefing, the mailed link that shows whose address it is, and withdrawing."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from services.contracts.debriefings.handlers import requests
from services.contracts.debriefings.handlers.requests import NoSuchDebriefingError
from services.contracts.debriefings.links import Links
from services.contracts.debriefings.live import Progress, discreet, nameless, progress
from services.contracts.debriefings.model import Confirmed, Debriefing
from services.contracts.debriefings.retention import links_have_ended
from services.contracts.debriefings.store.debriefings import Debriefings
from services.contracts.debriefings.timeline import TimelineEntry, condensed
from services.contracts.network.store import NetworkStore
from shared.app.service import App, CurrentApp
from shared.tokens import digest
from shared.web.problems import wants_json
from shared.web.security.token_links import has_ended, opens_nothing
from shared.web.stream import stream

router = APIRouter(tags=["debriefings"])
Json = dict[str, Any]


@router.get("/debriefings/{token}")
async def watch(token: str, request: Request, app: CurrentApp) -> Response:
    """How far it has come: a live page, or with `Accept: application/json` state, who leads, and every step."""
    debriefing = await find_watched(app, token, request)
    if wants_json(request):
        return JSONResponse(_told(debriefing), headers={"Vary": "Accept", "Cache-Control": "no-store"})
    return app.pages.render(request, "status.html", token=token, **shown_progress(debriefing))


@router.get("/debriefings/{token}/live", include_in_schema=False)
async def watch_live(token: str, request: Request, app: CurrentApp) -> Response:
    """The page's changing part, sent anew at every change."""
    debriefing = await find_watched(app, token, request)

    async def render() -> str:
        return app.pages.fragment(request, "progress.html", **shown_progress(await find_watched(app, token, request)))

    return stream(request, app.live, debriefing.id, render)


@router.get("/debriefings/{token}/withdraw", include_in_schema=False)
async def confirm_withdrawal(token: str, request: Request, app: CurrentApp) -> Response:
    """Ask whether it is meant; looking changes nothing."""
    debriefing = await find_watched(app, token, request)
    if debriefing.withdrawn:
        return RedirectResponse(f"/contracts/debriefings/{token}", 303)
    return app.pages.render(request, "withdraw.html", token=token, **shown_progress(debriefing))


@router.post("/debriefings/{token}/withdraw")
async def withdraw(token: str, request: Request, app: CurrentApp) -> Response:
    """The debriefing is no longer needed; saying it twice is the same."""
    await find_watched(app, token, request)
    try:
        debriefing = await app.run(lambda unit: requests.withdraw(unit, token))
    except NoSuchDebriefingError:
        raise opens_nothing(request) from None
    if wants_json(request):
        return JSONResponse(_told(debriefing), headers={"Vary": "Accept", "Cache-Control": "no-store"})
    return RedirectResponse(f"/contracts/debriefings/{token}", 303)


@router.get("/verifications/{token}", include_in_schema=False)
async def confirm_address(token: str, request: Request, app: CurrentApp) -> Response:
    """The mailed link: a page with one button, since mail scanners open links."""
    debriefing = await _open(await Debriefings(app.tx).by_verify_link(digest(token)), app, request)
    return app.pages.render(request, "verify.html", token=token, status_path=_path(app, debriefing), d=debriefing)


@router.post("/verifications/{token}", include_in_schema=False)
async def verify(token: str, request: Request, app: CurrentApp) -> Response:
    """The address is theirs."""
    await _open(await Debriefings(app.tx).by_verify_link(digest(token)), app, request)
    try:
        debriefing = await app.run(lambda unit: requests.verify(unit, token))
    except NoSuchDebriefingError:
        raise opens_nothing(request) from None
    if wants_json(request):
        return JSONResponse(_told(debriefing))
    return RedirectResponse(_path(app, debriefing), 303)


async def find_watched(app: App, token: str, request: Request) -> Debriefing:
    debriefing: Debriefing | None = await Debriefings(app.tx).by_status_link(digest(token))
    return await _open(debriefing, app, request)


async def _open(debriefing: Debriefing | None, app: App, request: Request) -> Debriefing:
    """The debriefing that a link opens; Problem 404 where it opens none, 410 where its time is over."""
    if debriefing is None:
        raise opens_nothing(request)
    if links_have_ended(debriefing, await NetworkStore(app.tx).read(), app.clock()):
        raise has_ended()
    return debriefing


def _path(app: App, debriefing: Debriefing) -> str:
    return f"/contracts/debriefings/{Links.of(app.settings).status_token(debriefing.id)}"


def _seen(debriefing: Debriefing) -> Progress:
    """How far it has come, as far as its requester may see: who comes only once it is known whose request it is."""
    view = progress(debriefing.facts)
    return discreet(view) if debriefing.shows_names else nameless(view)


def shown_progress(debriefing: Debriefing) -> Json:
    """What the templates show."""
    view = _seen(debriefing)
    return {"d": debriefing, "view": view, "steps": condensed(view.timeline)}


def _told(debriefing: Debriefing) -> Json:
    """What the JSON says; nothing of what happened."""
    view = _seen(debriefing)
    return {
        "id": debriefing.id,
        "organisation": debriefing.organisation,
        "verified": debriefing.verified,
        "speaks_for_organisation": debriefing.organisation_id is not None,
        "state": view.state,
        "confirmed": _told_confirmed(view.confirmed) if view.confirmed else None,
        "timeline": [_told_step(entry) for entry in view.timeline],
    }


def _told_confirmed(confirmed: Confirmed) -> Json:
    return {
        "supervisors": [supervisor.name for supervisor in confirmed.supervisors],
        "starts_at": confirmed.starts_at.isoformat(),
        "ends_at": confirmed.ends_at.isoformat(),
        "place": confirmed.place.model_dump(include={"remote", "municipality", "address"}),
    }


def _told_step(entry: TimelineEntry) -> Json:
    also = {"supervisor": entry.supervisor, "reason": entry.reason, "count": entry.count}
    told = {"at": entry.at.isoformat(timespec="milliseconds"), "what": entry.what}
    return told | {name: value for name, value in also.items() if value is not None}
