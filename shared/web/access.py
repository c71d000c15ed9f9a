"""Who may use the coordinator's API: who carries the token of the settings."""

import hmac
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from shared.i18n import N_
from shared.web.problems import Problem

_bearer = HTTPBearer(auto_error=False, description="The coordinator's token (RINNALLA_COORDINATOR_TOKEN).")


def is_coordinator(request: Request) -> bool:
    """Whether the request carries the coordinator's token; compared in constant time."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    known: str = request.app.state.settings.coordinator_token.get_secret_value()
    return scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), known.encode())


def coordinator(
    request: Request, _shown_in_openapi: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> None:
    """Dependency: 401 for everybody else."""
    if not is_coordinator(request):
        refused = N_("This needs the coordinator's token. Send it in the header Authorization: Bearer.")
        raise Problem(401, refused, headers={"WWW-Authenticate": "Bearer"})
