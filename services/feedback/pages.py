"""One question, answered without a name; and the figures, where enough people have answered."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from services.feedback import handlers
from services.feedback.handlers import DEBRIEFING, NotOpenError
from services.feedback.rules import asking, figures
from services.feedback.store import Store
from shared.app.service import CurrentApp
from shared.i18n import N_
from shared.tokens import digest
from shared.web.access import TOKEN_SHOWN
from shared.web.problems import Problem
from shared.web.token_links import opens_nothing

router = APIRouter(tags=["feedback"])


@router.get("/answers/{token}")
async def ask(token: str, request: Request, app: CurrentApp) -> Response:
    """The question; looking changes nothing."""
    found = await Store(app.tx).invitation_of(digest(token))
    if found is None:
        raise opens_nothing(request)
    is_asked = asking.is_asked_about(await Store(app.tx).course(found.debriefing_id))
    state = "open" if is_asked and asking.is_open(found, app.clock()) else "answered" if found.answered else "over"
    return app.pages.render(request, "answer.html", state=state, token=token)


@router.post("/answers/{token}")
async def take(token: str, request: Request, app: CurrentApp, mark: Annotated[int, Form(ge=1, le=5)]) -> Response:
    """Keep the answer."""
    try:
        await app.run(lambda unit: handlers.answer(unit, token, mark))
    except NotOpenError as closed:
        raise Problem(410, N_("This question is answered already, or its time is over.")) from closed
    return app.pages.render(request, "answer.html", state="thanks", token=token)


@router.get("/api/summary", dependencies=[TOKEN_SHOWN])
async def summary(app: CurrentApp) -> dict[str, Any]:
    """How debriefings were found helpful, once at least five have answered. The figures change only when as many more
    have: else each answer could be read from them.
    """
    return figures.summary(await Store(app.tx).figures(DEBRIEFING), await Store(app.tx).fewest())
