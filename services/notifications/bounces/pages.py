"""Addresses to which no mail is sent, for the coordinator, who corrects or releases them."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.notifications.bounces import handlers
from services.notifications.bounces.store import FailingAddresses
from shared.app.service import CurrentApp
from shared.web.security.access import author

router = APIRouter(include_in_schema=False)
SHOWN = 200


@router.get("/undeliverable")
async def show(request: Request, app: CurrentApp) -> Response:
    """Each with the server's words, and a button."""
    found = await FailingAddresses(app.tx).suppressed(SHOWN)
    return app.pages.render(request, "undeliverable.html", failing=found)


@router.post("/undeliverable/release")
async def release(request: Request, app: CurrentApp) -> Response:
    """Mail goes there again."""
    form = await request.form()
    email = str(form.get("email") or "")[:254]
    await app.run(lambda unit: handlers.release(email, author(request), unit))
    return RedirectResponse("/notifications/undeliverable", 303)
