"""The offer's page: what a supervisor asked sees, answers, and does afterwards. Only a POST changes anything."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from services.booking.debriefing.handlers import offers as handlers
from services.booking.debriefing.handlers.cases import NoSuchOfferError
from services.booking.debriefing.leading import BegunError, NotLeadingError
from services.booking.debriefing.lifecycle import NotOfferedError, NotOpenError
from services.booking.debriefing.model import CaseState, OfferState, OfferView, first_to_lead
from services.booking.links import LinkEndedError, Links
from services.booking.network.store import NetworkStore
from shared.app.service import App, CurrentApp
from shared.fields import CLEANED, Strict, WebLink
from shared.i18n import N_, Text
from shared.messages.base import Instant
from shared.messages.booking import Interval
from shared.store.mongo import DuplicateKey
from shared.web.problems import Problem, wants_json
from shared.web.security.token_links import has_ended, opens_nothing

router = APIRouter(prefix="/offers", tags=["offers"])

# What the page and the JSON say of an offer that can't be accepted; one declined or undelivered is over like one not
# answered in time. One that can is `open`, or `late`.
STANDING = {
    OfferState.OPEN: "open",
    OfferState.ACCEPTED: "yours",
    OfferState.FILLED: "taken",
    OfferState.DECLINED: "lapsed",
    OfferState.LAPSED: "lapsed",
    OfferState.UNDELIVERED: "lapsed",
    OfferState.WITHDRAWN: "withdrawn",
    OfferState.RELEASED: "released",
}
STATUS = {"open": 200, "late": 200, "yours": 200, "taken": 409, "lapsed": 410, "withdrawn": 410, "released": 410}


NOT_STEPPED_DOWN: Mapping[type[Exception], tuple[int, Text]] = {
    NotLeadingError: (409, N_("You don't lead this debriefing any more. Nothing more is needed from you.")),
    BegunError: (409, N_("The debriefing's time has come. Call the coordinator.")),
}


NO_LINK = N_("Write the whole address of the meeting, for example https://meet.example.org/room.")


class MeetingGiven(Strict):
    """Where on the web a debriefing at a distance is."""

    link: Annotated[WebLink, CLEANED] | None = None


class OfferAnswer(Strict):
    """A supervisor's answer; `slot` is the start of one of the offered times."""

    answer: Literal["accept", "decline"]
    slot: Instant | None = None


@router.get("/{token}")
async def show_offer(token: str, request: Request, app: CurrentApp) -> Response:
    """The offer, as a page or as JSON; looking changes nothing."""
    return await _answer(request, app, await _found(token, request, app), 200)


@router.post("/{token}")
async def answer_offer(token: str, request: Request, app: CurrentApp) -> Response:
    """Accept or decline: 200 yours, 409 taken by another, 410 lapsed or withdrawn, 422 a time that was not offered."""
    answer = await _read(request)
    status, error = await _apply(token, answer, request, app)
    seen = await _found(token, request, app)
    return await _answer(request, app, seen, status or STATUS[standing(seen, app.clock())], error)


@router.post("/{token}/step-down")
async def step_down(token: str, request: Request, app: CurrentApp) -> Response:
    """A leader can't after all: another is sought at once, and whoever leads still and the workplace are told."""
    try:
        await app.run(lambda unit: handlers.step_down(unit, token))
    except NoSuchOfferError as unknown:
        raise opens_nothing(request) from unknown
    except LinkEndedError as ended:
        raise has_ended() from ended
    except tuple(NOT_STEPPED_DOWN) as refused:
        raise Problem(*NOT_STEPPED_DOWN[type(refused)]) from refused
    return await _answer(request, app, await _found(token, request, app), 200)


@router.post("/{token}/meeting-link")
async def give_meeting_link(token: str, request: Request, app: CurrentApp) -> Response:
    """Where on the web those meet; empty: in the network's own room."""
    form = await request.form()
    try:
        given = MeetingGiven.model_validate({"link": str(form.get("link") or "").strip() or None})
        await app.run(lambda unit: handlers.give_meeting_link(unit, token, given.link))
    except ValidationError:
        return await _answer(request, app, await _found(token, request, app), 422, NO_LINK)
    except NoSuchOfferError as unknown:
        raise opens_nothing(request) from unknown
    except LinkEndedError as ended:
        raise has_ended() from ended
    except NotLeadingError as refused:
        raise Problem(*NOT_STEPPED_DOWN[NotLeadingError]) from refused
    return await _answer(request, app, await _found(token, request, app), 200)


@router.post("/{token}/contact")
async def mark_contacted(token: str, request: Request, app: CurrentApp) -> Response:
    """The supervisor has talked with the workplace."""
    try:
        await app.run(lambda unit: handlers.mark_contacted(unit, token))
    except NoSuchOfferError as unknown:
        raise opens_nothing(request) from unknown
    except LinkEndedError as ended:
        raise has_ended() from ended
    except NotOpenError as closed:
        raise Problem(409, N_("Only who leads this debriefing can mark the contact made.")) from closed
    return await _answer(request, app, await _found(token, request, app), 200)


async def _apply(token: str, answer: OfferAnswer, request: Request, app: App) -> tuple[int | None, Text | None]:
    """Do it; the status and the sentence where it could not be done so."""
    try:
        if answer.answer == "decline":
            await app.run(lambda unit: handlers.decline_offer(unit, token))
            return 200, None
        return await _accept(token, answer.slot, app)
    except NoSuchOfferError as unknown:
        raise opens_nothing(request) from unknown
    except LinkEndedError as ended:
        raise has_ended() from ended
    except NotOpenError:
        return None, None  # the offer's own standing says why


async def _accept(token: str, start: datetime | None, app: App) -> tuple[int | None, Text | None]:
    # Most of a crowd comes too late: a look tells them so, and costs no transaction.
    if not (await handlers.glance(app.tx, token, app.clock())).is_wanted:
        return None, None
    if start is None:
        return 422, N_("Choose one of the times.")
    try:
        await app.run(lambda unit: handlers.accept_offer(unit, token, start))
    except NotOfferedError:
        return 422, N_("That time is not offered any more. Choose one of these.")
    except DuplicateKey:
        return 409, N_("You already have a session at that time. Choose another time, or decline.")
    return None, None


async def _read(request: Request) -> OfferAnswer:
    raw: Any
    try:
        if "json" in request.headers.get("content-type", ""):
            raw = orjson.loads(await request.body())
        else:
            form = await request.form()
            raw = {"answer": form.get("answer"), "slot": form.get("slot") or None}
        return OfferAnswer.model_validate(raw)
    except (ValidationError, ValueError) as wrong:
        raise Problem(422, N_("Answer accept with one of the offered times, or decline.")) from wrong


async def _found(token: str, request: Request, app: App) -> OfferView:
    try:
        return await handlers.glance(app.tx, token, app.clock())
    except NoSuchOfferError as unknown:
        raise opens_nothing(request) from unknown
    except LinkEndedError as ended:
        raise has_ended() from ended


async def _answer(request: Request, app: App, seen: OfferView, status: int, error: Text | None = None) -> Response:
    """The offer as it stands, as a page or as JSON."""
    length = (await NetworkStore(app.tx).read()).length
    state = standing(seen, app.clock())
    starts = seen.offer.slots if state == "yours" else seen.offer.times(seen.slot, app.clock())
    times = [Interval(start=start, end=start + length) for start in starts]
    if wants_json(request):
        told = app.pages.translate(request, error) if error else None
        return JSONResponse(_facts(seen, times, state, told), status)
    return app.pages.render(
        request,
        "offer.html",
        status_code=status,
        case=seen,
        need=seen.need,
        offer=seen.offer,
        state=state,
        times=times,
        error=error,
        reading_link=Links.of(app.settings).reading(seen.offer.id) if state == "yours" else None,
        calls=first_to_lead(seen.leaders),
        here=request.url_for("show_offer", token=request.path_params["token"]).path,
    )


def standing(seen: OfferView, now: datetime) -> str:
    """How an offer stands for who was asked; `late`: its time is over, or they declined, and somebody is needed."""
    if seen.is_wanted and seen.offer.times(seen.slot, now):
        return "open" if seen.offer.state is OfferState.OPEN else "late"
    if seen.state is CaseState.WITHDRAWN and seen.offer.state is not OfferState.RELEASED:
        return "withdrawn"
    if seen.has_left:
        return "lapsed"
    return STANDING[seen.offer.state]


def _facts(seen: OfferView, times: list[Interval], state: str, error: str | None) -> dict[str, Any]:
    """What an offer's JSON says; nothing of what happened."""
    need = seen.need
    facts = {
        "state": state,
        "organisation": need.organisation,
        "verified": need.verified,
        "speaks_for_organisation": need.speaks_for_organisation,
        "place": (seen.place if state == "yours" else need.place).model_dump(),
        "participants": need.participants,
        "kind": need.kind,
        "languages": list(need.languages),
        "beside": need.beside.name if need.beside else None,
        "leaders": [leader.name for leader in seen.leaders],
        "slots": [slot.model_dump(mode="json") for slot in times],
        "answer_by": seen.answer_by.isoformat() if seen.answer_by else None,
    }
    if state == "yours":
        facts["contact"] = need.contact.model_dump()
        facts["slot"] = seen.slot.model_dump(mode="json") if seen.slot else None
    return facts | ({"error": error} if error else {})
