"""Taking a request in: the same for the page and for organisations' own systems."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import orjson
from fastapi import Depends, Request
from pydantic import ValidationError

from services.contracts.debriefings.handlers import requests
from services.contracts.debriefings.limits import By
from services.contracts.debriefings.schemas import SESSION_MINUTES, RequestDebriefing
from services.contracts.debriefings.trust import Asker
from services.contracts.network.store import NetworkStore
from services.contracts.organisations.permissions import signed_in
from shared.app.service import App
from shared.i18n import N_, Text
from shared.store.mongo import DuplicateKey
from shared.tokens import derive, digest
from shared.web.problems import Problem
from shared.web.security.access import granted, has_token, is_coordinator
from shared.web.security.limits import Limit, prefix_of
from shared.web.validation import sentences

# Twenty requests at once or in a minute from one address, page and API together: no workplace needs more.
FEW_REQUESTS = Depends(Limit(20, 60, unless=has_token))


TOO_MANY: Mapping[By, Text] = {
    "address": N_(
        "Too many unconfirmed requests with this e-mail address. Open the link in the mail that we sent there, or sign "
        "in and ask again."
    ),
    "organisation": N_(
        "Too many unconfirmed requests for this organisation. Open the link in the mail that we sent, or sign in and "
        "ask again."
    ),
    "prefix": N_(
        "Too many unconfirmed requests from your network. Open the link in the mail that we sent, or sign in and ask "
        "again."
    ),
    "all": N_("Too many requests just now from people we don't know yet. Sign in and ask again, or try again later."),
}


SOME_FIELDS = N_("Some of the information needs mending. Look at the fields named here and send again.")
REUSED = N_("This Idempotency-Key was used for another request. Use a new key for a new request.")
WRONG_KEY = N_("An Idempotency-Key has 1 to 200 visible characters.")
LONGEST_KEY = 200
ONLY_COORDINATOR = N_("Only the coordinator writes down what was asked by telephone.")
BLOCKED = N_("Requests with this e-mail address are not taken here. Sign in, or call the network's coordinator.")


def asker(request: Request) -> Asker:
    """On whose word a debriefing is asked for: an organisation's program's, or that of who is signed in."""
    grant, person = granted(request), signed_in(request)
    if grant is not None:
        return Asker(organisation=grant.organisation)
    coordinator = is_coordinator(request) or (person is not None and person.coordinator)
    return Asker(email=person.email if person else None, coordinator=coordinator, prefix=prefix_of(request))


def key_of(given: str | None) -> str | None:
    """An idempotency key as a program gives it. Problem 422 for what is none."""
    if given is None or (0 < len(given) <= LONGEST_KEY and given.isascii() and given.isprintable()):
        return given
    raise Problem(422, WRONG_KEY, {"Idempotency-Key": WRONG_KEY})


@contextmanager
def refused() -> Iterator[None]:
    """What can't be taken is a Problem to a program, with every wrong field by its name."""
    try:
        yield
    except WrongFieldsError as wrong:
        raise Problem(422, SOME_FIELDS, wrong.fields) from None
    except requests.KeyReusedError:
        raise Problem(422, REUSED, {"Idempotency-Key": REUSED}) from None
    except requests.BlockedError:
        raise Problem(403, BLOCKED) from None
    except requests.TooManyUnconfirmedError as many:
        raise Problem(429, TOO_MANY[many.by], headers={"Retry-After": seconds_of(many.wait)}) from None


def seconds_of(wait: timedelta) -> str:
    """For the header Retry-After."""
    return str(max(1, math.ceil(wait.total_seconds())))


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


async def take(app: App, raw: Any, key: str | None, asker: Asker) -> str:
    """The debriefing's id. The same key and request again give the same one, sent at the same moment too.

    Raises WrongFieldsError, TooManyUnconfirmedError, and KeyReusedError where the key was used for another request.
    """
    wishes = isinstance(raw, dict) and raw.get("window") is not None
    length = (await NetworkStore(app.tx).read()).length_minutes if wishes else SESSION_MINUTES
    asked = understood(raw, app.clock(), length)
    if asked.telephone is not None and not asker.coordinator:
        raise WrongFieldsError({"telephone": ONLY_COORDINATOR})
    body = _fingerprint(app, raw)
    name = digest(_own(key, asker, asked)) if key else None
    try:
        return await app.run(lambda unit: requests.request_debriefing(unit, asked, asker, name, body))
    except DuplicateKey:  # its twin was quicker, and is committed by now
        return await app.run(lambda unit: requests.request_debriefing(unit, asked, asker, name, body))


def _own(key: str, asker: Asker, asked: RequestDebriefing) -> str:
    """A key is its sender's: no two may meet in it, and nobody learns that another has used it. A stranger's is theirs
    who knows the address that was typed. None that is sent has a line break in it.
    """
    if asker.organisation is not None:
        return f"organisation\n{asker.organisation}\n{key}"
    if asker.coordinator:
        return f"coordinator\n{key}"
    if asker.email is not None:
        return f"person\n{asker.email.casefold()}\n{key}"
    return f"stranger\n{asked.contact.email.casefold()}\n{key}"


def _fingerprint(app: App, raw: Any) -> str:
    """Of the whole request, whatever the order of its fields; keyed, since what happened could be guessed at."""
    canonical = orjson.dumps(raw, option=orjson.OPT_SORT_KEYS).decode()
    return derive(app.settings.service_key, "asked", canonical)
