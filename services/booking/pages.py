"""The offer's page: what a supervisor asked sees, answers, and does afterwards. Only a POST changes anything."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from services.booking import handlers
from services.booking.handlers import NoSuchOfferError
from services.booking.links import Links
from services.booking.model import Case, CaseOffer, OfferState
from services.booking.rules.debriefing import NotOfferedError, NotOpenError
from services.booking.store import Store
from shared.i18n import N_
from shared.messages.booking import Slot
from shared.mongo import DuplicateKey
from shared.service import Runtime, runtime
from shared.web.problems import Problem, wants_json

router = APIRouter(prefix="/offers", tags=["offers"])
Desk = Annotated[Runtime[Store], Depends(runtime)]

# What the page and the JSON say of an offer; one declined or undelivered is over like one not answered in time.
STANDING = {
    OfferState.OPEN: "open",
    OfferState.ACCEPTED: "yours",
    OfferState.FILLED: "taken",
    OfferState.DECLINED: "lapsed",
    OfferState.LAPSED: "lapsed",
    OfferState.UNDELIVERED: "lapsed",
    OfferState.WITHDRAWN: "withdrawn",
}
STATUS = {"open": 200, "yours": 200, "taken": 409, "lapsed": 410, "withdrawn": 410}


class Answer(BaseModel):
    """A supervisor's answer; `slot` is the start of one of the offered times."""

    model_config = ConfigDict(extra="forbid")

    answer: Literal["accept", "decline"]
    slot: AwareDatetime | None = None


@router.get("/{token}")
async def show_offer(token: str, request: Request, desk: Desk) -> Response:
    """The offer, as a page or as JSON; looking changes nothing."""
    case, offer = await _found(token, desk)
    return await _answer(request, desk, case, offer, 200)


@router.post("/{token}")
async def answer_offer(token: str, request: Request, desk: Desk) -> Response:
    """Accept or decline: 200 yours, 409 taken by another, 410 lapsed or withdrawn, 422 a time that was not offered."""
    answer = await _read(request)
    status, error = await _apply(token, answer, desk)
    case, offer = await _found(token, desk)
    return await _answer(request, desk, case, offer, status or STATUS[STANDING[offer.state]], error)


@router.post("/{token}/contact")
async def mark_contacted(token: str, request: Request, desk: Desk) -> Response:
    """The supervisor has talked with the workplace."""
    try:
        await desk.run(lambda unit: handlers.mark_contacted(unit, token))
    except NoSuchOfferError as unknown:
        raise _unknown() from unknown
    except NotOpenError as closed:
        raise Problem(409, N_("Only who leads this debriefing can mark the contact made.")) from closed
    case, offer = await _found(token, desk)
    return await _answer(request, desk, case, offer, 200)


async def _apply(token: str, answer: Answer, desk: Runtime[Store]) -> tuple[int | None, str | None]:
    """Do it; the status and the sentence where it could not be done so."""
    try:
        if answer.answer == "decline":
            await desk.run(lambda unit: handlers.decline_offer(unit, token))
            return 200, None
        if answer.slot is None:
            return 422, N_("Choose one of the times.")
        start: datetime = answer.slot
        await desk.run(lambda unit: handlers.accept_offer(unit, token, start))
    except NoSuchOfferError as unknown:
        raise _unknown() from unknown
    except NotOpenError:
        return None, None  # the offer's own standing says why
    except NotOfferedError:
        return 422, N_("That time is not offered any more. Choose one of these.")
    except DuplicateKey:
        return 409, N_("You already have a session at that time. Choose another time, or decline.")
    return None, None


async def _read(request: Request) -> Answer:
    raw: Any
    try:
        if "json" in request.headers.get("content-type", ""):
            raw = await request.json()
        else:
            form = await request.form()
            raw = {"answer": form.get("answer"), "slot": form.get("slot") or None}
        return Answer.model_validate(raw)
    except (ValidationError, ValueError) as wrong:
        raise Problem(422, N_("Answer accept with one of the offered times, or decline.")) from wrong


async def _found(token: str, desk: Runtime[Store]) -> tuple[Case, CaseOffer]:
    try:
        return await handlers.offer_of(desk.store, token)
    except NoSuchOfferError as unknown:
        raise _unknown() from unknown


def _unknown() -> Problem:
    return Problem(404, N_("This link opens nothing. Check that it is whole, as it stood in the message."))


async def _answer(
    request: Request, desk: Runtime[Store], case: Case, offer: CaseOffer, status: int, error: str | None = None
) -> Response:
    """The offer as it stands, as a page or as JSON."""
    length = (await desk.store.network()).length
    times = [Slot(start=start, end=start + length) for start in offer.slots]
    state = STANDING[offer.state]
    if wants_json(request):
        told = desk.pages.translate(request, error) if error else None
        return JSONResponse(_facts(case, times, state, told), status)
    return desk.pages.render(
        request,
        "offer.html",
        status_code=status,
        case=case,
        need=case.need,
        offer=offer,
        state=state,
        times=times,
        error=error,
        reading_link=Links.of(desk.settings).reading(offer.id) if state == "yours" else None,
        here=request.url_for("show_offer", token=request.path_params["token"]).path,
    )


def _facts(case: Case, times: list[Slot], state: str, error: str | None) -> dict[str, Any]:
    """What an offer's JSON says; nothing of what happened."""
    facts = {
        "state": state,
        "organisation": case.need.organisation,
        "verified": case.need.verified,
        "place": case.need.place.model_dump(),
        "participants": case.need.participants,
        "slots": [slot.model_dump(mode="json") for slot in times],
        "answer_by": case.answer_by.isoformat() if case.answer_by else None,
    }
    if state == "yours":
        facts["contact"] = case.need.contact.model_dump()
        facts["slot"] = case.slot.model_dump(mode="json") if case.slot else None
    return facts | ({"error": error} if error else {})
