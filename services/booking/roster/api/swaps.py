"""Swaps of duties over JSON: asked for, and answered, in the name of the supervisors."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from services.booking.roster.handlers import swaps
from services.booking.roster.handlers.shifts import NoSuchSupervisorError
from services.booking.roster.handlers.swaps import NoSuchSwapError
from services.booking.roster.model import Swap
from services.booking.roster.schemas import AskSwap
from services.booking.roster.store import Roster
from shared.app.service import CurrentApp
from shared.fields import Strict
from shared.i18n import N_
from shared.web.problems import Problem
from shared.web.security.access import TOKEN_SHOWN

router = APIRouter(prefix="/api/swaps", dependencies=[TOKEN_SHOWN], tags=["roster"])
SHOWN_FOR = timedelta(days=60)
MOST_SHOWN = 500


class SwapAnswer(Strict):
    """What is answered: the one asked agrees or declines, the asker takes it back."""

    answer: Literal["agree", "decline", "take_back"]


@router.post("", status_code=201)
async def ask_swap(row: AskSwap, app: CurrentApp) -> dict[str, Any]:
    """Ask a colleague to swap; they get mail with a link to answer."""
    try:
        asked = await app.run(lambda unit: swaps.ask(unit, row))
    except NoSuchSupervisorError as unknown:
        wrong = [field for field in ("asker", "asked") if getattr(row, field) in unknown.names]
        raise Problem(422, fields=dict.fromkeys(wrong, N_("No supervisor has this id or e-mail address."))) from unknown
    except tuple(swaps.REFUSED) as refused:
        raise Problem(409, swaps.REFUSED[type(refused)]) from refused
    return shown(asked)


@router.get("")
async def list_swaps(
    request: Request,
    app: CurrentApp,
    response: Response,
    after: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = MOST_SHOWN,
) -> list[dict[str, Any]]:
    """Swaps of the last two months, the first asked first. Where there are more, the header `Link` (RFC 8288,
    `rel="next"`) leads to them.
    """
    found = await Roster(app.tx).swaps(app.clock() - SHOWN_FOR, after, limit + 1)
    if len(found) > limit:
        following = request.url.include_query_params(after=found[limit - 1].id)
        response.headers["Link"] = f'<{following}>; rel="next"'
    return [shown(swap) for swap in found[:limit]]


@router.post("/{swap_id}/answer")
async def answer_swap(swap_id: str, answer: SwapAnswer, app: CurrentApp) -> dict[str, Any]:
    """Agree, decline or take back. 409 with the reason where it can't be."""
    try:
        return shown(await app.run(lambda unit: swaps.answer(unit, swap_id, answer.answer)))
    except NoSuchSwapError as unknown:
        raise Problem(404, N_("There is no swap with this id.")) from unknown
    except tuple(swaps.REFUSED) as refused:
        raise Problem(409, swaps.REFUSED[type(refused)]) from refused


def shown(swap: Swap) -> dict[str, Any]:
    """A swap as the API tells it; never the key of its link."""
    return swap.model_dump(mode="json", exclude={"key", "revision"})
