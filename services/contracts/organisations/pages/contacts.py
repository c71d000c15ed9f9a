"""The coordinator's pages of an organisation's people: add, change, remove."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.contracts.organisations import handlers as organisations
from services.contracts.organisations.handlers import NoSuchContactError, NoSuchOrganisationError
from services.contracts.organisations.model import Contact, Organisation
from services.contracts.organisations.pages.organisation import NOT_KNOWN, known, path
from services.contracts.organisations.schemas import ContactGiven
from services.contracts.web import shown, texts
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Mistake, Text
from shared.web.problems import Problem
from shared.web.security.access import author
from shared.web.validation import sentences

router = APIRouter(prefix="/organisations/{organisation_id}/contacts", include_in_schema=False)
GONE = N_("There is no such contact; somebody may have removed it.")


@router.get("/new")
async def show_new(organisation_id: str, request: Request, app: CurrentApp) -> Response:
    """The empty form."""
    return _form(request, app, await known(app, organisation_id), None, {"orders": True})


@router.post("/new")
async def add(organisation_id: str, request: Request, app: CurrentApp) -> Response:
    """Somebody more at the organisation."""
    return await _keep(organisation_id, None, request, app)


@router.get("/{contact_id}")
async def show(organisation_id: str, contact_id: str, request: Request, app: CurrentApp) -> Response:
    """The form with what is known of them."""
    organisation = await known(app, organisation_id)
    contact = _contact(organisation, contact_id)
    return _form(request, app, organisation, contact, shown(contact))


@router.post("/{contact_id}")
async def change(organisation_id: str, contact_id: str, request: Request, app: CurrentApp) -> Response:
    """What is known of them is other now."""
    return await _keep(organisation_id, contact_id, request, app)


@router.post("/{contact_id}/remove")
async def remove(organisation_id: str, contact_id: str, request: Request, app: CurrentApp) -> Response:
    """They are no contact any more."""
    try:
        await app.run(lambda unit: organisations.remove_contact(unit, organisation_id, contact_id, author(request)))
    except NoSuchOrganisationError:
        raise Problem(404, NOT_KNOWN) from None
    except NoSuchContactError:
        raise Problem(404, GONE) from None
    return RedirectResponse(path(organisation_id), 303)


async def _keep(organisation_id: str, contact_id: str | None, request: Request, app: App) -> Response:
    typed = texts(await request.form(), ContactGiven)
    try:
        given = ContactGiven.model_validate(typed)
        await app.run(
            lambda unit: organisations.keep_contact(unit, organisation_id, contact_id, given, author(request))
        )
    except NoSuchOrganisationError:
        raise Problem(404, NOT_KNOWN) from None
    except NoSuchContactError:
        raise Problem(404, GONE) from None
    except (ValidationError, Mistake) as refused:
        organisation = await known(app, organisation_id)
        contact = None if contact_id is None else _contact(organisation, contact_id)
        return _form(request, app, organisation, contact, typed, _wrong(refused), status=422)
    return RedirectResponse(path(organisation_id), 303)


def _contact(organisation: Organisation, contact_id: str) -> Contact:
    contact = organisation.contact(contact_id)
    if contact is None:
        raise Problem(404, GONE)
    return contact


def _form(
    request: Request,
    app: App,
    organisation: Organisation,
    contact: Contact | None,
    values: Mapping[str, Any],
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
) -> Response:
    return app.pages.render(
        request,
        "contact_form.html",
        status,
        o=organisation,
        contact=contact,
        values=values,
        errors=app.pages.translate_all(request, errors or {}),
    )


def _wrong(refused: ValidationError | Mistake) -> Mapping[str, Text]:
    return {"email": refused.text} if isinstance(refused, Mistake) else sentences(refused)
