"""The figures, for programs."""

from typing import Any

from fastapi import APIRouter

from services.feedback.answers.store import Cells
from services.feedback.network.store import NetworkStore
from services.feedback.questionnaires.library import newest
from services.feedback.reports import figures
from services.feedback.rounds.lifecycle import min_answers
from shared.app.service import CurrentApp
from shared.web.access import TOKEN_SHOWN

router = APIRouter(tags=["feedback"])


@router.get("/api/summary", dependencies=[TOKEN_SHOWN])
async def summary(app: CurrentApp) -> dict[str, Any]:
    """How debriefings were found helpful, once at least five contacts have answered. The figures change only when as
    many more have: else each answer could be read from them.
    """
    cells = await Cells(app.tx).cells({"questionnaire": newest("follow_up").id})
    return figures.summary(cells, "helped", min_answers(await NetworkStore(app.tx).fewest()))
