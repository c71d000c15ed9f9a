"""The figures, for programs."""

from typing import Any

from fastapi import APIRouter

from services.feedback.answers.model import DEBRIEFING
from services.feedback.network.store import NetworkStore
from services.feedback.reports import figures
from services.feedback.reports.store import FiguresStore
from shared.app.service import CurrentApp
from shared.web.access import TOKEN_SHOWN

router = APIRouter(tags=["feedback"])


@router.get("/api/summary", dependencies=[TOKEN_SHOWN])
async def summary(app: CurrentApp) -> dict[str, Any]:
    """How debriefings were found helpful, once at least five have answered. The figures change only when as many more
    have: else each answer could be read from them.
    """
    return figures.summary(await FiguresStore(app.tx).figures(DEBRIEFING), await NetworkStore(app.tx).fewest())
