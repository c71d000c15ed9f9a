"""Taking a request in: the same for the page and for organisations' own systems."""

from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import Depends
from pydantic import ValidationError

from services.contracts.handlers import requests
from services.contracts.handlers.requests import Asker
from services.contracts.rules.asking import SESSION_MINUTES, RequestDebriefing
from services.contracts.store import Store
from shared.i18n import Text
from shared.mongo import DuplicateKey
from shared.service import Runtime, runtime
from shared.tokens import derive, digest
from shared.web.access import has_token
from shared.web.limits import Limit
from shared.web.validation import sentences

Desk = Annotated[Runtime[Store], Depends(runtime)]
# Twenty requests at once or in a minute from one address, page and API together: no workplace needs more.
FEW_REQUESTS = Depends(Limit(20, 60, unless=has_token))


class WrongFieldsError(Exception):
    """The request can't be taken as it is: a sentence for each field that is wrong."""

    def __init__(self, fields: dict[str, Text]) -> None:
        super().__init__()
        self.fields = fields


def understood(raw: Any, now: datetime, length_minutes: int = SESSION_MINUTES) -> RequestDebriefing:
    """What was sent, as a request in order; WrongFieldsError names every field that isn't."""
    try:
        return RequestDebriefing.model_validate(raw, context={"now": now, "length_minutes": length_minutes})
    except ValidationError as wrong:
        raise WrongFieldsError(sentences(wrong)) from None  # the refusal itself holds what was typed


async def take(desk: Runtime[Store], raw: Any, key: str | None, asker: Asker) -> str:
    """The debriefing's id. The same key and request again give the same one, sent at the same moment too.

    Raises WrongFieldsError, and KeyReusedError where the key was used for another request.
    """
    wishes = isinstance(raw, dict) and raw.get("window") is not None
    length = (await desk.store.network.read()).length_minutes if wishes else SESSION_MINUTES
    asked = understood(raw, desk.clock(), length)
    body = _fingerprint(desk, raw)
    name = digest(_own(key, asker)) if key else None
    try:
        return await desk.run(lambda unit: requests.request_debriefing(unit, asked, asker, name, body))
    except DuplicateKey:  # its twin was quicker, and is committed by now
        return await desk.run(lambda unit: requests.request_debriefing(unit, asked, asker, name, body))


def _own(key: str, asker: Asker) -> str:
    """A key is its sender's: two organisations may use the same. None that is sent has a line break in it."""
    return key if asker.organisation is None else f"{asker.organisation}\n{key}"


def _fingerprint(desk: Runtime[Store], raw: Any) -> str:
    """Of the whole request, whatever the order of its fields; keyed, since what happened could be guessed at."""
    canonical = orjson.dumps(raw, option=orjson.OPT_SORT_KEYS).decode()
    return derive(desk.settings.secret.get_secret_value(), "asked", canonical)
