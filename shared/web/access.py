"""Who may use the JSON API: today the coordinator, by a token from the settings."""

import hmac

from fastapi import Request

from shared.i18n import N_
from shared.settings import Settings
from shared.web.problems import Problem


def has_token(request: Request) -> bool:
    """Whether the request carries the coordinator's token; compared in constant time."""
    settings: Settings = request.app.state.settings
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    known = settings.coordinator_token.get_secret_value()
    return scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), known.encode())


def coordinator(request: Request) -> None:
    """A dependency: Problem 401 for anybody but the coordinator."""
    if not has_token(request):
        raise Problem(
            401, N_("Send the coordinator's token: Authorization: Bearer ..."), headers={"WWW-Authenticate": "Bearer"}
        )
