"""Who may open which address. A service's table is the single source: an address without a rule does not start."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.routing import iter_route_contexts
from starlette.routing import Route

from shared.i18n import N_
from shared.people.awaited import Awaited
from shared.people.cookie import RENEWED_AFTER
from shared.people.grant import Grant
from shared.people.person import ROLES, Person, Role
from shared.web.problems import Problem, wants_json
from shared.web.security.access import bearer, is_api, is_coordinator
from shared.web.security.wrong_tokens import wrong_token

log = structlog.get_logger()
SIGN_IN, RENEW = "/booking/sign-in", "/booking/session"
_BEARER = {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True, slots=True)
class AccessRule:
    """`roles` open it, and tokens with one of these `scopes`; `by` says what else does, for whoever reads the table."""

    roles: frozenset[Role]
    by: str
    scopes: frozenset[str] = frozenset()

    @property
    def is_public(self) -> bool:
        return not self.roles

    def or_scope(self, scope: str) -> "AccessRule":
        """The same rule, where a token with this scope is taken, too."""
        return replace(self, by=f"{self.by}, or a token for {scope}", scopes=self.scopes | {scope})


def only(*roles: Role) -> AccessRule:
    """For people in one of these roles; for the coordinator's token too, where the coordinator is among them."""
    return AccessRule(frozenset(roles), " or ".join(roles))


UNSEEN = AccessRule(frozenset(), "everybody, and nobody looks who it is")
EVERYBODY = AccessRule(frozenset(), "everybody")
LINK = AccessRule(frozenset(), "whoever has the link")
SIGNED_IN = AccessRule(frozenset(ROLES), "whoever is signed in")
COORDINATOR = only("coordinator")
AccessRules = Mapping[str, AccessRule]

SHELL: AccessRules = {
    "GET /static/{name}": UNSEEN,
    "GET /colour/{colour}.css": UNSEEN,
    "GET /docs": EVERYBODY,
    "GET /openapi.json": UNSEEN,
    "HEAD /openapi.json": UNSEEN,
    "GET /asyncapi.json": UNSEEN,
    "GET /more": SIGNED_IN,
    "GET /me/data": SIGNED_IN,
    "POST /people/data": COORDINATOR,
    "GET /audit": COORDINATOR,
    "GET /waiting": COORDINATOR,
    "GET /health/live": UNSEEN,
    "GET /api/metrics": COORDINATOR,
    "GET /health/ready": UNSEEN,
}


class NoRule(Exception):
    """An address has no rule, or a rule no address: the table needs mending."""


def check(app: FastAPI, service: str, access: AccessRules) -> None:
    """Raise NoRule where the table and the application's addresses differ."""
    there = set(addresses(app, service))
    without, nowhere = sorted(there - set(access)), sorted(set(access) - there)
    if without or nowhere:
        raise NoRule(f"{service}: without a rule {without}, rules for nothing {nowhere}")


def addresses(app: FastAPI, service: str) -> list[str]:
    """Every address of the application, as `METHOD /path`, without the service's own name in front."""
    return [
        f"{method} {(route.path or '').removeprefix(f'/{service}')}"
        for route in iter_route_contexts(app.routes)
        for method in sorted(route.methods or ())
    ]


async def guard(request: Request) -> None:
    """The dependency in front of every route."""
    rule = _rule(request)
    person: Person | None = None if rule is UNSEEN else await request.app.state.people(request)
    request.state.person = person
    request.state.awaited = await awaited(request, person)
    request.state.grant = grant = await _grant(request, rule)
    if _is_strange(request, rule):
        wrong_token(request)
    if rule.is_public or grant is not None or _is_coordinator_s_program(request, rule):
        return
    if person is None:
        raise _not_signed_in(request)
    if not person.roles & rule.roles:
        log.warning("a page was another role's", path=request.scope["route"].path, session=request.state.signed_in.key)
        raise Problem(403, N_("This page is for others. If it should be for you too, ask the coordinator."))
    _renew(request)


async def awaited(request: Request, person: Person | None) -> Awaited | None:
    """What waits for the answer of who looks at a page; nobody else is asked about."""
    if person is None or wants_json(request) or "text/event-stream" in request.headers.get("accept", ""):
        return None
    found: Awaited | None = await request.app.state.awaited(person)
    return found


async def still_opens(request: Request) -> bool:
    """Whether the address would open for who asked for it now, too: a page that stays open asks again and again."""
    rule = _rule(request)
    if rule.is_public:
        return True
    person: Person | None = await request.app.state.people(request)
    return person is not None and bool(person.roles & rule.roles)


def _renew(request: Request) -> None:
    """Who is still here goes by way of booking now and then, which writes down in the cookie that they were seen."""
    if request.method != "GET" or wants_json(request) or "text/event-stream" in request.headers.get("accept", ""):
        return
    if request.state.signed_in.seen < request.app.state.runtime.clock() - RENEWED_AFTER:
        raise Problem(303, headers={"Location": f"{RENEW}?next={quote(_here(request), safe='')}"})


def _is_strange(request: Request, rule: AccessRule) -> bool:
    """Whether a token came along that opens nothing, at an address where one could."""
    could = is_api(request) and ("coordinator" in rule.roles or rule.scopes)
    return bool(could and bearer(request) and request.state.grant is None and not is_coordinator(request))


async def _grant(request: Request, rule: AccessRule) -> Grant | None:
    """What the token grants. Problem 401 or 403 for one that is no good here: a program must not pass for anybody."""
    token = bearer(request) if rule.scopes else ""
    if not token or is_coordinator(request):
        return None
    grant: Grant | None = await request.app.state.grants(token)
    if grant is None:
        wrong_token(request)
        raise Problem(401, N_("This token opens nothing; it may have been revoked."), headers=_BEARER)
    if not grant.scopes & rule.scopes:
        raise Problem(403, N_("This token is for something else. Make one that may do this."))
    return grant


def _is_coordinator_s_program(request: Request, rule: AccessRule) -> bool:
    """The token is for programs: a page is somebody's, and a token is nobody."""
    return "coordinator" in rule.roles and is_coordinator(request)


def _rule(request: Request) -> AccessRule:
    route: Route = request.scope["route"]
    service: str = request.app.state.service
    found: AccessRule = request.app.state.access[f"{request.method} {route.path.removeprefix(f'/{service}')}"]
    return found


def _not_signed_in(request: Request) -> Problem:
    """A page leads to signing in and back; a program is told what it lacks."""
    if wants_json(request) or request.method != "GET":
        return Problem(401, headers=_BEARER)
    return Problem(303, headers={"Location": f"{SIGN_IN}?next={quote(_here(request), safe='')}"})


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
