"""Where a supervisor picks the theme areas that the orderer hears of; as pages and as JSON. Nothing can be typed."""

from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from services.feedback.closings import handlers
from services.feedback.closings.handlers import NoSuchProcessError, Open, StillRunningError
from services.feedback.closings.picking import HANDLED, ONWARDS, NotOnTheListError
from shared.app.service import App, CurrentApp
from shared.i18n import N_
from shared.people.person import Person
from shared.web.problems import LOOK_AT_FIELDS, Problem, wants_json

router = APIRouter(tags=["feedback"])
NOT_THEIRS = N_("This process is not among yours. Open it from the list of your processes.")
NOT_OVER = N_("This process is not over yet. Feedback to the orderer is given at its end.")
UNREADABLE = N_("We could not read it. Send the names of theme areas as the lists handled and onwards.")


@router.get("/closings")
async def list_processes(request: Request, app: CurrentApp) -> Response:
    """A supervisor's processes that are over."""
    found = await handlers.ended(str(request.state.person.supervisor), app.tx)
    if wants_json(request):
        told = [{"process": each.id, "title": each.title, "given": given is not None} for each, given in found]
        return JSONResponse({"processes": told})
    return app.pages.render(request, "closings.html", processes=found)


@router.get("/closings/{process_id}")
async def show(process_id: str, request: Request, app: CurrentApp) -> Response:
    """What can be picked, and what was."""
    found = await _open(process_id, request, app)
    if wants_json(request):
        return JSONResponse(_as_json(found))
    return _closing_page(found, request, app)


@router.post("/closings/{process_id}")
async def give(process_id: str, request: Request, app: CurrentApp) -> Response:
    """Names of theme areas as a form's fields, or as JSON `{"handled": [...], "onwards": [...]}`."""
    found = await _open(process_id, request, app)
    person: Person = request.state.person
    sent = await _sent(request)
    try:
        await app.run(lambda unit: handlers.give(unit, process_id, person.supervisor, person.email, sent))
    except NotOnTheListError as wrong:
        if wants_json(request):
            raise Problem(422, LOOK_AT_FIELDS, wrong.fields) from wrong
        errors = app.pages.translate_all(request, wrong.fields)
        return _closing_page(
            found, request, app, 422, errors=errors, values={name: list(sent.get(name, ())) for name in sent}
        )
    if wants_json(request):
        return JSONResponse(_as_json(await _open(process_id, request, app)))
    return RedirectResponse(f"/feedback/closings/{process_id}?given=1", 303)


def _closing_page(found: Open, request: Request, app: App, status: int = 200, **context: Any) -> Response:
    context |= {"open": found, "is_new": "given" in request.query_params}
    return app.pages.render(request, "closing.html", status, **context)


async def _open(process_id: str, request: Request, app: App) -> Open:
    person: Person = request.state.person
    try:
        return await handlers.look(process_id, person.supervisor, app.tx)
    except NoSuchProcessError as refused:
        raise Problem(404, NOT_THEIRS) from refused
    except StillRunningError as refused:
        raise Problem(409, NOT_OVER) from refused


async def _sent(request: Request) -> dict[str, list[str]]:
    """The two lists and nothing else. Problem 422 for what is none."""
    if "json" not in request.headers.get("content-type", ""):
        form = await request.form()
        return {name: [str(each) for each in form.getlist(name)] for name in (HANDLED, ONWARDS)}
    try:
        body = orjson.loads(await request.body())
        return {name: [_name(each) for each in body.get(name, [])] for name in (HANDLED, ONWARDS)}
    except (ValueError, TypeError, AttributeError) as wrong:
        raise Problem(422, UNREADABLE) from wrong


def _name(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _as_json(found: Open) -> dict[str, Any]:
    return {
        "process": found.process.id,
        "title": found.process.title,
        "areas": [{"name": each.name, "sessions": each.sessions} for each in found.areas],
        "given": {HANDLED: found.given.handled, ONWARDS: found.given.onwards} if found.given else None,
    }
