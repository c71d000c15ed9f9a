"""JSON for other systems, which ask about supervision."""

from typing import Annotated

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel

from services.contracts.debriefings.submission import (
    FEW_REQUESTS,
    asker,
    key_of,
    refused,
)
from services.contracts.inquiries.links import InquiryLinks
from services.contracts.inquiries.schemas import InquiryGiven
from services.contracts.inquiries.submission import take
from services.contracts.web import body_of, json_of
from shared.app.service import CurrentApp

router = APIRouter(prefix="/api")


class InquiryTaken(BaseModel):
    """The inquiry is taken; what becomes of it stands at `status_url`."""

    id: str
    status_url: str


@router.post(
    "/inquiries",
    status_code=202,
    tags=["inquiries"],
    dependencies=[FEW_REQUESTS],
    openapi_extra=body_of(InquiryGiven),
    responses={
        422: {"description": "Every wrong field is named; or the key was used for another inquiry."},
        429: {"description": "Too many of which nobody knows whose they are, or over 20 in a minute."},
    },
)
async def ask_about_supervision(
    request: Request,
    app: CurrentApp,
    idempotency_key: Annotated[str | None, Header(description="The same key and body give the same answer.")] = None,
) -> InquiryTaken:
    """Ask about supervision: the coordinator reads it and finds a supervisor."""
    key = key_of(idempotency_key)
    with refused():
        inquiry = await take(app, await json_of(request), key, asker(request))
    return InquiryTaken(id=inquiry.id, status_url=InquiryLinks.of(app.settings).status(inquiry.id))
