"""Tokens of programs that open nothing: counted by address, and told of in the log, never with the token."""

import structlog
from fastapi import Request

from shared.web.security.limits import Limit, address_of

log = structlog.get_logger()
# A system of an organisation that goes on with a revoked token asks now and then; who guesses asks without end.
_WRONG = Limit(240, 240)


def wrong_token(request: Request) -> None:
    """Count one. Problem 429 for an address that has tried too many."""
    log.warning("a token opened nothing", address=address_of(request), path=request.scope["route"].path)
    _WRONG.count(request)
