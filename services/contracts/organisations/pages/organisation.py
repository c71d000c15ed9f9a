"""The coordinator's pages of organisations: the list, one of them with its people, its own facts."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.contracts.organisations import handlers as organisations
from services.contracts.organisations.handlers import NameTakenError, NoSuchOrganisationError
from services.contracts.organisations.model import Organisation
from services.contracts.organisations.schemas import OrganisationGiven
from services.contracts.organisations.store import Organisations
from services.contracts.web import shown, texts
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.store.mongo import DuplicateKey
from shared.web.problems import Problem
from shared.web.security.access import author
from shared.web.validation import sentences

router = APIRouter(prefix="/organisations", include_in_schema=False)
LIST = "/contracts/organisations"
NOT_KNOWN = N_("There is no such organisation. Look for it in the list.")
NAME_TAKEN = N_("Another organisation has this name. Look for it in the list, or write the name more exactly.")
ROWS = 50


@router.get("")
async def show_list(request: Request, app: CurrentApp, q: str = "", after: str = "") -> Response:
    """Organisations by name, those whose names hold what is searched for."""
    search = q.strip()[:200]
    found = await Organisations(app.tx).page(after, ROWS + 1, search)
    more = found[ROWS - 1].name if len(found) > ROWS else None
    return app.pages.render(
        request, "organisations.html", found=found[:ROWS], search=search, more=more, is_first=not after
    )


@router.get("/new")
async def show_new(request: Request, app: CurrentApp) -> Response:
    """The empty form."""
    return _form(request, app, None)


@router.post("/new")
async def add(request: Request, app: CurrentApp) -> Response:
    """Make an organisation known."""
    typed = texts(await request.form(), OrganisationGiven)
    try:
        given = OrganisationGiven.model_validate(typed)
        added = await app.run(lambda unit: organisations.add(unit, given, author(request)))
    except (ValidationError, NameTakenError, DuplicateKey) as refused:
        return _form(request, app, None, typed, _wrong(refused), status=422)
    return RedirectResponse(path(added.id), 303)


@router.get("/{organisation_id}")
async def show(organisation_id: str, request: Request, app: CurrentApp) -> Response:
    """One organisation: its facts and its contacts."""
    organisation = await known(app, organisation_id)
    return app.pages.render(request, "organisation.html", o=organisation)


@router.get("/{organisation_id}/edit")
async def show_facts(organisation_id: str, request: Request, app: CurrentApp) -> Response:
    """The form with its name and business id."""
    organisation = await known(app, organisation_id)
    return _form(request, app, organisation, shown(organisation))


@router.post("/{organisation_id}/edit")
async def change(organisation_id: str, request: Request, app: CurrentApp) -> Response:
    """Its name and business id are other ones now."""
    typed = texts(await request.form(), OrganisationGiven)
    try:
        given = OrganisationGiven.model_validate(typed)
        await app.run(lambda unit: organisations.change(unit, organisation_id, given, author(request)))
    except NoSuchOrganisationError:
        raise Problem(404, NOT_KNOWN) from None
    except (ValidationError, NameTakenError, DuplicateKey) as refused:
        return _form(request, app, await known(app, organisation_id), typed, _wrong(refused), status=422)
    return RedirectResponse(path(organisation_id), 303)


def path(organisation_id: str) -> str:
    return f"{LIST}/{organisation_id}"


async def known(app: App, organisation_id: str) -> Organisation:
    """The organisation, or Problem 404."""
    organisation: Organisation | None = await Organisations(app.tx).find(organisation_id)
    if organisation is None:
        raise Problem(404, NOT_KNOWN)
    return organisation


def _form(
    request: Request,
    app: App,
    organisation: Organisation | None,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
) -> Response:
    return app.pages.render(
        request,
        "organisation_form.html",
        status,
        o=organisation,
        values=values or {},
        errors=app.pages.translate_all(request, errors or {}),
    )


def _wrong(refused: ValidationError | NameTakenError | DuplicateKey) -> Mapping[str, Text]:
    return sentences(refused) if isinstance(refused, ValidationError) else {"name": NAME_TAKEN}
