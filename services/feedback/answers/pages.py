"""One question, answered without a name; and the figures, where enough people have answered."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from services.feedback.answers import handlers
from services.feedback.answers.handlers import NotOpenError
from services.feedback.invitations import asking
from services.feedback.invitations.store import Invitations
from shared.app.service import CurrentApp
from shared.i18n import N_
from shared.tokens import digest
from shared.web.problems import Problem
from shared.web.token_links import opens_nothing

router = APIRouter(tags=["feedback"])


@router.get("/answers/{token}")
async def ask(token: str, request: Request, app: CurrentApp) -> Response:
    """The question; looking changes nothing."""
    found = await Invitations(app.tx).invitation_of(digest(token))
    if found is None:
        raise opens_nothing(request)
    is_asked = asking.is_asked_about(await Invitations(app.tx).course(found.debriefing_id))
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
