"""The page where a request is changed: by who made it until it is confirmed, by the coordinator always."""

from collections.abc import Mapping
from typing import Any, cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.contracts.debriefings.handlers import changing
from services.contracts.debriefings.handlers.changing import By, ChangeRefusedError, NotToBeChangedError
from services.contracts.debriefings.handlers.requests import NoSuchDebriefingError
from services.contracts.debriefings.model import Debriefing
from services.contracts.debriefings.pages.asking import BESIDE, beside_of, in_order, meant_places, moment_of, number_of
from services.contracts.debriefings.pages.watching import find_watched, shown_progress
from services.contracts.debriefings.schemas import ChangeDebriefing
from services.contracts.network.store import NetworkStore
from services.contracts.organisations.permissions import signed_in
from services.contracts.web import json_of, text
from shared.app.service import App, CurrentApp
from shared.finland import Language, municipalities
from shared.i18n import N_, Text
from shared.web.language import language_of
from shared.web.problems import LOOK_AT_FIELDS, Problem, wants_json
from shared.web.security.access import author, is_coordinator
from shared.web.security.token_links import opens_nothing
from shared.web.validation import sentences

router = APIRouter(prefix="/debriefings", tags=["debriefings"])
NOT_ANY_MORE = N_("This request can't be changed here any more. Call the network's coordinator.")
FIELDS = (
    "place.municipality",
    "place.address",
    "participants",
    "leaders",
    "contact.name",
    "contact.phone",
    "contact.email",
    "window.from",
    "window.to",
    *BESIDE,
)


@router.get("/{token}/change", include_in_schema=False)
async def show_form(token: str, request: Request, app: CurrentApp) -> Response:
    """The request as it is, to be changed; looking changes nothing."""
    return await _form(token, request, app)


@router.post("/{token}/change")
async def change(token: str, request: Request, app: CurrentApp) -> Response:
    """Change what is sent, as a form or as JSON; what is not sent stays as it is."""
    beside = (await find_watched(app, token, request)).beside
    language = beside.language if beside else language_of(request)
    is_json = "json" in request.headers.get("content-type", "")
    form = FormData() if is_json else await request.form()
    typed = _typed(form)
    raw = await json_of(request) if is_json else _request(typed, form, app, language)
    by = _by(request)
    try:
        length = (await NetworkStore(app.tx).read()).length_minutes
        given = ChangeDebriefing.model_validate(raw, context={"now": app.clock(), "length_minutes": length})
        await app.run(lambda unit: changing.change(unit, token, given, by))
    except ValidationError as wrong:
        return await _refuse(token, request, app, typed, sentences(wrong))
    except ChangeRefusedError as refused:
        return await _refuse(token, request, app, typed, refused.fields)
    except NotToBeChangedError:
        raise Problem(409, NOT_ANY_MORE) from None
    except NoSuchDebriefingError:
        raise opens_nothing(request) from None
    if wants_json(request):
        return JSONResponse({"changed": True}, headers={"Cache-Control": "no-store"})
    debriefing = await find_watched(app, token, request)
    back = f"/booking/desk/cases/{debriefing.id}" if by.coordinator else f"/contracts/debriefings/{token}"
    return RedirectResponse(back, 303)


def _by(request: Request) -> By:
    person = signed_in(request)
    coordinator = is_coordinator(request) or (person is not None and person.coordinator)
    return By(coordinator=coordinator, name=author(request) if coordinator else "")


async def _refuse(
    token: str, request: Request, app: App, typed: Mapping[str, Any], fields: Mapping[str, Text]
) -> Response:
    if wants_json(request):
        raise Problem(422, LOOK_AT_FIELDS, dict(fields))
    return await _form(token, request, app, typed, in_order(fields, typed))


def _typed(form: FormData) -> dict[str, Any]:
    """What stands in the form; what it lacks is not there."""
    typed: dict[str, Any] = {name: text(form, name) for name in FIELDS if name in form}
    if "languages" in form:
        typed["languages"] = [each for each in form.getlist("languages") if isinstance(each, str)]
    for name in ("place.remote", "place.as_written"):
        typed[name] = bool(text(form, name))
    if meant := text(form, "place.meant"):
        typed["place.municipality"] = meant
    return typed


def _request(typed: Mapping[str, Any], form: FormData, app: App, language: str) -> dict[str, Any]:
    """The form as the JSON that a program would send."""
    asked: dict[str, Any] = {}
    if typed["place.remote"]:
        asked["place"] = {"remote": True}
    elif "place.municipality" in typed:
        named = {name: typed.get(f"place.{name}", "").strip() for name in ("municipality", "address")}
        as_written = {"as_written": True} if typed["place.as_written"] else {}
        asked["place"] = {name: given for name, given in named.items() if given} | as_written
    asked |= {name: number_of(typed[name]) for name in ("participants", "leaders") if name in typed}
    if "languages" in typed or "whole" in form:
        asked["languages"] = typed.get("languages", [])
    if typed.get("window.from") or typed.get("window.to"):
        asked["window"] = {name: moment_of(typed.get(f"window.{name}", ""), app) for name in ("from", "to")}
    if "contact.name" in typed:
        email = {"email": typed["contact.email"]} if typed.get("contact.email") else {}
        asked["contact"] = {"name": typed["contact.name"], "phone": typed.get("contact.phone", "")} | email
    if "beside.name" in typed:
        asked["beside"] = beside_of(typed, language)
    return asked


def _as_typed(debriefing: Debriefing, app: App) -> dict[str, Any]:
    place, contact, window = debriefing.place, debriefing.contact, debriefing.window
    beside = debriefing.beside.model_dump() if debriefing.beside else {}
    times = {"window.from": window.opens, "window.to": window.closes} if window.wished else {}
    return {
        "place.municipality": place.municipality or "",
        "place.address": place.address or "",
        "place.remote": place.remote,
        "place.as_written": bool(place.municipality) and place.region is None,
        "participants": str(debriefing.participants),
        "languages": list(debriefing.languages),
        "leaders": str(debriefing.leaders),
        "contact.name": contact.name,
        "contact.phone": contact.phone,
        "contact.email": contact.email,
        **{name: beside.get(name.removeprefix("beside.")) or "" for name in BESIDE},
        **{name: app.pages.times.form_value(at) for name, at in times.items()},
    }


async def _form(
    token: str,
    request: Request,
    app: App,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, Text] | None = None,
) -> Response:
    debriefing = await find_watched(app, token, request)
    shown, by = shown_progress(debriefing), _by(request)
    if not changing.may_change(debriefing, shown["view"], by):
        return RedirectResponse(f"/contracts/debriefings/{token}", 303)
    values = {**_as_typed(debriefing, app), **(typed or {})}
    return app.pages.render(
        request,
        "change.html",
        status_code=422 if errors else 200,
        token=token,
        by_coordinator=by.coordinator,
        municipalities=municipalities(cast("Language", language_of(request))),
        meant=meant_places(values, errors or {}),
        errors=app.pages.translate_all(request, errors or {}),
        **shown,
        values=values,
    )
