"""Where somebody asks about supervision, follows it, and withdraws it."""

import uuid
from collections.abc import Mapping
from typing import Any, cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from services.contracts.agreements.presets import FORMS
from services.contracts.debriefings.handlers.requests import BlockedError, KeyReusedError, TooManyUnconfirmedError
from services.contracts.debriefings.submission import (
    BLOCKED,
    FEW_REQUESTS,
    TOO_MANY,
    WrongFieldsError,
    asker,
    seconds_of,
)
from services.contracts.inquiries import handlers
from services.contracts.inquiries.handlers import NoSuchInquiryError
from services.contracts.inquiries.lifecycle import NotPossibleError
from services.contracts.inquiries.links import InquiryLinks
from services.contracts.inquiries.model import Inquiry
from services.contracts.inquiries.submission import NO_REQUIRED, take
from services.contracts.organisations.permissions import ordered_by, signed_in
from services.contracts.web import text
from shared.app.service import App, CurrentApp
from shared.finland import Language, municipalities
from shared.i18n import N_, Text
from shared.tokens import digest
from shared.web.language import language_of
from shared.web.problems import Problem
from shared.web.security.token_links import opens_nothing

router = APIRouter(prefix="/inquiries", include_in_schema=False)
# In the order in which the page asks them.
FIELDS = (
    "need",
    "form",
    "participants",
    "remote",
    "municipality",
    "every_weeks",
    "start",
    "language",
    "supervisor",
    "organisation",
    "unit",
    "contact.name",
    "contact.email",
    "contact.phone",
)
NOT_NOW = N_("A contract is being drafted already. Tell the supervisor or the coordinator if you don't need it.")
SENT_BEFORE = N_("You have already sent this form once, with other words. If it is another inquiry, send it again.")


@router.get("/new")
async def show_form(request: Request, app: CurrentApp) -> Response:
    """The form; of somebody who orders for an organisation, what is known is filled in."""
    return _form(request, app, uuid.uuid4().hex, await _filled_in(request, app))


@router.post("/new", dependencies=[FEW_REQUESTS])
async def ask(request: Request, app: CurrentApp) -> Response:
    """Take it in and show what becomes of it; sent twice it is one inquiry."""
    form = await request.form()
    values, key = _typed(form), text(form, "key")[:100] or uuid.uuid4().hex
    try:
        inquiry = await take(app, _given(values, language_of(request)), f"page:{key}", asker(request))
    except WrongFieldsError as wrong:
        return _form(request, app, key, values, _in_order(wrong.fields, values), status=422)
    except KeyReusedError:
        return _form(request, app, uuid.uuid4().hex, values, refused=SENT_BEFORE, status=422)
    except BlockedError:
        return _form(request, app, key, values, refused=BLOCKED, status=403)
    except TooManyUnconfirmedError as many:
        page = _form(request, app, key, values, refused=TOO_MANY[many.by], status=429)
        page.headers["Retry-After"] = seconds_of(many.wait)
        return page
    return RedirectResponse(_path(app, inquiry), 303)


@router.get("/followed/{token}")
async def show(token: str, request: Request, app: CurrentApp) -> Response:
    """How far it has come."""
    inquiry = await _followed(token, request, app)
    page = app.pages.render(request, "inquiry_status.html", i=inquiry, token=token, forms=FORMS)
    page.headers["Cache-Control"] = "no-store"
    return page


@router.post("/followed/{token}/withdraw")
async def withdraw(token: str, request: Request, app: CurrentApp) -> Response:
    """It isn't needed any more."""
    await _followed(token, request, app)
    try:
        await app.run(lambda unit: handlers.withdraw(unit, digest(token)))
    except NotPossibleError:
        raise Problem(409, NOT_NOW) from None
    return RedirectResponse(f"/contracts/inquiries/followed/{token}", 303)


async def _followed(token: str, request: Request, app: App) -> Inquiry:
    try:
        return await app.run(lambda unit: handlers.followed(unit, digest(token)))
    except NoSuchInquiryError:
        raise opens_nothing(request) from None


async def _filled_in(request: Request, app: App) -> dict[str, Any]:
    person = signed_in(request)
    theirs = await ordered_by(app.tx, person.email) if person else []
    contact = theirs[0].contact_with(person.email) if person and len(theirs) == 1 else None
    if contact is None:
        return {}
    own = {"contact.name": contact.name, "contact.email": contact.email, "contact.phone": contact.phone or ""}
    return {"organisation": theirs[0].name, **own}


def _typed(form: FormData) -> dict[str, Any]:
    """What stands in the form, to be shown again as it is."""
    return {name: text(form, name) for name in FIELDS} | {"remote": bool(text(form, "remote"))}


def _given(values: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The form as the body that the API would be sent; what is left empty is left out."""
    asked: dict[str, Any] = {"contact": {"language": language}, "remote": values["remote"]}
    for name in FIELDS:
        value = values[name]
        if isinstance(value, str) and value.strip():
            contact, _, field = name.rpartition(".")
            (asked["contact"] if contact else asked)[field] = value
    return asked


def _in_order(fields: Mapping[str, Text], values: Mapping[str, Any]) -> dict[str, Text]:
    shown: dict[str, Text] = {}
    for name, said in fields.items():
        at = name if name in FIELDS else "municipality"
        shown.setdefault(at, said if values.get(at) else NO_REQUIRED.get(at, said))
    return dict(sorted(shown.items(), key=lambda each: FIELDS.index(each[0])))


def _path(app: App, inquiry: Inquiry) -> str:
    return f"/contracts/inquiries/followed/{InquiryLinks.of(app.settings).status_token(inquiry.id)}"


def _form(
    request: Request,
    app: App,
    key: str,
    values: Mapping[str, Any],
    errors: Mapping[str, Text] | None = None,
    refused: Text | None = None,
    status: int = 200,
) -> Response:
    return app.pages.render(
        request,
        "inquiry_new.html",
        status,
        key=key,
        forms=FORMS,
        municipalities=municipalities(cast("Language", language_of(request))),
        today=app.clock().astimezone(app.settings.zone).date(),
        values=values,
        errors=app.pages.translate_all(request, errors or {}),
        refused=refused,
    )
