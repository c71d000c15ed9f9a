"""A swap's page, by the link of the mail: what is asked, and the answer. Only a POST changes anything."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from services.booking.handlers import swaps
from services.booking.handlers.swaps import NoSuchSwapError
from services.booking.model.roster import Swap
from services.booking.pages.signed_in import typed
from services.booking.rules.retention import LinkEndedError
from services.booking.store import Store
from shared.i18n import N_
from shared.service import Runtime, runtime
from shared.web.problems import Problem
from shared.web.token_links import has_ended, opens_nothing

router = APIRouter(prefix="/swaps", include_in_schema=False)
Desk = Annotated[Runtime[Store], Depends(runtime)]


@router.get("/{token}")
async def show(token: str, request: Request, desk: Desk) -> Response:
    """What is asked, and how it stands; looking changes nothing."""
    return await _page(token, request, desk)


@router.post("/{token}")
async def answer(token: str, request: Request, desk: Desk) -> Response:
    """Agree or decline."""
    await _found(token, request, desk)
    said = typed(await request.form(), "answer")
    if said not in {"agree", "decline"}:
        raise Problem(422, N_("Answer that you agree, or that you can't."))
    try:
        await desk.run(lambda unit: swaps.answer_link(unit, token, said))
    except tuple(swaps.REFUSED) as refused:
        wrong = desk.pages.translate(request, swaps.REFUSED[type(refused)])
        return await _page(token, request, desk, wrong, 409)
    return RedirectResponse(request.url.path, 303)


async def _page(
    token: str, request: Request, desk: Runtime[Store], wrong: str | None = None, status: int = 200
) -> Response:
    swap = await _found(token, request, desk)
    people = {each.id: each.name for each in await desk.store.directory.named([swap.asker_id, swap.asked_id])}
    return desk.pages.render(
        request,
        "swap.html",
        status,
        swap=swap,
        state=swaps.standing(swap, desk.clock()),
        asker=people.get(swap.asker_id, "–"),
        wrong=wrong,
    )


async def _found(token: str, request: Request, desk: Runtime[Store]) -> Swap:
    try:
        return await swaps.of_link(desk.store, token, desk.clock())
    except LinkEndedError as ended:
        raise has_ended() from ended
    except NoSuchSwapError as unknown:
        raise opens_nothing(request) from unknown
