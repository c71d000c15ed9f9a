"""Notifications over JSON: how many letters wait, without addresses; and the log, with them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from services.notifications.delivery.log import SHOWN, Log, Search, Sent, State
from services.notifications.delivery.store import Letters
from shared.app.service import CurrentApp
from shared.messages.base import Instant
from shared.web.security.access import TOKEN_SHOWN

router = APIRouter(prefix="/api", dependencies=[TOKEN_SHOWN], tags=["letters"])


@router.get("/letters")
async def count_letters(app: CurrentApp) -> list[dict[str, Any]]:
    """Letters that wait, by lane, with the oldest's time; those settled within a day, by what became of them."""
    return await Letters(app.tx).counts(app.clock())


@router.get("/log")
async def search_log(
    app: CurrentApp,
    to: Annotated[str, Query(max_length=254)] = "",
    about: Annotated[str, Query(max_length=64)] = "",
    state: State | None = None,
    before: Instant | None = None,
) -> list[Sent]:
    """What was sent to whom, the latest first, at most fifty; `before` asks for earlier ones."""
    search = Search(to=to.strip(), about=about.strip(), state=state, before=before)
    return (await Log(app.tx).find(search))[:SHOWN]
