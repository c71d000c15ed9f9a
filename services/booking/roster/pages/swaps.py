"""A swap's page, by the link of the mail: what is asked, and the answer. Only a POST changes anything."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.booking.directory.store.supervisors import Directory
from services.booking.links import LinkEndedError
from services.booking.roster.handlers import swaps
from services.booking.roster.handlers.swaps import NoSuchSwapError
from services.booking.roster.model import Swap
from services.booking.web import typed
from shared.app.service import App, CurrentApp
from shared.i18n import N_
from shared.web.problems import Problem
from shared.web.security.token_links import has_ended, opens_nothing

router = APIRouter(prefix="/swaps", include_in_schema=False)


@router.get("/{token}")
async def show(token: str, request: Request, app: CurrentApp) -> Response:
    """What is asked, and how it stands; looking changes nothing."""
    return await _swap_page(token, request, app)


@router.post("/{token}")
async def answer(token: str, request: Request, app: CurrentApp) -> Response:
    """Agree or decline."""
    await _found(token, request, app)
    said = typed(await request.form(), "answer")
    if said not in {"agree", "decline"}:
        raise Problem(422, N_("Answer that you agree, or that you can't."))
    try:
        await app.run(lambda unit: swaps.answer_link(unit, token, said))
    except tuple(swaps.REFUSED) as refused:
        wrong = app.pages.translate(request, swaps.REFUSED[type(refused)])
        return await _swap_page(token, request, app, wrong, 409)
    return RedirectResponse(request.url.path, 303)


async def _swap_page(token: str, request: Request, app: App, wrong: str | None = None, status: int = 200) -> Response:
    swap = await _found(token, request, app)
    people = {each.id: each.name for each in await Directory(app.tx).named([swap.asker_id, swap.asked_id])}
    return app.pages.render(
        request,
        "swap.html",
        status,
        swap=swap,
        state=swaps.standing(swap, app.clock()),
        asker=people.get(swap.asker_id, "–"),
        wrong=wrong,
    )


async def _found(token: str, request: Request, app: App) -> Swap:
    try:
        return await swaps.of_link(app.tx, token, app.clock())
    except LinkEndedError as ended:
        raise has_ended() from ended
    except NoSuchSwapError as unknown:
        raise opens_nothing(request) from unknown
