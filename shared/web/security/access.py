"""Tokens, for programs: the coordinator's of the settings, and those that a service has given out itself."""

import hmac

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from shared.i18n import N_
from shared.people.grant import Grant

# What the API's description says; who may come in stands in each service's table (`shared.web.security.authorization`).
TOKEN_SHOWN = Depends(HTTPBearer(auto_error=False, description="The coordinator's token (RINNALLA_COORDINATOR_TOKEN)."))


GRANT_SHOWN = Depends(
    HTTPBearer(auto_error=False, scheme_name="OrganisationToken", description="A token made on an organisation's page.")
)
PROGRAM = N_("the coordinator's token")


def bearer(request: Request) -> str:
    """The token that the request carries; '' where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def is_coordinator(request: Request) -> bool:
    """Whether the request carries the coordinator's token, at an address of the API; compared in constant time."""
    known: tuple[str, ...] = request.app.state.settings.coordinator_tokens
    given = bearer(request).encode()
    return is_api(request) and any(hmac.compare_digest(given, each.encode()) for each in known)


def is_api(request: Request) -> bool:
    """Whether the address is one for programs: `/<service>/api/...`, and no other that has `/api/` in it somewhere."""
    return request.url.path.startswith(f"/{request.app.state.service}/api/")


def granted(request: Request) -> Grant | None:
    """What the request's token grants at an address that takes such tokens (`shared.web.security.authorization`)."""
    found: Grant | None = getattr(request.state, "grant", None)
    return found


def author(request: Request) -> str:
    """Who stands in the record of a change: a program by its token's name, a person by their address."""
    grant, person = granted(request), request.state.person
    if grant is not None:
        return f"API: {grant.name}"
    return str(person.email) if person else PROGRAM


def has_token(request: Request) -> bool:
    """Whether it comes from a program with a token, whose requests are not counted by network address."""
    return granted(request) is not None or is_coordinator(request)
