"""Where a supervisor who is asked says whether they would take it. Looking changes nothing."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.contracts.agreements.presets import FORMS
from services.contracts.inquiries import handlers
from services.contracts.inquiries.handlers import NoSuchInquiryError
from services.contracts.inquiries.lifecycle import OfferEndedError
from services.contracts.inquiries.links import plan_link
from services.contracts.inquiries.model import Inquiry, Offer
from services.contracts.inquiries.schemas import AnswerGiven
from services.contracts.web import text
from shared.app.service import App, CurrentApp
from shared.i18n import N_
from shared.tokens import digest
from shared.web.problems import Problem
from shared.web.security.token_links import opens_nothing

router = APIRouter(prefix="/inquiries/offers", include_in_schema=False)
CHOOSE = N_("Choose yes or no.")
OVER = N_("This can't be answered any more: somebody was chosen, it was closed, or the time to answer is over.")


@router.get("/{token}")
async def show(token: str, request: Request, app: CurrentApp) -> Response:
    """The inquiry; to who was chosen, with whom to contact, too."""
    inquiry, offer = await _opened(token, request, app)
    is_mine = inquiry.chosen == offer.id
    page = app.pages.render(
        request,
        "inquiry_offer.html",
        i=inquiry,
        offer=offer,
        token=token,
        forms=FORMS,
        is_mine=is_mine,
        is_open=inquiry.state == "open" and app.clock() < offer.answer_by,
        plan=plan_link(inquiry) if is_mine else None,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@router.post("/{token}")
async def answer(token: str, request: Request, app: CurrentApp) -> Response:
    """Yes or no; it may be changed until somebody is chosen."""
    await _opened(token, request, app)
    try:
        given = AnswerGiven.model_validate({"answer": text(await request.form(), "answer")})
        await app.run(lambda unit: handlers.answer(unit, digest(token), willing=given.answer))
    except ValidationError:
        raise Problem(422, CHOOSE) from None
    except OfferEndedError:
        raise Problem(410, OVER) from None
    return RedirectResponse(f"/contracts/inquiries/offers/{token}", 303)


async def _opened(token: str, request: Request, app: App) -> tuple[Inquiry, Offer]:
    try:
        return await app.run(lambda unit: handlers.opened(unit, digest(token)))
    except NoSuchInquiryError:
        raise opens_nothing(request) from None
