"""What everybody may read, and the page by which its author consents and withdraws. Nobody is to remember any of it."""

from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from services.feedback.references import consent, handlers
from services.feedback.references.consent import PLACES
from services.feedback.references.handlers import ENDED, NoSuchReferenceError, page_of
from services.feedback.references.model import NotPossibleError, Reference, ReferenceState
from services.feedback.references.store import References
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.tokens import digest
from shared.web.problems import LOOK_AT_FIELDS, Problem, wants_json
from shared.web.security.token_links import opens_nothing

router = APIRouter(tags=["feedback"])
# No browser, proxy or search engine keeps what may be withdrawn in a minute.
FORGETFUL = {"Cache-Control": "no-store", "X-Robots-Tag": "noarchive"}
GONE = N_("This reference has been withdrawn, or its time is over. It is shown nowhere any more.")
NAME = N_("Write your name: it stands for your signature.")
ANSWER = N_("Consent, decline or withdraw.")
ANSWERS: dict[str, ReferenceState] = {"consent": "given", "decline": "declined", "withdraw": "withdrawn"}


@router.get("/references")
async def list_public(request: Request, app: CurrentApp) -> Response:
    """What clients say of the network, with their written consent."""
    found = await handlers.public(app)
    return _forgetful(app.pages.render(request, "references.html", references=found, page_of=page_of))


@router.get("/references/feed.json")
async def feed(app: CurrentApp) -> Response:
    """The same as a JSON Feed (version 1.1)."""
    home = f"{app.settings.public_url}/feedback/references"
    items = [
        {
            "id": f"{app.settings.public_url}{page_of(each)}",
            "url": f"{app.settings.public_url}{page_of(each)}",
            "content_text": each.quote,
            "language": each.language,
            "authors": [{"name": each.said_by}],
        }
        for each in await handlers.public(app)
    ]
    told = {"version": "https://jsonfeed.org/version/1.1", "title": app.pages.network_name, "home_page_url": home}
    return JSONResponse({**told, "items": items}, headers=FORGETFUL, media_type="application/feed+json")


@router.get("/references/{reference_id}")
async def show(reference_id: str, request: Request, app: CurrentApp) -> Response:
    """One. Problem 410 for one that is not public any more: who keeps it is told to drop it."""
    found = await References(app.tx).find(reference_id)
    if found is None or not consent.was_public(found):
        raise Problem(404, headers=FORGETFUL)
    if not consent.is_public(found, app.clock()):
        raise Problem(410, GONE, headers={**FORGETFUL, "X-Robots-Tag": "noindex"})
    return _forgetful(app.pages.render(request, "reference.html", reference=found))


@router.get("/references/consent/{token}")
async def look(token: str, request: Request, app: CurrentApp) -> Response:
    """What is asked of whose words they are; looking changes nothing."""
    return _reference_page(await _of_link(token, request, app), request, app)


@router.post("/references/consent/{token}")
async def take(token: str, request: Request, app: CurrentApp) -> Response:
    """`answer`: consent (with `name`), decline or withdraw; as a form or as JSON."""
    found = await _of_link(token, request, app)
    sent = await _sent(request)
    state, name = ANSWERS.get(sent.get("answer", "")), " ".join(sent.get("name", "").split())
    wrong: dict[str, Text] = {"answer": ANSWER} if state is None else {}
    if state == "given" and not 0 < len(name) <= 200:
        wrong["name"] = NAME
    if state is None or wrong:
        if wants_json(request):
            raise Problem(422, LOOK_AT_FIELDS, wrong)
        errors = app.pages.translate_all(request, wrong)
        return _reference_page(found, request, app, 422, errors=errors, values={"name": name})
    try:
        moved = await app.run(lambda unit: handlers.answer(unit, token, state, name))
    except NoSuchReferenceError as unknown:
        raise opens_nothing(request) from unknown
    except NotPossibleError:
        if wants_json(request):
            raise Problem(409, ENDED) from None
        return _reference_page(await _of_link(token, request, app), request, app, 409)
    return _reference_page(moved, request, app)


async def _of_link(token: str, request: Request, app: App) -> Reference:
    found = await References(app.tx).of_link(digest(token))
    if found is None or not found.quote:
        raise opens_nothing(request)
    return found


def _reference_page(found: Reference, request: Request, app: App, status: int = 200, **context: Any) -> Response:
    now = app.clock()
    if wants_json(request):
        told = found.model_dump(mode="json", include={"quote", "said_by", "where", "until", "state"})
        return JSONResponse(told, status, FORGETFUL)
    context |= {
        "reference": found,
        "places": PLACES,
        "is_open": consent.is_open(found, now),
        "is_public": consent.is_public(found, now),
        "page": page_of(found),
    }
    return _forgetful(app.pages.render(request, "consent.html", status, **context))


async def _sent(request: Request) -> dict[str, str]:
    if "json" not in request.headers.get("content-type", ""):
        return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    try:
        body = orjson.loads(await request.body())
        return {name: str(body.get(name, "")) for name in ("answer", "name")}
    except (ValueError, AttributeError) as wrong:
        raise Problem(422, LOOK_AT_FIELDS, {"answer": ANSWER}) from wrong


def _forgetful(response: Response) -> Response:
    response.headers.update(FORGETFUL)
    return response
