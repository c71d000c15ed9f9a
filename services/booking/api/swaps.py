"""Swaps of duties over JSON: asked for, and answered, in the name of the supervisors."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.booking.api.moments import Moment
from services.booking.handlers import roster, swaps
from services.booking.handlers.roster import NoSuchSupervisorError
from services.booking.handlers.swaps import NoSuchSwapError
from services.booking.model.roster import Swap
from services.booking.rules.roster_swaps import (
    AlreadyOnCallError,
    AnsweredError,
    NotAColleagueError,
    NotTheirsError,
    PastError,
)
from services.booking.store import Store
from services.booking.store.roster import LONGEST_DUTY
from shared.i18n import N_, Mistake, Text
from shared.messages.booking import Slot
from shared.service import Runtime, runtime
from shared.web.access import TOKEN_SHOWN
from shared.web.problems import Problem

router = APIRouter(prefix="/api/swaps", dependencies=[TOKEN_SHOWN], tags=["roster"])
Desk = Annotated[Runtime[Store], Depends(runtime)]
SHOWN_FOR = timedelta(days=60)
MOST_SHOWN = 500

# Why a swap can't be, to the one who asks or answers.
REFUSED: dict[type[Exception], Text] = {
    NotAColleagueError: N_("A swap needs two: choose somebody else."),
    NotTheirsError: N_("The roster has changed: whoever is to give this time away is not on call for all of it."),
    AlreadyOnCallError: N_("Whoever is to take this time is on call then already."),
    PastError: N_("This time has begun already. Choose one that is still to come."),
    AnsweredError: N_("This was answered already."),
}


class Span(BaseModel):
    """A time [from, to), at most 31 days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: Moment = Field(alias="from")
    until: Moment = Field(alias="to")

    @model_validator(mode="after")
    def _forward(self) -> "Span":
        if not timedelta(0) < self.until - self.since <= LONGEST_DUTY:
            raise Mistake(N_("A duty ends after it begins, and lasts at most 31 days."))
        return self

    @property
    def slot(self) -> Slot:
        return Slot(start=self.since, end=self.until)


class SwapRow(BaseModel):
    """`asker` asks `asked` (ids or e-mail addresses) to be on call for them in `given`, perhaps for `in_return`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    asker: Annotated[str, Field(min_length=1, max_length=200)]
    asked: Annotated[str, Field(min_length=1, max_length=200)]
    given: Span
    in_return: Span | None = None


class Answer(BaseModel):
    """What is answered: the one asked agrees or declines, the asker takes it back."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer: Literal["agree", "decline", "take_back"]


@router.post("", status_code=201)
async def ask_swap(row: SwapRow, desk: Desk) -> dict[str, Any]:
    """Ask a colleague to swap; they get mail with a link to answer."""
    try:
        ids = await roster.identified(desk.store, [row.asker, row.asked])
    except NoSuchSupervisorError as unknown:
        wrong = [field for field in ("asker", "asked") if getattr(row, field) in unknown.names]
        raise Problem(422, fields=dict.fromkeys(wrong, N_("No supervisor has this id or e-mail address."))) from unknown
    in_return = row.in_return.slot if row.in_return else None
    try:
        asked = await desk.run(lambda unit: swaps.ask(unit, ids[row.asker], ids[row.asked], row.given.slot, in_return))
    except tuple(REFUSED) as refused:
        raise Problem(409, REFUSED[type(refused)]) from refused
    return shown(asked)


@router.get("")
async def list_swaps(desk: Desk) -> list[dict[str, Any]]:
    """Swaps of the last two months, the first asked first."""
    return [shown(swap) for swap in await desk.store.roster.swaps(desk.clock() - SHOWN_FOR, MOST_SHOWN)]


@router.post("/{swap_id}/answer")
async def answer_swap(swap_id: str, answer: Answer, desk: Desk) -> dict[str, Any]:
    """Agree, decline or take back. 409 with the reason where it can't be."""
    try:
        return shown(await desk.run(lambda unit: swaps.answer(unit, swap_id, answer.answer)))
    except NoSuchSwapError as unknown:
        raise Problem(404, N_("There is no swap with this id.")) from unknown
    except tuple(REFUSED) as refused:
        raise Problem(409, REFUSED[type(refused)]) from refused


def shown(swap: Swap) -> dict[str, Any]:
    """A swap as the API tells it; never the key of its link."""
    return swap.model_dump(mode="json", exclude={"key", "revision"})
