"""Notifications over JSON: how many letters wait, for whoever looks after the network. No addresses in it."""

from typing import Any

from fastapi import APIRouter

from services.notifications.delivery.store import Letters
from shared.app.service import CurrentApp
from shared.web.security.access import TOKEN_SHOWN

router = APIRouter(prefix="/api", dependencies=[TOKEN_SHOWN], tags=["letters"])


@router.get("/letters")
async def count_letters(app: CurrentApp) -> list[dict[str, Any]]:
    """Letters that wait, by lane, with the oldest's time; those settled within a day, by what became of them."""
    return await Letters(app.tx).counts(app.clock())
