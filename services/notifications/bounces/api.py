"""Addresses that fail, over JSON; and where a mail server hands in what came back."""

from typing import Any

from fastapi import APIRouter, Request

from services.notifications.bounces import handlers
from services.notifications.bounces.mailbox import LARGEST, take
from services.notifications.bounces.schemas import Released
from services.notifications.bounces.store import FailingAddresses
from shared.app.service import CurrentApp
from shared.i18n import N_
from shared.web.problems import Problem
from shared.web.security.access import TOKEN_SHOWN, author

router = APIRouter(prefix="/api", dependencies=[TOKEN_SHOWN], tags=["letters"])
LISTED = 500


@router.post("/bounces", status_code=202)
async def take_bounce(request: Request, app: CurrentApp) -> dict[str, str]:
    """A mail that came back, as it is (`message/rfc822`), from a mail server's pipe."""
    raw = b""
    async for part in request.stream():
        raw += part
        if len(raw) > LARGEST:
            raise Problem(413, N_("The mail is too large: its first 256 kilobytes are enough."))
    return {"taken": await take(raw, app)}


@router.get("/undeliverable")
async def list_failing(app: CurrentApp) -> list[dict[str, Any]]:
    """Addresses to which no mail is sent, the latest first."""
    return [
        each.model_dump(mode="json", include={"email", "since", "status", "said"})
        for each in await FailingAddresses(app.tx).suppressed(LISTED)
    ]


@router.post("/undeliverable/release", status_code=204)
async def release_address(body: Released, request: Request, app: CurrentApp) -> None:
    """Mail goes to an address again."""
    await app.run(lambda unit: handlers.release(body.email, author(request), unit))
