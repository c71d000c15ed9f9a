"""JSON for other systems, which ask about supervision."""

from typing import Annotated

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel

from services.contracts.debriefings.handlers.requests import BlockedError, KeyReusedError, TooManyUnconfirmedError
from services.contracts.debriefings.submission import (
    BLOCKED,
    FEW_REQUESTS,
    TOO_MANY,
    WrongFieldsError,
    asker,
    seconds_of,
)
from services.contracts.inquiries.links import InquiryLinks
from services.contracts.inquiries.schemas import InquiryGiven
from services.contracts.inquiries.submission import take
from services.contracts.web import body_of, json_of
from shared.app.service import CurrentApp
from shared.i18n import N_
from shared.web.problems import LOOK_AT_FIELDS, Problem

router = APIRouter(prefix="/api")
REUSED = N_("This Idempotency-Key was used for another request. Use a new key for a new request.")
WRONG_KEY = N_("An Idempotency-Key has 1 to 200 visible characters.")


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
    key = idempotency_key
    if key is not None and not (0 < len(key) <= 200 and key.isascii() and key.isprintable()):
        raise Problem(422, WRONG_KEY, {"Idempotency-Key": WRONG_KEY})
    try:
        inquiry = await take(app, await json_of(request), key, asker(request))
    except WrongFieldsError as wrong:
        raise Problem(422, LOOK_AT_FIELDS, wrong.fields) from None
    except KeyReusedError:
        raise Problem(422, REUSED, {"Idempotency-Key": REUSED}) from None
    except BlockedError:
        raise Problem(403, BLOCKED) from None
    except TooManyUnconfirmedError as many:
        raise Problem(429, TOO_MANY[many.by], headers={"Retry-After": seconds_of(many.wait)}) from None
    return InquiryTaken(id=inquiry.id, status_url=InquiryLinks.of(app.settings).status(inquiry.id))
