"""What somebody is asked, answered without a name, by the link that they were sent; as a page and as JSON."""

from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from services.feedback.answers import handlers
from services.feedback.answers.form import NONE, NotAnAnswer, Sent
from services.feedback.answers.handlers import AnsweredError, NotOpenError, OpenedLink
from services.feedback.questionnaires.model import Item, Questionnaire
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.web.language import language_of
from shared.web.problems import LOOK_AT_FIELDS, Problem, wants_json
from shared.web.security.token_links import opens_nothing

router = APIRouter(tags=["feedback"])
UNREADABLE = N_("We could not read the answer. Send the items by their ids.")
SAID: dict[str, Text] = {
    "thanks": N_("Thank you. Your answer is kept without your name."),
    "answered": N_("This has been answered. Thank you."),
    "over": N_("This is not open now: its time is over, or has not come yet."),
}


@router.get("/c/{token}")
@router.get("/answers/{token}")
async def ask(token: str, request: Request, app: CurrentApp) -> Response:
    """What is asked, by a mailed link or by a code, which is short enough to be typed; looking changes nothing."""
    entry = await _entry(token, request, app)
    return shown(request, app, entry.asked, "answered" if entry.is_answered else await _state(entry, app))


@router.post("/c/{token}")
@router.post("/answers/{token}")
async def take(token: str, request: Request, app: CurrentApp) -> Response:
    """Keep the answer: a form's fields, or JSON `{"answers": {"<item>": 4}}`."""
    entry = await _entry(token, request, app)
    sent = await sent_by(request)
    try:
        await app.run(lambda unit: handlers.take_answer(unit, token, sent))
    except NotAnAnswer as wrong:
        return refused(request, app, entry.asked, wrong, sent)
    except AnsweredError:
        return shown(request, app, entry.asked, "answered", 410)
    except NotOpenError:
        return shown(request, app, entry.asked, "over", 410)
    return shown(request, app, entry.asked, "thanks")


async def sent_by(request: Request) -> Sent:
    """What came, field by field. Problem 422 for what is no answer at all."""
    if "json" not in request.headers.get("content-type", ""):
        form = await request.form()
        return {name: [each for each in form.getlist(name) if isinstance(each, str)] for name in form}
    try:
        body = orjson.loads(await request.body())
        answers = body["answers"]
        return {str(name): _as_sent(value) for name, value in answers.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise Problem(422, UNREADABLE) from wrong


def shown(request: Request, app: App, asked: Questionnaire, state: str, status: int = 200, **context: Any) -> Response:
    """The page or the JSON in one of its states."""
    if wants_json(request):
        says = {"says": app.pages.translate(request, SAID[state])} if state in SAID else {}
        items = {"questionnaire": _as_json(asked, language_of(request))} if state == "open" else {}
        return JSONResponse({"state": state, **says, **items}, status, {"Vary": "Accept, Accept-Language, Cookie"})
    context = {"values": {}, "errors": {}, "none": NONE, **context}
    return app.pages.render(request, "answer.html", status, state=state, asked=asked, **context)


def refused(
    request: Request, app: App, asked: Questionnaire, wrong: NotAnAnswer, sent: Sent, **context: Any
) -> Response:
    """What was sent, with what is to be mended."""
    if wants_json(request):
        raise Problem(422, LOOK_AT_FIELDS, wrong.fields) from wrong
    errors = app.pages.translate_all(request, wrong.fields)
    return shown(request, app, asked, "open", 422, values=dict(sent), errors=errors, **context)


async def _entry(token: str, request: Request, app: App) -> OpenedLink:
    entry = await handlers.entry_of(token, app.tx)
    if entry is None:
        raise opens_nothing(request)
    return entry


async def _state(entry: OpenedLink, app: App) -> str:
    return "open" if await handlers.is_open(entry, app) else "over"


def _as_sent(value: Any) -> list[str]:
    if isinstance(value, list):
        return [_one(each) for each in value] or [NONE]
    return [] if value is None else [_one(value)]


def _one(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError
    return str(value)


def _as_json(asked: Questionnaire, language: str) -> dict[str, Any]:
    return {
        "id": asked.id,
        "title": asked.title.into(language),
        "seconds": asked.seconds,
        "items": [_item(item, language) for item in asked.items],
    }


def _item(item: Item, language: str) -> dict[str, Any]:
    told: dict[str, Any] = {"id": item.id, "kind": item.kind, "text": item.text.into(language)}
    if item.low and item.high:
        told |= {"marks": {"1": item.low.into(language), "5": item.high.into(language)}}
    if item.options:
        told |= {"options": {option.id: option.text.into(language) for option in item.options}}
    return told
