"""The coordinator's token of the settings, for programs that run the network."""

import hmac

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

# What the API's description says; who may come in stands in each service's table (`shared.web.doors`).
TOKEN_SHOWN = Depends(HTTPBearer(auto_error=False, description="The coordinator's token (RINNALLA_COORDINATOR_TOKEN)."))


def is_coordinator(request: Request) -> bool:
    """Whether the request carries the coordinator's token; compared in constant time."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    known: str = request.app.state.settings.coordinator_token.get_secret_value()
    return scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), known.encode())
