"""An organisation's API tokens, for the coordinator and for its own orderers: make one, see it once, revoke it."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field, ValidationError

from services.contracts.handlers import tokens
from services.contracts.handlers.tokens import NoSuchTokenError, TokenNameTakenError, TooManyTokensError
from services.contracts.intake import Desk
from services.contracts.model.organisations import Organisation
from services.contracts.model.tokens import SCOPES, Scope
from services.contracts.pages.forms import text
from services.contracts.pages.organisations import NOT_KNOWN, known
from services.contracts.rules.fields import Line, Strict
from services.contracts.who import author, ordered_by
from shared.i18n import N_, Text
from shared.mongo import DuplicateKey
from shared.people.person import Person
from shared.service import Runtime
from shared.web.problems import Problem
from shared.web.validation import sentences

# So that programs that look for secrets left lying about know one when they see it.
PREFIX = "rinnalla_"
TAKEN = N_("There is a token with this name already. Give another name, or revoke the old one.")
TOO_MANY = N_("There are 20 tokens already. Revoke one that is not needed.")
NO_SCOPE = N_("Choose what the token may do.")
GONE = N_("There is no such token; it may have been revoked already.")
Find = Callable[[Request, Runtime[Any], str], Awaitable[Organisation]]


class TokenGiven(Strict):
    """A token's name, and what it may do."""

    name: Line
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1)]


def router(prefix: str, find: Find) -> APIRouter:
    """The pages below `prefix`; `find` gives the organisation to whoever may see it, and Problem 404 to others."""
    routes = APIRouter(prefix=f"{prefix}/{{organisation_id}}/tokens", include_in_schema=False)

    @routes.get("")
    async def show(organisation_id: str, request: Request, desk: Desk) -> Response:
        """The tokens there are, and the form for one more."""
        return await _page(request, desk, await find(request, desk, organisation_id))

    @routes.post("")
    async def make(organisation_id: str, request: Request, desk: Desk) -> Response:
        """One more; the answer is the only place where it ever stands."""
        organisation = await find(request, desk, organisation_id)
        form = await request.form()
        typed = {"name": text(form, "name"), "scopes": [each for each in SCOPES if each in form.getlist("scopes")]}
        secret = PREFIX + secrets.token_urlsafe(32)
        try:
            given = TokenGiven.model_validate(typed)
            await desk.run(
                lambda unit: tokens.make(unit, organisation, secret, given.name, given.scopes, author(request))
            )
        except (ValidationError, TokenNameTakenError, TooManyTokensError, DuplicateKey) as refused:
            return await _page(request, desk, organisation, typed, _wrong(refused), status=422)
        made = desk.pages.render(request, "token_made.html", o=organisation, name=given.name, secret=secret)
        made.headers["Cache-Control"] = "no-store"
        return made

    @routes.post("/{token_id}/revoke")
    async def revoke(organisation_id: str, token_id: str, request: Request, desk: Desk) -> Response:
        """A token opens nothing any more."""
        organisation = await find(request, desk, organisation_id)
        try:
            await desk.run(lambda unit: tokens.revoke(unit, organisation, token_id, author(request)))
        except NoSuchTokenError:
            raise Problem(404, GONE) from None
        return RedirectResponse(f"/contracts{prefix}/{organisation.id}/tokens", 303)

    return routes


async def _any(_request: Request, desk: Runtime[Any], organisation_id: str) -> Organisation:
    return await known(desk, organisation_id)


async def _own(request: Request, desk: Runtime[Any], organisation_id: str) -> Organisation:
    """Another's is as if it were not there."""
    person: Person = request.state.person
    for organisation in await ordered_by(desk.store, person.email):
        if organisation.id == organisation_id:
            return organisation
    raise Problem(404, NOT_KNOWN)


ROUTERS: Sequence[APIRouter] = (router("/organisations", _any), router("/mine", _own))


async def _page(
    request: Request,
    desk: Runtime[Any],
    organisation: Organisation,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
) -> Response:
    return desk.pages.render(
        request,
        "tokens.html",
        status,
        o=organisation,
        tokens=await desk.store.tokens.of(organisation.id),
        values=values or {},
        errors=desk.pages.translate_all(request, errors or {}),
    )


def _wrong(refused: Exception) -> Mapping[str, Text]:
    if isinstance(refused, ValidationError):
        return {name: NO_SCOPE if name == "scopes" else said for name, said in sentences(refused).items()}
    return {"name": TOO_MANY if isinstance(refused, TooManyTokensError) else TAKEN}
