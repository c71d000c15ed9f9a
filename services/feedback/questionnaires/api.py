"""Own questionnaires, for programs: a licensed scale comes in so, by who holds its licence."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from services.feedback.questionnaires import handlers
from services.feedback.questionnaires.drafting import UnfinishedError
from services.feedback.questionnaires.handlers import NoSuchDraftError
from services.feedback.questionnaires.schemas import NewQuestionnaire
from services.feedback.questionnaires.store import Questionnaires
from shared.app.service import CurrentApp
from shared.web.problems import LOOK_AT_FIELDS, Problem
from shared.web.security.access import TOKEN_SHOWN, author

router = APIRouter(tags=["feedback"])


@router.get("/api/questionnaires", dependencies=[TOKEN_SHOWN])
async def questionnaires(app: CurrentApp) -> dict[str, Any]:
    """What is asked at each occasion now, and the network's own drafts."""
    store = Questionnaires(app.tx)
    asked = await handlers.asked_now(store)
    return {
        "asked": {occasion: each.model_dump(mode="json") | {"id": each.id} for occasion, each in asked.items()},
        "drafts": [each.model_dump(mode="json") for each in await store.drafts()],
    }


@router.post("/api/questionnaires", status_code=201, dependencies=[TOKEN_SHOWN])
async def add(new: NewQuestionnaire, app: CurrentApp) -> JSONResponse:
    """Take one in as a draft; nobody is asked by it before it is taken into use."""
    draft = await app.run(lambda unit: handlers.take_in(unit, new))
    return JSONResponse({"id": draft.id, "page": f"/feedback/questionnaires/{draft.id}"}, 201)


@router.post("/api/questionnaires/{draft_id}/use", dependencies=[TOKEN_SHOWN])
async def use(draft_id: str, request: Request, app: CurrentApp) -> dict[str, Any]:
    """From the next round on it is asked at its occasion. 422 says what it lacks, field by field."""
    try:
        version = await app.run(lambda unit: handlers.use(unit, draft_id, author(request)))
    except NoSuchDraftError as unknown:
        raise Problem(404) from unknown
    except UnfinishedError as unfinished:
        raise Problem(422, LOOK_AT_FIELDS, unfinished.fields) from unfinished
    return {"questionnaire": version.id, "occasion": version.asked_on}
