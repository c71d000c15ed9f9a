"""What somebody wants to be sent, over JSON, by the link of a letter."""

from fastapi import APIRouter, Request

from services.notifications.preferences import handlers
from services.notifications.preferences.schemas import Choice
from services.notifications.preferences.store import Preferences
from services.notifications.writing.preference_links import opened
from services.notifications.writing.refusable import TOPICS
from shared.app.service import CurrentApp
from shared.web.security.token_links import opens_nothing

router = APIRouter(prefix="/api", tags=["preferences"])


@router.get("/preferences/{token}")
async def show(token: str, request: Request, app: CurrentApp) -> Choice:
    """What is wanted now."""
    found = opened(token, app.settings)
    if found is None:
        raise opens_nothing(request)
    refused = await Preferences(app.tx).refused_by(found[0])
    return Choice(wanted=frozenset(each for each in TOPICS if each not in refused))


@router.put("/preferences/{token}")
async def choose(token: str, choice: Choice, request: Request, app: CurrentApp) -> Choice:
    """These alone from now on."""
    found = opened(token, app.settings)
    if found is None:
        raise opens_nothing(request)
    await app.run(lambda unit: handlers.choose(found[0], choice.wanted, unit))
    return choice
