"""Taking an inquiry in: the same for the page and for programs."""

from typing import Any

import orjson
from pydantic import ValidationError

from services.contracts.debriefings.submission import WrongFieldsError
from services.contracts.debriefings.trust import Asker
from services.contracts.inquiries import handlers
from services.contracts.inquiries.model import Inquiry
from services.contracts.inquiries.schemas import InquiryGiven
from shared.app.service import App
from shared.i18n import N_, Text
from shared.store.mongo import DuplicateKey
from shared.tokens import derive
from shared.web.validation import sentences

NO_REQUIRED: dict[str, Text] = {
    "organisation": N_("Write the name of the workplace."),
    "need": N_("Tell in a few words what you need."),
    "form": N_("Choose the form; if you don't know, take the one that is nearest."),
    "contact.name": N_("Write your name."),
    "contact.email": N_("Write your e-mail address."),
}


async def take(app: App, raw: Any, key: str | None, by: Asker) -> Inquiry:
    """The inquiry. Raises WrongFieldsError, KeyReusedError, TooManyUnconfirmedError, BlockedError."""
    today = app.clock().astimezone(app.settings.zone).date()
    try:
        given = InquiryGiven.model_validate(raw, context={"today": today})
    except ValidationError as wrong:
        raise WrongFieldsError(sentences(wrong)) from None  # the refusal itself holds what was typed
    secret = app.settings.service_key
    body = derive(secret, "inquired", orjson.dumps(raw, option=orjson.OPT_SORT_KEYS).decode())
    whose = f"{by.organisation or ''}\n{by.email or ''}\n{by.coordinator}\n{given.contact.email}\n{key}"
    inquiry_id = derive(secret, "inquiry id", whose)[:32] if key else None
    try:
        return await app.run(lambda unit: handlers.ask(unit, given, by, inquiry_id, body))
    except DuplicateKey:  # its twin was quicker, and is committed by now
        return await app.run(lambda unit: handlers.ask(unit, given, by, inquiry_id, body))
