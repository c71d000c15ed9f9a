"""What a supervisor shows the group at the end of a session: a code for each who is there, on a phone or on paper."""

import asyncio
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from services.feedback.codes import handlers
from services.feedback.codes.handlers import NotNowError, NotTheirsError, Shown
from services.feedback.codes.model import Drawing
from services.feedback.questionnaires.store import Questionnaires
from services.feedback.rounds.lifecycle import MOST_PLACES
from services.feedback.rounds.model import Round
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.people.person import Person
from shared.web.problems import LOOK_AT_FIELDS, Problem, wants_json

router = APIRouter(tags=["feedback"])
HOW_MANY = N_("Say how many are there as a number from 1 to 100.")
THEIRS = N_("This session is not among yours. Open it from the list of your sessions.")
REFUSED: dict[str, Text] = {
    "coming": N_("This session has not begun yet. Codes are given when it is about to end."),
    "late": N_("This session was too long ago: codes are given at its end, or at the latest two days after."),
    "over": N_("The time to answer by these codes is over."),
    "unheld": N_("This session was marked as not held, so nobody is asked about it."),
}


@router.get("/codes")
async def list_sessions(request: Request, app: CurrentApp) -> Response:
    """Sessions of late, after which somebody may be asked by codes."""
    sessions = await handlers.recent(str(request.state.person.supervisor), app)
    if wants_json(request):
        return JSONResponse({"sessions": [_as_json(each) for each in sessions]})
    return app.pages.render(request, "codes.html", sessions=sessions)


@router.get("/codes/{session_id}")
async def show(session_id: str, request: Request, app: CurrentApp, n: int = 1) -> Response:
    """How many are there; then one code after another."""
    found = await _shown(session_id, request, app)
    if wants_json(request):
        return await _told(found, app)
    return await _code_page(found, request, app, min(max(n, 1), found.round.places if found.round else 1))


@router.post("/codes/{session_id}")
async def give(session_id: str, request: Request, app: CurrentApp) -> Response:
    """So many are there: a form's field `present`, or JSON `{"present": 7}`; more of them as long as it is open."""
    found = await _shown(session_id, request, app)
    person: Person = request.state.person
    present = await _present(request)
    if present is None:
        if wants_json(request):
            raise Problem(422, LOOK_AT_FIELDS, {"present": HOW_MANY})
        said = app.pages.translate(request, HOW_MANY)
        return await _code_page(found, request, app, 1, 422, errors={"present": said})
    try:
        await app.run(lambda unit: handlers.give_codes(unit, session_id, person.supervisor, person.email, present))
    except NotNowError as refused:
        raise Problem(409, REFUSED[refused.state]) from refused
    if wants_json(request):
        return await _told(await _shown(session_id, request, app), app)
    known = found.round.places if found.round else 0
    return RedirectResponse(f"/feedback/codes/{session_id}?n={known + 1 if present > known else 1}", 303)


@router.get("/codes/{session_id}/sheet")
async def show_sheet(session_id: str, request: Request, app: CurrentApp) -> Response:
    """All codes on paper, to be cut apart and drawn like lots."""
    found = await _shown(session_id, request, app)
    if found.state != "open" or found.round is None:
        raise Problem(409, REFUSED.get(found.state, HOW_MANY))
    drawings = await _all(found.round, app)
    return app.pages.render(request, "sheet.html", shown=found, drawings=drawings)


async def _code_page(found: Shown, request: Request, app: App, nth: int, status: int = 200, **context: Any) -> Response:
    drawing: Drawing | None = None
    if found.state == "open" and found.round is not None:
        (drawing,) = handlers.draw(found.round, [nth], app.settings)
    says = app.pages.translate(request, REFUSED[found.state]) if found.state in REFUSED else ""
    asked = await Questionnaires(app.tx).one(found.round.questionnaire) if found.round else None
    context |= {"shown": found, "drawing": drawing, "says": says, "asked": asked, "most": MOST_PLACES}
    page = app.pages.render(request, "code.html", status, **context)
    page.headers["Cache-Control"] = "no-store"
    return page


async def _told(found: Shown, app: App) -> Response:
    body = _as_json(found)
    if found.state == "open" and found.round is not None:
        drawings = await _all(found.round, app)
        body["links"] = [each.link for each in drawings]
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


async def _all(round_: Round, app: App) -> list[Drawing]:
    return await asyncio.to_thread(handlers.draw, round_, range(1, round_.places + 1), app.settings)


def _as_json(found: Shown) -> dict[str, Any]:
    told: dict[str, Any] = {
        "session": found.meeting.id,
        "organisation": found.meeting.organisation,
        "start": found.meeting.start.isoformat(),
        "state": found.state,
    }
    if found.round is not None:
        told |= {"present": found.round.places, "until": found.round.closes.isoformat()}
    return told | ({"answered": found.used} if found.used is not None else {})


async def _shown(session_id: str, request: Request, app: App) -> Shown:
    person: Person = request.state.person
    try:
        return await handlers.shown(session_id, person.supervisor, app.tx, app)
    except NotTheirsError as refused:
        raise Problem(404, THEIRS) from refused


async def _present(request: Request) -> int | None:
    """How many are there; None where that is no number, or none that can be."""
    try:
        if "json" in request.headers.get("content-type", ""):
            given = orjson.loads(await request.body())["present"]
            number = given if isinstance(given, int) and not isinstance(given, bool) else 0
        else:
            number = int(str((await request.form()).get("present", "")))
    except (ValueError, KeyError, TypeError):
        return None
    return number if 1 <= number <= MOST_PLACES else None
