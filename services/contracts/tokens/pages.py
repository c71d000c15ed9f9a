"""API tokens, an organisation's or the network's own: made, seen once, revoked."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.contracts.organisations.pages.organisation import NOT_KNOWN, known
from services.contracts.organisations.permissions import ordered_by
from services.contracts.scopes import ASK, READ, READ_ORGANISATIONS, WRITE_ORGANISATIONS, Scope
from services.contracts.tokens import handlers as tokens
from services.contracts.tokens.handlers import NoSuchTokenError, TokenNameTakenError, TooManyTokensError
from services.contracts.tokens.model import Owner
from services.contracts.tokens.schemas import TokenGiven
from services.contracts.tokens.store import Tokens
from services.contracts.web import text
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.people.person import Person
from shared.store.mongo import DuplicateKey
from shared.web.problems import Problem
from shared.web.security.access import author
from shared.web.validation import sentences

# So that programs that look for secrets left lying about know one when they see it.
PREFIX = "rinnalla_"
TAKEN = N_("There is a token with this name already. Give another name, or revoke the old one.")
TOO_MANY = N_("There are 20 tokens already. Revoke one that is not needed.")
NO_SCOPE = N_("Choose what the token may do.")
GONE = N_("There is no such token; it may have been revoked already.")
SCOPE_NAMES: Mapping[Scope, Text] = {
    ASK: N_("Ask for debriefings"),
    READ: N_("Read how far debriefings have come"),
    READ_ORGANISATIONS: N_("Read organisations and their contacts"),
    WRITE_ORGANISATIONS: N_("Add and change organisations and their contacts"),
}
Find = Callable[[Request, App], Awaitable[Owner]]


def router(path: str, find: Find) -> APIRouter:
    """The pages at `path`; `find` gives the owner to whoever may see their tokens, and Problem 404 to others."""
    routes = APIRouter(prefix=path, include_in_schema=False)

    @routes.get("")
    async def show(request: Request, app: CurrentApp) -> Response:
        """The tokens there are, and the form for one more."""
        return await _tokens_page(request, app, await find(request, app))

    @routes.post("")
    async def make(request: Request, app: CurrentApp) -> Response:
        """One more; the answer is the only place where it ever stands."""
        return await _make(request, app, await find(request, app))

    @routes.post("/{token_id}/revoke")
    async def revoke(token_id: str, request: Request, app: CurrentApp) -> Response:
        """A token opens nothing any more."""
        owner = await find(request, app)
        try:
            await app.run(lambda unit: tokens.revoke(unit, owner, token_id, author(request)))
        except NoSuchTokenError:
            raise Problem(404, GONE) from None
        return RedirectResponse(request.url.path.removesuffix(f"/{token_id}/revoke"), 303)

    return routes


async def _of_any(request: Request, app: App) -> Owner:
    organisation = await known(app, request.path_params["organisation_id"])
    return Owner(organisation=organisation.id, name=organisation.name)


async def _of_own(request: Request, app: App) -> Owner:
    """Another's is as if it were not there."""
    person: Person = request.state.person
    for organisation in await ordered_by(app.tx, person.email):
        if organisation.id == request.path_params["organisation_id"]:
            return Owner(organisation=organisation.id, name=organisation.name)
    raise Problem(404, NOT_KNOWN)


async def _of_network(_request: Request, app: App) -> Owner:
    return Owner(organisation=None, name=app.settings.network_name)


ROUTERS: Sequence[APIRouter] = (
    router("/organisations/{organisation_id}/tokens", _of_any),
    router("/mine/{organisation_id}/tokens", _of_own),
    router("/tokens", _of_network),
)


async def _make(request: Request, app: App, owner: Owner) -> Response:
    form = await request.form()
    typed = {"name": text(form, "name"), "scopes": [each for each in owner.scopes if each in form.getlist("scopes")]}
    secret = PREFIX + secrets.token_urlsafe(32)
    try:
        given = TokenGiven.model_validate(typed)
        await app.run(lambda unit: tokens.make(unit, owner, secret, given.name, given.scopes, author(request)))
    except (ValidationError, TokenNameTakenError, TooManyTokensError, DuplicateKey) as refused:
        return await _tokens_page(request, app, owner, typed, _wrong(refused), status=422)
    made = app.pages.render(request, "token_made.html", owner=owner, name=given.name, secret=secret)
    made.headers["Cache-Control"] = "no-store"
    return made


async def _tokens_page(
    request: Request,
    app: App,
    owner: Owner,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
) -> Response:
    return app.pages.render(
        request,
        "tokens.html",
        status,
        owner=owner,
        scope_names={scope: app.pages.translate(request, said) for scope, said in SCOPE_NAMES.items()},
        tokens=await Tokens(app.tx).of(owner.organisation),
        values=values or {},
        errors=app.pages.translate_all(request, errors or {}),
    )


def _wrong(refused: Exception) -> Mapping[str, Text]:
    if isinstance(refused, ValidationError):
        return {name: NO_SCOPE if name == "scopes" else said for name, said in sentences(refused).items()}
    return {"name": TOO_MANY if isinstance(refused, TooManyTokensError) else TAKEN}
