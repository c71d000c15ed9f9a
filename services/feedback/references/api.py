"""References for programs: with the coordinator's token."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from services.feedback.references import handlers
from services.feedback.references.handlers import ENDED, PAST, NoSuchReferenceError, PastError, page_of
from services.feedback.references.model import NotPossibleError, Reference
from services.feedback.references.schemas import NewReference
from services.feedback.references.store import References
from shared.app.service import App, CurrentApp
from shared.web.problems import LOOK_AT_FIELDS, Problem
from shared.web.security.access import TOKEN_SHOWN, author

router = APIRouter(tags=["feedback"])


@router.get("/api/references", dependencies=[TOKEN_SHOWN])
async def references(app: CurrentApp) -> dict[str, Any]:
    """All, with their consents' history."""
    return {"references": [as_json(each, app) for each in await References(app.tx).every()]}


@router.post("/api/references", status_code=201, dependencies=[TOKEN_SHOWN])
async def propose(new: NewReference, request: Request, app: CurrentApp) -> JSONResponse:
    """Ask for a written consent; the words are public once it is given, and not before."""
    try:
        made = await app.run(lambda unit: handlers.propose(unit, new, author(request)))
    except PastError as past:
        raise Problem(422, LOOK_AT_FIELDS, {"until": PAST}) from past
    return JSONResponse(as_json(made, app), 201)


@router.post("/api/references/{reference_id}/withdraw", dependencies=[TOKEN_SHOWN])
async def withdraw(reference_id: str, request: Request, app: CurrentApp) -> dict[str, Any]:
    """Take it down, at once."""
    try:
        gone = await app.run(lambda unit: handlers.withdraw(unit, reference_id, author(request)))
    except NoSuchReferenceError as unknown:
        raise Problem(404) from unknown
    except NotPossibleError as ended:
        raise Problem(409, ENDED) from ended
    return as_json(gone, app)


def as_json(reference: Reference, app: App) -> dict[str, Any]:
    """A reference with its consent, for who runs the network."""
    told = reference.model_dump(mode="json", exclude={"key", "consenter"})
    return told | {"consenter": reference.consenter.name, "page": f"{app.settings.public_url}{page_of(reference)}"}
