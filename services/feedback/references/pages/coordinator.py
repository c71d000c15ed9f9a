"""Where the coordinator asks for consents, sees their history, and takes references down."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.feedback.references import consent, handlers
from services.feedback.references.consent import PLACES
from services.feedback.references.handlers import ENDED, PAST, WHAT, NoSuchReferenceError, PastError, page_of
from services.feedback.references.model import NotPossibleError, Reference
from services.feedback.references.schemas import NewReference
from services.feedback.references.store import References
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.web.problems import Problem

router = APIRouter(tags=["feedback"])
HERE = "/feedback/consents"
FIELDS: dict[str, Text] = {
    "quote": N_("Write the words as they were said, at most 1000 characters."),
    "said_by": N_("Write how it is shown whose words they are."),
    "where": N_("Tick at least one place."),
    "until": PAST,
    "name": N_("Write who consents."),
    "email": N_("Write their e-mail address, such as name@example.fi."),
    "language": N_("Choose a language."),
}


@router.get("/consents")
async def list_all(request: Request, app: CurrentApp) -> Response:
    """All references, and the form for a new one."""
    return await _list(request, app)


@router.post("/consents")
async def propose(request: Request, app: CurrentApp) -> Response:
    """Ask for a consent: a form's fields as the API's."""
    form = await request.form()
    typed = {name: str(form.get(name, "")) for name in FIELDS if name != "where"}
    where = [str(each) for each in form.getlist("where")]
    try:
        new = NewReference.model_validate({**typed, "where": where})
        made = await app.run(lambda unit: handlers.propose(unit, new, request.state.person.email))
    except (ValidationError, PastError) as wrong:
        names = {str(each["loc"][0]) for each in wrong.errors()} if isinstance(wrong, ValidationError) else {"until"}
        errors = {name: app.pages.translate(request, said) for name, said in FIELDS.items() if name in names}
        return await _list(request, app, 422, errors=errors, values={**typed, "where": where})
    return RedirectResponse(f"{HERE}/{made.id}?asked=1", 303)


@router.get("/consents/{reference_id}")
async def show(reference_id: str, request: Request, app: CurrentApp) -> Response:
    """One, with its consent's history."""
    found = await _one(reference_id, app)
    context = {
        "reference": found,
        "link": handlers.consent_link(app.settings, found),
        "asked": "asked" in request.query_params,
        "page": page_of(found),
        "what": WHAT,
        **_about(found, app),
    }
    return app.pages.render(request, "held_consent.html", **context)


@router.post("/consents/{reference_id}/withdraw")
async def withdraw(reference_id: str, request: Request, app: CurrentApp) -> Response:
    """Take it down, at once."""
    try:
        await app.run(lambda unit: handlers.withdraw(unit, reference_id, request.state.person.email))
    except NoSuchReferenceError as unknown:
        raise Problem(404) from unknown
    except NotPossibleError as ended:
        raise Problem(409, ENDED) from ended
    return RedirectResponse(f"{HERE}/{reference_id}", 303)


async def _list(request: Request, app: App, status: int = 200, **context: Any) -> Response:
    found = [(each, _about(each, app)["is_public"]) for each in await References(app.tx).every()]
    context |= {"references": found, "places": PLACES, "states": WHAT, "now": app.clock()}
    return app.pages.render(request, "consents.html", status, **context)


def _about(found: Reference, app: App) -> dict[str, Any]:
    now = app.clock()
    return {"places": PLACES, "is_public": consent.is_public(found, now), "is_open": consent.is_open(found, now)}


async def _one(reference_id: str, app: App) -> Reference:
    found = await References(app.tx).find(reference_id)
    if found is None:
        raise Problem(404)
    return found
