"""Notifications over JSON: how many letters wait, for whoever looks after the network. No addresses in it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from services.notifications.store import Store
from shared.service import Runtime, runtime
from shared.web.access import TOKEN_SHOWN

router = APIRouter(prefix="/api", dependencies=[TOKEN_SHOWN], tags=["letters"])


@router.get("/letters")
async def count_letters(desk: Annotated[Runtime[Store], Depends(runtime)]) -> list[dict[str, Any]]:
    """Letters by lane and state, and since when the oldest of each waits or was written."""
    return await desk.store.counts()
